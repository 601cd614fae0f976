import type { Redis } from 'ioredis';
import { bounded, key } from './redis.ts';

const mostWrong = 5;
const lockedMs = 15 * 60_000;
/** A code is long dead by then. */
const keptMs = 3_600_000;

// The highest step that was used stays: what is not above it was used, or came before it.
const takeScript = `
local used = redis.call('GET', KEYS[1])
if used and tonumber(used) >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;
const wrongScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count
`;

type Memory = Redis & {
  takeCode(key: string, step: number, keptMs: number): Promise<number>;
  wrongCode(key: string, lockedMs: number): Promise<number>;
};

/** Which codes of authenticator apps were used, and how many were wrong: no code and no secret. */
export function createCodeMemory(redis: Redis) {
  redis.defineCommand('takeCode', { numberOfKeys: 1, lua: takeScript });
  redis.defineCommand('wrongCode', { numberOfKeys: 1, lua: wrongScript });
  const wrong = (person: string) => key('wrong-codes', person);
  return {
    isLocked: async (person: string) => Number(await bounded(() => redis.get(wrong(person)))) >= mostWrong,
    async countWrong(person: string) {
      await bounded(() => (redis as Memory).wrongCode(wrong(person), lockedMs));
    },
    take: async (person: string, step: number) =>
      (await bounded(() => (redis as Memory).takeCode(key('code', person), step, keptMs))) === 1,
  };
}
