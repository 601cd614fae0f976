import type { Redis } from 'ioredis';
import type { Request } from '../../domain/request.ts';
import type { Keyring } from '../keyring.ts';
import { bounded, key, piped } from '../redis.ts';

const atOnce = 200;

/** What each record that has rows in the audit holds of them. */
export type Chained = Pick<Request, 'id' | 'version' | 'auditHead'>;

export interface KeptRecord {
  readonly id: string;
  /** Undefined: it is not as this program wrote it, or was written with another key. */
  readonly record: Chained | undefined;
}

export const scheduleKey = (id: string): string => key('schedule', id);
/** What a schedule's record is sealed with: it can't pass for a request's. */
export const scheduleSeal = (id: string): string => `schedule ${id}`;

/** Every record that Redis keeps, found by its key and not by an index. One may come twice. */
export async function* readRecords(redis: Redis, keyring: Pick<Keyring, 'open'>): AsyncGenerator<KeptRecord> {
  yield* readKind(redis, keyring, key('request', ''), (id) => id);
  yield* readKind(redis, keyring, scheduleKey(''), scheduleSeal);
}

async function* readKind(
  redis: Redis,
  keyring: Pick<Keyring, 'open'>,
  start: string,
  sealedAs: (id: string) => string,
): AsyncGenerator<KeptRecord> {
  let cursor = '0';
  do {
    const [next, keys] = await bounded(() => redis.scan(cursor, 'MATCH', `${start}*`, 'COUNT', atOnce));
    cursor = next;
    const ids = [...new Set(keys)].map((each) => each.slice(start.length));
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hget(`${start}${id}`, 'record');
    const sealed = ids.length > 0 ? await piped(pipeline) : [];
    for (const [i, text] of sealed.entries()) {
      // It expired in between.
      if (text === null) continue;
      yield { id: ids[i] as string, record: opened(keyring, sealedAs(ids[i] as string), text as string) };
    }
  } while (cursor !== '0');
}

function opened(keyring: Pick<Keyring, 'open'>, sealedAs: string, sealed: string): Chained | undefined {
  try {
    return JSON.parse(keyring.open(sealedAs, sealed)) as Chained;
  } catch {
    return undefined;
  }
}
