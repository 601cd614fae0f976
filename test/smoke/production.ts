/** What an image holds: the production dependencies of the lock file and dist, nothing else. It starts, is ready, tells a story, ends. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessKeyId, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import { startLocalAws } from '../../sandbox/aws/server.ts';
import { freePort, startRedis } from '../../sandbox/redis.ts';
import { appToken, botToken } from '../../sandbox/slack/seed.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { connectPeople } from '../support/people.ts';
import { tellStory } from './story.ts';

const readyMs = 30_000;
const endMs = 10_000;
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-production-'));
const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];

try {
  for (const each of ['package.json', 'package-lock.json', '.npmrc', 'dist', 'policies', 'config.example.yml']) {
    await cp(join(root, each), join(folder, each), { recursive: true });
  }
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });

  const redis = await startRedis();
  ends.push(redis.close);
  const aws = await startLocalAws({ speed: 10 });
  ends.push(() => aws.close());
  const slackServer = await startLocalSlack();
  ends.push(() => slackServer.close());
  const healthPort = await freePort();

  const bot = spawn(process.execPath, ['dist/main.js', 'serve'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      SSM_CHATOPS_CONFIG: 'config.example.yml',
      SSM_CHATOPS_KEY: 'a key for this run alone, thirty-two characters long',
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: slackServer.apiUrl,
      REDIS_URL: redis.url,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      HEALTH_PORT: String(healthPort),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  ends.push(async () => bot.kill('SIGKILL'));

  await isReady(bot, `http://127.0.0.1:${healthPort}/readyz`);
  const slack = await connectPeople(slackServer.url);
  await tellStory(slack);
  slack.close();
  await endsWell(bot);
  console.log('The production install starts, is ready, tells a story and ends.');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const end of ends.reverse()) await end();
}

async function isReady(bot: ChildProcess, url: string): Promise<void> {
  for (const end = Date.now() + readyMs; ; ) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    if (bot.exitCode !== null) throw new Error(`The bot ended with ${bot.exitCode}.`);
    if (Date.now() > end) throw new Error(`${url} did not say 200 within ${readyMs / 1_000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function endsWell(bot: ChildProcess): Promise<void> {
  const began = Date.now();
  const gone = once(bot, 'exit', { signal: AbortSignal.timeout(endMs) });
  bot.kill('SIGTERM');
  const [code] = await gone;
  if (code !== 0) throw new Error(`After SIGTERM the bot ended with ${code}.`);
  console.log(`After SIGTERM it ended in ${Date.now() - began} ms.`);
}
