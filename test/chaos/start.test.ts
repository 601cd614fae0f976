import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startBot } from '../../sandbox/bot.ts';
import { appToken, botToken } from '../../sandbox/slack/seed.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { testKey } from '../support/stage.ts';
import { createCommandReader } from './resp.ts';

/** A Redis that greets each connection and answers nothing else until it is let. */
async function startSlowRedis(redisUrl: string, allowed: Promise<void>) {
  const { hostname, port } = new URL(redisUrl);
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    for (const socket of [client, redis])
      socket.on('error', () => undefined).on('close', () => [client, redis].map((end) => end.destroy()));
    redis.pipe(client);
    const read = createCommandReader();
    let greetings = 0;
    client.on('data', (chunk) => {
      for (const { raw, args } of read(chunk)) {
        const name = args[0]?.toString().toUpperCase() ?? '';
        if (name === 'INFO') greetings += 1;
        if (['CLIENT', 'SELECT'].includes(name) || (name === 'INFO' && greetings === 1)) redis.write(raw);
        else void allowed.then(() => redis.write(raw));
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

test('a bot that starts while Redis is slow waits for it, and is ready when it answers', async () => {
  const slack = await startLocalSlack();
  let lost: () => void = () => undefined;
  const lostPatience = new Promise<void>((resolve) => {
    lost = resolve;
  });
  const redis = await startSlowRedis(inject('redisUrl'), lostPatience);
  const bot = startBot(
    {
      SSM_CHATOPS_CONFIG: fileURLToPath(new URL('../../config.example.yml', import.meta.url)),
      SSM_CHATOPS_KEY: testKey,
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: `${redis.url}/${Number(process.env.VITEST_POOL_ID ?? 1)}`,
    },
    [],
    (line) => {
      if (line.includes('Redis does not answer yet')) lost();
    },
  );
  const ready = bot.ready().then(() => 'ready');
  // Also where the test runs out of time, which ends no promise.
  onTestFinished(async () => {
    await bot.end('SIGKILL');
    redis.close();
    await slack.close();
  });
  expect(await Promise.race([ready, lostPatience.then(() => 'waits')])).toBe('waits');
  expect(await ready).toBe('ready');
});
