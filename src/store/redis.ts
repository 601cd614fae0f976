import { type ChainableCommander, Redis } from 'ioredis';
import { UnavailableError } from '../errors.ts';

/** Everything lies under one hash tag, so that scripts and queues also run on a cluster. */
export const prefix = '{ssm-chatops}';
export const key = (...parts: string[]): string => [prefix, ...parts].join(':');

/** Ended requests, and what Slack shows of them, are kept this long. */
export const keptMs = 90 * 24 * 3_600_000;

/**
 * The connection for records. It answers within a second or fails: a person waits behind it.
 * Nothing is queued while Redis is away and nothing is sent twice, so that "nothing was done" is true.
 */
export function connectStore(url: string): Redis {
  return new Redis(url, {
    commandTimeout: 1_000,
    connectTimeout: 2_000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 50, 1_000),
  });
}

/** The same server as a plain object, for the queues, which make connections of their own. */
export function queueConnection(url: string) {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 6379),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** Runs a Redis call; what Redis itself refuses or does not answer becomes an UnavailableError. */
export async function bounded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new UnavailableError('Redis', `Redis did not answer: ${(error as Error).message}`, error);
  }
}

/** What each command of a pipeline gave, in their order; where one failed, all did. */
export const piped = (pipeline: ChainableCommander): Promise<unknown[]> =>
  bounded(async () => {
    const answers = (await pipeline.exec()) ?? [];
    const failed = answers.find(([error]) => error)?.[0];
    if (failed) throw failed;
    return answers.map(([, answer]) => answer);
  });
