import type { Redis } from 'ioredis';
import { writtenAt } from './audit/entry.ts';
import { auditKey } from './audit/read.ts';
import type { Keyring } from './keyring.ts';
import { bounded, key } from './redis.ts';

/** A seal over all audit rows up to one: written out, it proves later that none of them was changed, removed or put in. */
export interface Seal {
  /** The last row's place in the audit stream. */
  readonly upTo: string;
  /** HMAC over the seal before it and the rows since then. Hex. */
  readonly mac: string;
  /** How many rows are new in it. */
  readonly rows: number;
}

export const sealsKey = key('seals');
/** A seal has at most so many rows; the next one takes those after them. */
export const rowsAtOnce = 1_000;

/** The text of an entry that a seal covers: its place, and all that stands there. */
export const sealedText = (id: string, fields: readonly string[]): string => JSON.stringify([id, ...fields]);

// Two workers may seal at once: the second finds another last seal and leaves it.
const addScript = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local upTo = last[1] and last[1][2][2] or ''
if upTo ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], '*', 'upTo', ARGV[2], 'mac', ARGV[3], 'rows', ARGV[4])
return 1
`;

type Sealer = Redis & { addSeal(key: string, before: string, upTo: string, mac: string, rows: number): Promise<number> };

/** Reads an entry of the seals' stream. */
export function sealOf([, fields]: readonly [string, readonly string[]]): Seal {
  const [, upTo = '', , mac = '', , rows = ''] = fields;
  return { upTo, mac, rows: Number(rows) };
}

/** The newest seal. */
export async function lastSeal(redis: Redis): Promise<Seal | undefined> {
  const [last] = await bounded(() => redis.xrevrange(sealsKey, '+', '-', 'COUNT', 1));
  return last && sealOf(last);
}

/** Seals the audit rows that are new since the last seal. Undefined: there is none, or another worker sealed them. */
export function createSealer(redis: Redis, keyring: Pick<Keyring, 'auditSeal'>): () => Promise<Seal | undefined> {
  redis.defineCommand('addSeal', { numberOfKeys: 1, lua: addScript });
  return async () => {
    const last = await lastSeal(redis);
    const fresh = await bounded(() => redis.xrange(auditKey, last ? `(${last.upTo}` : '-', '+', 'COUNT', rowsAtOnce));
    const upTo = fresh.at(-1)?.[0];
    if (upTo === undefined) return undefined;
    const mac = keyring.auditSeal(last?.mac ?? '', fresh.map(([id, fields]) => sealedText(id, fields)).join('\n'));
    const added = await bounded(() => (redis as Sealer).addSeal(sealsKey, last?.upTo ?? '', upTo, mac, fresh.length));
    return added === 1 ? { upTo, mac, rows: fresh.length } : undefined;
  };
}

/** The line in which a seal leaves Redis: on standard output and in the audit channel. `at` is when its last row was written. */
export const sealLine = ({ mac, upTo, rows }: Seal): string => JSON.stringify({ seal: mac, upTo, rows, at: writtenAt(upTo) });

/** The seals in a text of such lines, whatever else stands between them: a whole log, a copy of the channel. */
export function readSealLines(text: string): Seal[] {
  // A collector of logs may have put the line into a string of its own JSON.
  const lines = text.replaceAll('\\"', '"').match(/\{"seal":"[0-9a-f]{64}","upTo":"\d+-\d+","rows":\d+/g) ?? [];
  return lines.map((line) => {
    const { seal, upTo, rows } = JSON.parse(`${line}}`) as { seal: string; upTo: string; rows: number };
    return { mac: seal, upTo, rows };
  });
}
