import type { Redis } from 'ioredis';
import type { Keyring } from './keyring.ts';
import { bounded, key } from './redis.ts';

/** A seal over all audit rows up to one: written out, it proves later that none of them was changed, removed or put in. */
export interface Seal {
  /** The last row's place in the audit stream. */
  readonly upTo: string;
  /** HMAC over the seal before it and the rows' own MACs. Hex. */
  readonly mac: string;
  /** How many rows are new in it. */
  readonly rows: number;
}

const rowsAtOnce = 5_000;

// Two workers may seal at once: the second finds another last seal and leaves it.
const addScript = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local upTo = last[1] and last[1][2][2] or ''
if upTo ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], '*', 'upTo', ARGV[2], 'mac', ARGV[3], 'rows', ARGV[4])
return 1
`;

type Sealer = Redis & { addSeal(key: string, before: string, upTo: string, mac: string, rows: number): Promise<number> };

/** Seals the audit rows that are new since the last seal. Undefined: there is none, or another worker sealed them. */
export function createSealer(redis: Redis, keyring: Keyring): () => Promise<Seal | undefined> {
  redis.defineCommand('addSeal', { numberOfKeys: 1, lua: addScript });
  return () =>
    bounded(async () => {
      const [last] = await redis.xrevrange(key('seals'), '+', '-', 'COUNT', 1);
      const [, before = '', , previous = ''] = last?.[1] ?? [];
      const fresh = await redis.xrange(key('audit'), before === '' ? '-' : `(${before}`, '+', 'COUNT', rowsAtOnce);
      const upTo = fresh.at(-1)?.[0];
      if (upTo === undefined) return undefined;
      // A row's fields are 'mac', its MAC, 'row', its text: the text is sealed too, so that it need not be trusted to the chain alone.
      const mac = keyring.chain(previous, fresh.map(([id, fields]) => `${id} ${fields.join(' ')}`).join('\n'));
      const added = await (redis as Sealer).addSeal(key('seals'), before, upTo, mac, fresh.length);
      return added === 1 ? { upTo, mac, rows: fresh.length } : undefined;
    });
}
