import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { CountMemory, Where } from '../domain/pace.ts';
import { key } from './redis.ts';

const keptMs = 24 * 3_600_000;
const kept = z.object({ standard: z.number(), advanced: z.number(), at: z.number() });

/** How many parameters there are, as the last look through all of a region counted them. One field for each account and region. */
export const createParameterCounts =
  (redis: Redis, clock: Clock) =>
  ({ account, region }: Where): CountMemory => {
    const field = `${account}/${region}`;
    return {
      // Only a warning stands on it: who counts, and who asks, goes on without it.
      async remember({ standard, advanced }) {
        const text = JSON.stringify({ standard, advanced, at: clock.now() });
        await redis.hset(key('parameter-counts'), field, text).catch(() => undefined);
      },
      async recall() {
        const text = await redis.hget(key('parameter-counts'), field).catch(() => null);
        const { success, data } = kept.safeParse(text === null ? undefined : JSON.parse(text));
        return success && clock.now() - data.at < keptMs ? { standard: data.standard, advanced: data.advanced } : undefined;
      },
    };
  };
