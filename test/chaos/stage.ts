import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { accessKeyId, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import { startLocalAws } from '../../sandbox/aws/server.ts';
import { type BotProcess, startBot } from '../../sandbox/bot.ts';
import { startRedis } from '../../sandbox/redis.ts';
import { appToken, botToken } from '../../sandbox/slack/seed.ts';
import { startLocalSlack } from '../../sandbox/slack/server.ts';
import { steerAws } from '../support/aws.ts';
import { connectPeople } from '../support/people.ts';
import type { Ambushes } from './ambush.ts';
import { awsCall, slackCall, startHttpWire } from './http-wire.ts';
import { startRedisProxy } from './redis-proxy.ts';

export interface ChaosStage {
  readonly redis: Redis;
  readonly aws: ReturnType<typeof steerAws>;
  readonly slack: Awaited<ReturnType<typeof connectPeople>>;
  readonly slackApi: string;
  /** What went wrong with the bot's process itself. */
  readonly complaints: readonly string[];
  /** SIGKILL, at once; the bot is started again as soon as it is gone. */
  kill(): void;
  strike(): Promise<void>;
}

/** Redis, AWS, Slack and the bot as in production, with a wire between the bot and each that can be cut at any point. */
export async function setChaosStage(ambushes: Ambushes, { speed, verbose }: { speed: number; verbose: boolean }): Promise<ChaosStage> {
  const store = await startRedis();
  const awsServer = await startLocalAws({
    speed,
    rightsFile: fileURLToPath(new URL('../../test-results/aws-rights-chaos.jsonl', import.meta.url)),
  });
  const slackServer = await startLocalSlack();
  const wires = {
    redis: await startRedisProxy(store.url, ambushes),
    aws: await startHttpWire(awsServer.url, awsCall, ambushes),
    slack: await startHttpWire(slackServer.apiUrl, slackCall, ambushes),
  };
  const redis = new Redis(store.url);
  const slack = await connectPeople(slackServer.url);
  const complaints: string[] = [];
  const env = {
    SSM_CHATOPS_CONFIG: fileURLToPath(new URL('../../config.example.yml', import.meta.url)),
    SSM_CHATOPS_KEY: 'a key for the kill harness, thirty-two characters and more',
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: `${wires.slack.url}/api/`,
    REDIS_URL: wires.redis.url,
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: wires.aws.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  let ending = false;
  let isKilled = false;
  const begin = (): BotProcess => {
    isKilled = false;
    const begun = startBot(env, ['--role', 'all'], (line) => {
      if (verbose || /"level":(50|60)/.test(line)) console.error(line);
    });
    begun.process.once('exit', (code) => {
      if (ending) return;
      if (!isKilled) complaints.push(`the bot ended by itself (${code})`);
      bot = begin();
    });
    return begun;
  };
  let bot = begin();
  await bot.ready();

  return {
    redis,
    aws: steerAws(awsServer.url),
    slack,
    slackApi: slackServer.apiUrl,
    complaints,
    kill() {
      isKilled = true;
      bot.process.kill('SIGKILL');
    },
    async strike() {
      ending = true;
      const gone = once(bot.process, 'exit');
      bot.process.kill('SIGKILL');
      await gone;
      slack.close();
      redis.disconnect();
      await Promise.all(Object.values(wires).map((wire) => wire.close()));
      await Promise.all([slackServer.close(), awsServer.close(), store.close()]);
    },
  };
}
