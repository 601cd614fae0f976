import type { Redis } from 'ioredis';
import { UnavailableError } from '../../errors.ts';
import { connectStore } from '../../store/redis.ts';

/** Lends a connection to the Redis of REDIS_URL. Throws UnavailableError where it does not answer. */
export async function withStore<T>(env: NodeJS.ProcessEnv, use: (redis: Redis) => Promise<T>): Promise<T> {
  const url = env.REDIS_URL || 'redis://127.0.0.1:6379';
  const redis = connectStore(url);
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      redis.once('error', (error) =>
        reject(new UnavailableError('Redis', `Redis does not answer at ${hostOf(url)}: ${error.message}. Look at REDIS_URL.`, error)),
      );
    });
    // Later errors come with the call that they end.
    redis.on('error', () => undefined);
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** Without the password that may stand in the address. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address given';
}
