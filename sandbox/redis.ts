import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LocalRedis {
  readonly url: string;
  /** What it is, for the person at the terminal. */
  readonly kind: string;
  close(): Promise<void>;
}

/**
 * The Redis of the sandbox and the tests: the one of REDIS_URL; else redis-server from PATH on a free loopback
 * port, with an append-only file in a temporary folder; else an in-process one, whose queue lives no longer than it.
 */
export async function startRedis(env: NodeJS.ProcessEnv = process.env): Promise<LocalRedis> {
  if (env.REDIS_URL) return { url: env.REDIS_URL, kind: 'the Redis of REDIS_URL', close: async () => undefined };
  if (env.SANDBOX_REDIS !== 'embedded') {
    const server = await startServer();
    if (server) return server;
  }
  return startEmbedded();
}

async function startServer(): Promise<LocalRedis | undefined> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-redis-'));
  const settings = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--save',
    '',
    '--maxmemory-policy',
    'noeviction',
  ];
  const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  const started = await Promise.race([isReady(child), once(child, 'error').then(() => false), once(child, 'exit').then(() => false)]);
  if (!started) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kind: `redis-server on port ${port}, with an append-only file`,
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(child: ChildProcess): Promise<boolean> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (/ready to accept connections/i.test(said)) {
      // Read on, or the pipe fills up and stops the server.
      child.stdout?.resume();
      return true;
    }
  }
  return false;
}

async function startEmbedded(): Promise<LocalRedis> {
  const { createRedisMock } = await import('js-redis-server');
  const mock = await createRedisMock();
  return {
    url: mock.url,
    kind: 'an embedded Redis: its queue and records end with it',
    close: () => mock.close(),
  };
}

/** A loopback port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
