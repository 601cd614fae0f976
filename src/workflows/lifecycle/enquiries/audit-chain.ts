import { ConflictError } from '../../../errors.ts';
import type { Entry } from '../../../store/audit/entry.ts';
import type { Chained } from '../../../store/audit/records.ts';
import type { Desk } from '../desk.ts';
import { requestOf } from './find.ts';

/** A record, and whose it is: what its rows are held against. */
export interface Held {
  readonly kind: 'request' | 'schedule';
  readonly record: Chained;
  readonly environment: string;
  /** Slack's id of who asked for it. */
  readonly person: string;
}

/** The one request or schedule whose id begins so, and its rows of the same moment, though it may go on. Throws UserError. */
export async function chainOf(desk: Desk, start: string): Promise<{ held: Held; entries: Entry[] }> {
  const read = await readerOf(desk, start);
  for (let tries = 1; ; tries += 1) {
    const held = await read();
    const entries = await desk.audit.ofRequest(held.record.id);
    const after = await read();
    if (after.record.version === held.record.version || tries === 5) return { held: after, entries };
  }
}

async function readerOf(desk: Desk, start: string): Promise<() => Promise<Held>> {
  const { schedules } = desk.scheduling;
  const [requests, [id, other]] = await Promise.all([desk.requests.withPrefix(start), schedules.withPrefix(start)]);
  if (requests.length > 0 || id === undefined || other !== undefined) {
    const request = await requestOf(desk, start);
    return async () => {
      const record = await desk.requests.change(request.id, () => undefined);
      return { kind: 'request', record, environment: record.environment, person: record.asker.id };
    };
  }
  return async () => {
    const record = await schedules.get(id);
    if (!record) throw new ConflictError('This schedule is no longer kept.');
    return { kind: 'schedule', record, environment: record.environment, person: record.creator.id };
  };
}
