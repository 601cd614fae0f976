import { UserError } from '../../errors.ts';
import { type Entry, entryOf } from '../../store/audit/entry.ts';
import { auditKey, pagesOf } from '../../store/audit/read.ts';
import type { World } from '../command.ts';
import { csvHeading, csvLine } from './csv.ts';
import { withStore } from './store.ts';

/** Places in the stream are of Redis's clock, rows of the bot's: so far may they be apart. */
const marginMs = 3_600_000;

export interface ExportOptions {
  readonly since?: string;
  readonly until?: string;
  readonly format: string;
}

/** `ssm-chatops audit export`: one row a line, page by page, so that its size does not matter. */
export async function exportAudit({ since, until, format }: ExportOptions, { env, out }: World): Promise<void> {
  if (format !== 'jsonl' && format !== 'csv') throw new UserError(`--format ${format} is not known: write jsonl or csv.`);
  const [from, to] = [
    since === undefined ? 0 : timeOf('since', since),
    until === undefined ? Number.MAX_SAFE_INTEGER : timeOf('until', until),
  ];
  if (from >= to) throw new UserError(`--since ${since} is not before --until ${until}: nothing lies between them.`);
  await withStore(env, async (redis) => {
    if (format === 'csv') out(csvHeading);
    const end = until === undefined ? '+' : String(to + marginMs);
    for await (const page of pagesOf(redis, auditKey, String(Math.max(from - marginMs, 0)), end)) {
      const lines = page.map(entryOf).filter((entry) => isWithin(entry, from, to));
      if (lines.length > 0) out(lines.map(format === 'csv' ? csvLine : jsonLine).join('\n'));
    }
  });
}

/** An entry that is no row has no time of its own: it is never left out. */
function isWithin({ row }: Entry, from: number, to: number): boolean {
  const at = Date.parse(row?.at ?? '');
  return Number.isNaN(at) || (at >= from && at < to);
}

/** The row as it was written, its place and its MAC in front. */
const jsonLine = ({ id, mac, row, fields }: Entry): string => JSON.stringify(row ? { id, mac, ...row } : { id, unread: fields });

const time = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z?)?$/;

/** Milliseconds since 1970 of a time of UTC. */
function timeOf(flag: string, text: string): number {
  const at = time.test(text) ? Date.parse(text.length === 10 || text.endsWith('Z') ? text : `${text}Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new UserError(`--${flag} ${text} is no time: write 2026-11-01 or 2026-11-01T14:00, of UTC.`);
  return at;
}
