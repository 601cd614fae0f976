import { Redis } from 'ioredis';

const patienceMs = 5_000;

/** Connects once, without coming again. Throws what Redis said. */
export async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let said: Error | undefined;
  redis.on('error', (error: Error) => {
    said ??= error;
  });
  try {
    // After a refusal the client says only that the connection is closed.
    await redis.connect().catch((error: Error) => {
      throw said ?? error;
    });
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
