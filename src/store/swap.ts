import type { Redis } from 'ioredis';
import { auditBy, auditKey, auditOf } from './audit/read.ts';
import { bounded, keptMs, key } from './redis.ts';

// All checks come before the first write: a script that fails midway keeps its earlier writes.
// Each change has one audit row: a record with another number of rows than changes is an older one that was put back.
const swapScript = `
local version = redis.call('HGET', KEYS[1], 'version') or '0'
if version ~= ARGV[1] then return {0, version} end
if redis.call('LLEN', KEYS[9]) ~= tonumber(ARGV[1]) then return {-1, version} end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3])
if ARGV[4] == '' then redis.call('ZREM', KEYS[2], ARGV[5]) else redis.call('ZADD', KEYS[2], ARGV[4], ARGV[5]) end
if ARGV[6] == '1' then redis.call('ZADD', KEYS[3], ARGV[7], ARGV[5]) else redis.call('ZREM', KEYS[3], ARGV[5]) end
if ARGV[1] == '0' then
  redis.call('ZADD', KEYS[4], ARGV[7], ARGV[5])
  redis.call('ZADD', KEYS[5], ARGV[7], ARGV[5])
  redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -201)
  redis.call('ZADD', KEYS[6], 0, ARGV[5])
end
if ARGV[8] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[8]) end
local row = redis.call('XADD', KEYS[7], '*', 'mac', ARGV[9], 'row', ARGV[10])
redis.call('RPUSH', KEYS[9], row)
if ARGV[8] ~= '' then redis.call('PEXPIRE', KEYS[9], ARGV[8]) end
for i = 10, #KEYS do
  redis.call('ZADD', KEYS[i], ARGV[7], row)
  redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -5001)
  redis.call('PEXPIRE', KEYS[i], ARGV[11])
end
for i = 12, #ARGV do redis.call('ZADD', KEYS[8], ARGV[7], ARGV[5] .. '.' .. ARGV[i]) end
return {1, ARGV[2]}
`;

type Swapper = Redis & { swapRecord(keys: number, ...args: (string | number)[]): Promise<[number, string]> };

/** One change of a record: what it is after it, where it is found, and its row of the audit. */
export interface Change {
  readonly id: string;
  /** Where a record of its kind is kept and indexed. `own`: by the person whose it is. */
  readonly keys: Readonly<Record<'record' | 'due' | 'recent' | 'own' | 'ids', string>>;
  /** The version that it changes; 0: there is none yet. */
  readonly before: number;
  readonly version: number;
  /** Sealed. */
  readonly record: string;
  readonly changedAt: number;
  /** When the sweep must look at it. */
  readonly dueAt: number | undefined;
  /** Whether AWS is busy with it in this environment. */
  readonly follows: { readonly environment: string; readonly now: boolean };
  /** It is kept for some time and then forgotten. */
  readonly isOver: boolean;
  readonly row: { readonly mac: string; readonly text: string; readonly people: readonly string[] };
  /** Its messages, which are to be drawn anew. */
  readonly undrawn: readonly string[];
}

/**
 * Compares the version and writes the record, its indexes and its audit row, all or nothing. 'changed': somebody else was first.
 * 'put back': the record is older than its audit, so nothing was written.
 */
export function createSwap(redis: Redis): (change: Change) => Promise<'done' | 'changed' | 'put back'> {
  redis.defineCommand('swapRecord', { lua: swapScript });
  return async ({ id, keys, before, version, record, changedAt, dueAt, follows, isOver, row, undrawn }) => {
    const all = [
      keys.record,
      keys.due,
      key('followed', follows.environment),
      keys.recent,
      keys.own,
      keys.ids,
      auditKey,
      key('undrawn'),
      auditOf(id),
      ...row.people.map(auditBy),
    ];
    const [done] = await bounded(() =>
      (redis as Swapper).swapRecord(
        all.length,
        ...all,
        before,
        version,
        record,
        dueAt ?? '',
        id,
        follows.now ? '1' : '0',
        changedAt,
        isOver ? keptMs : '',
        row.mac,
        row.text,
        keptMs,
        ...undrawn,
      ),
    );
    return done === -1 ? 'put back' : done === 1 ? 'done' : 'changed';
  };
}
