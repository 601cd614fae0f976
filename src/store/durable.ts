import type { Redis } from 'ioredis';
import { UnavailableError } from '../errors.ts';

const boundMs = 800;

/**
 * Waits until what was written is on the server's disk, where the server can tell (WAITAOF, Redis 7.2).
 * Older servers, and those without an append-only file, are taken as they are; the operator is told by docs/operations.
 */
export function createDurable(redis: Redis): () => Promise<void> {
  let able = true;
  return async () => {
    if (!able) return;
    try {
      const [local] = (await redis.call('WAITAOF', '1', '0', String(boundMs))) as [number, number];
      if (local < 1) throw new UnavailableError('Redis', 'Redis did not write to disk in time.');
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      if (/unknown command|appendonly/i.test((error as Error).message)) able = false;
      else throw new UnavailableError('Redis', 'Redis did not write to disk.', error);
    }
  };
}
