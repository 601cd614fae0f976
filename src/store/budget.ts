import type { Redis } from 'ioredis';
import { bounded, key } from './redis.ts';

/** A rate that somebody else sets: so many a minute, `burst` of them at once. */
export interface Rate {
  readonly name: string;
  readonly perMinute: number;
  readonly burst: number;
}

// Generic cell rate algorithm over Redis's own clock, so that all workers share one budget.
const takeScript = `
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000 + tonumber(t[2]) / 1000
local interval, burst, reserve = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = due - now - interval * (burst - 1 - reserve)
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], due + interval, 'PX', math.ceil(due - now + interval * burst) + 1000)
return 0
`;

type Taker = Redis & { takeSlot(key: string, interval: number, burst: number, reserve: number): Promise<number> };

export interface Budget {
  /**
   * Takes one from the rate. 0: it may be used now; else the milliseconds to wait before asking again.
   * @param reserve how many of the burst are left for those who matter more
   */
  take(rate: Rate, reserve?: number): Promise<number>;
}

export function createBudget(redis: Redis): Budget {
  redis.defineCommand('takeSlot', { numberOfKeys: 1, lua: takeScript });
  return {
    take: ({ name, perMinute, burst }, reserve = 0) =>
      bounded(() => (redis as Taker).takeSlot(key('budget', name), 60_000 / perMinute, burst, Math.min(reserve, burst - 1))),
  };
}
