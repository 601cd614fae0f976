import { startRedis } from '../../sandbox/redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string;
  }
}

/** One real Redis for the whole run (or the embedded one where there is none); each test file has a database of its own. */
export default async function setup(project: { provide(key: 'redisUrl', value: string): void }): Promise<() => Promise<void>> {
  const redis = await startRedis();
  project.provide('redisUrl', redis.url);
  return redis.close;
}
