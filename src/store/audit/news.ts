import type { Redis } from 'ioredis';
import { bounded, key } from '../redis.ts';
import { lastSeal, sealLine } from '../seal.ts';

const everyMs = 3_600_000;
const againMs = 10 * 60_000;

/**
 * Posts the line of the newest seal where it was not posted yet: at most once an hour, by one worker of all.
 * Where `post` rejects, so does this; it is tried again ten minutes later.
 */
export function createSealNews(redis: Redis, post: (line: string) => Promise<void>): () => Promise<void> {
  const turn = key('seal-turn');
  const told = key('seal-told');
  return async () => {
    const seal = await lastSeal(redis);
    if (!seal || (await bounded(() => redis.get(told))) === seal.upTo) return;
    if ((await bounded(() => redis.set(turn, seal.upTo, 'PX', everyMs, 'NX'))) === null) return;
    try {
      await post(sealLine(seal));
    } catch (error) {
      await bounded(() => redis.pexpire(turn, againMs));
      throw error;
    }
    await bounded(() => redis.set(told, seal.upTo));
  };
}
