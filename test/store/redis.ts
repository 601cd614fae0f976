import type { Redis } from 'ioredis';
import { inject } from 'vitest';
import { connectStore } from '../../src/store/redis.ts';

/** The database of this worker alone, emptied; connected as the bot connects. */
export async function emptyStore(): Promise<Redis> {
  const redis = connectStore(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1)}`);
  await new Promise((resolve, reject) => redis.once('ready', resolve).once('error', reject));
  await redis.flushdb();
  return redis;
}
