/**
 * What an image holds: the production dependencies of the lock file and dist, nothing else. It starts, is ready, tells a
 * story and ends, on this Node and on the one of the image.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
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
const fetchNodeMs = 90_000;
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-production-'));

try {
  for (const each of ['package.json', 'package-lock.json', '.npmrc', 'dist', 'policies', 'config.example.yml']) {
    await cp(join(root, each), join(folder, each), { recursive: true });
  }
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
  await works(process.execPath);
  const node = await nodeOfImage();
  if (node) await works(node);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The Node of the Dockerfile, from npm; undefined where npm has none for this machine. */
async function nodeOfImage(): Promise<string | undefined> {
  const [, version] = /^FROM node:(\d+)/m.exec(await readFile(join(root, 'Dockerfile'), 'utf8')) ?? [];
  if (!version) throw new Error('The Dockerfile names no version of Node.');
  const ask = ['--yes', '--package', `node@${version}`, 'node', '--print', 'process.execPath'];
  try {
    return execFileSync('npx', ask, { cwd: folder, encoding: 'utf8', timeout: fetchNodeMs }).trim();
  } catch (error) {
    console.log(`Not tried with Node ${version}: npm does not give it (${(error as Error).message}).`);
    return undefined;
  }
}

async function works(node: string): Promise<void> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const redis = await startRedis();
    ends.push(redis.close);
    const aws = await startLocalAws({ speed: 10 });
    ends.push(() => aws.close());
    const slackServer = await startLocalSlack();
    ends.push(() => slackServer.close());
    const healthPort = await freePort();
    const env = {
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
    };
    const bot = spawn(node, ['--enable-source-maps', 'dist/main.js', 'serve'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    ends.push(async () => bot.kill('SIGKILL'));

    await isReady(bot, `http://127.0.0.1:${healthPort}/readyz`);
    const slack = await connectPeople(slackServer.url);
    ends.push(async () => slack.close());
    await tellStory(slack);
    const ms = await endsWell(bot);
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    console.log(`On Node ${version} the production install starts, is ready, tells a story and ends in ${ms} ms.`);
  } finally {
    for (const end of ends.reverse()) await end();
  }
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

async function endsWell(bot: ChildProcess): Promise<number> {
  const began = Date.now();
  const gone = once(bot, 'exit', { signal: AbortSignal.timeout(endMs) });
  bot.kill('SIGTERM');
  const [code] = await gone;
  if (code !== 0) throw new Error(`After SIGTERM the bot ended with ${code}.`);
  return Date.now() - began;
}
