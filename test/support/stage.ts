import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { accessKeyId, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import { startLocalAws } from '../../sandbox/aws/server.ts';
import { freePort } from '../../sandbox/redis.ts';
import { withManifest } from '../../sandbox/slack/manifest.ts';
import { acme, appToken, botToken, signingSecret } from '../../sandbox/slack/seed.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { readConfig, type Settings } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type Role, type Running, start } from '../../src/wiring.ts';
import { steerAws } from './aws.ts';
import { steppedClock } from './clock.ts';
import { connectPeople } from './people.ts';

export const testKey = 'a key for tests, at least thirty-two characters long';
const root = new URL('../../', import.meta.url).pathname;
const callsFolder = join(root, 'test-results');

export interface StageOptions {
  /** What starts with the stage; default one process with both. `[]`: nothing, the test starts it. */
  readonly roles?: readonly Role[];
  /** How much faster AWS's machines live. */
  readonly speed?: number;
  /** Cedar text that replaces the example's policies. */
  readonly policies?: string;
  readonly settings?: Partial<Settings>;
  /** Slack delivers by signed HTTP instead of by socket. */
  readonly http?: boolean;
}

/**
 * The whole stage of a story: a local AWS, a local Slack, a database of Redis and the bot with the example company's
 * configuration. Everything is spoken to over the wire; only the bot's clock is held by the test.
 */
export async function setStage({ roles = ['all'], speed = 10, policies, http = false, settings: own = {} }: StageOptions = {}) {
  const pool = Number(process.env.VITEST_POOL_ID ?? 1);
  const redisUrl = `${inject('redisUrl')}/${pool}`;
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  await mkdir(callsFolder, { recursive: true });
  const awsServer = await startLocalAws({
    speed,
    callsFile: join(callsFolder, `aws-calls-${pool}.jsonl`),
    rightsFile: join(callsFolder, `aws-rights-${pool}.jsonl`),
  });
  const port = http ? await freePort() : 0;
  const events = { url: `http://127.0.0.1:${port}/slack/events`, signingSecret };
  const slackServer = await startLocalSlack({
    ...(http && { http: events }),
    seed: withManifest(
      acme,
      ...(await Promise.all(['manifest.yml', 'manifest.workflow.yml'].map((file) => readFile(join(root, file), 'utf8')))),
    ),
  });
  // The SDK reads these; the test's process is this stage's alone.
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: awsServer.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const clock = steppedClock();
  const folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-test-'));
  const example = await readFile(join(root, 'config.example.yml'), 'utf8');
  // What is drawn and asked must not depend on the day on which the tests run.
  await writeFile(join(folder, 'ssm-chatops.yml'), example.replace(/^freezes:\n(?: .*\n)+/m, ''));
  await cp(join(root, 'policies'), join(folder, 'policies'), { recursive: true });
  if (policies !== undefined) await replacePolicies(folder, policies);
  const settings: Settings = {
    SSM_CHATOPS_CONFIG: join(folder, 'ssm-chatops.yml'),
    SSM_CHATOPS_KEY: testKey,
    SLACK_BOT_TOKEN: botToken,
    ...(http ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: appToken }),
    SLACK_API_URL: slackServer.apiUrl,
    PORT: port,
    REDIS_URL: redisUrl,
    LOG_LEVEL: (process.env.LOG_LEVEL as Settings['LOG_LEVEL']) ?? 'silent',
    ...own,
  };
  const running: Running[] = [];
  const startBot = async (role: Role = 'all'): Promise<Running> => {
    const bot = await start(await readConfig(settings.SSM_CHATOPS_CONFIG), settings, role, createLog(settings.LOG_LEVEL), clock);
    running.push(bot);
    return bot;
  };
  for (const role of roles) await startBot(role);
  const slack = await connectPeople(slackServer.url);

  return {
    clock,
    redis,
    settings,
    folder,
    slack,
    aws: steerAws(awsServer.url),
    ana: slack.person('U0ANA'),
    bo: slack.person('U0BO'),
    cleo: slack.person('U0CLEO'),
    sam: slack.person('U0SAM'),
    wes: slack.person('U0WES'),
    gus: slack.person('U0GUS'),
    otto: slack.person('U0OTTO'),
    startBot,
    /** Gives back what the bot holds back of Slack's rates: tests click faster than people. */
    async refill(): Promise<void> {
      const keys = await redis.keys('{ssm-chatops}:budget:*');
      if (keys.length > 0) await redis.del(...keys);
    },
    /** Ends the bots and starts one, with other policies where they are given. */
    async restart(policyText?: string): Promise<void> {
      await Promise.all(running.splice(0).map((bot) => bot.stop()));
      if (policyText !== undefined) await replacePolicies(folder, policyText);
      await startBot();
    },
    async strike() {
      slack.close();
      await Promise.all(running.map((bot) => bot.stop()));
      await Promise.all([slackServer.close(), awsServer.close(), rm(folder, { recursive: true, force: true })]);
      redis.disconnect();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof setStage>>;

async function replacePolicies(folder: string, text: string): Promise<void> {
  await rm(join(folder, 'policies'), { recursive: true, force: true });
  await cp(join(root, 'policies', 'requests.cedar'), join(folder, 'policies', 'requests.cedar'));
  await writeFile(join(folder, 'policies', 'test.cedar'), text);
}
