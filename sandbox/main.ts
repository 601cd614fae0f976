import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accessKeyId, secretAccessKey } from './aws/seed/accounts.ts';
import { startLocalAws } from './aws/server.ts';
import { startBot } from './bot.ts';
import { sandboxKey } from './key.ts';
import { startRedis } from './redis.ts';
import { withManifest } from './slack/manifest.ts';
import { acme, appToken, botToken } from './slack/seed.ts';
import { startLocalSlack } from './slack/server.ts';

const manifests = ['../manifest.yml', '../manifest.workflow.yml'].map((file) => new URL(file, import.meta.url));
const usage = 'npm run sandbox -- [--port 4567] [--aws-port 4566] [--speed N] [--verbose]';

/** Everything on one machine: Redis, the local AWS, the local Slack with its page, and the bot as in production. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4567' },
      'aws-port': { type: 'string', default: '4566' },
      speed: { type: 'string', default: '1' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const ends: (() => Promise<unknown>)[] = [];
  const endAll = async () => {
    for (const end of ends.splice(0).reverse()) await end().catch((error: Error) => console.error(error.message));
  };
  let ending = false;
  const stop = () => {
    if (ending) process.exit(1);
    ending = true;
    console.log('\nEnding.');
    void endAll().then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);

  try {
    const redis = await startRedis();
    ends.push(redis.close);
    const aws = await startLocalAws({ port: Number(values['aws-port']), speed: Number(values.speed) });
    ends.push(() => aws.close());
    const slack = await startLocalSlack({
      port: Number(values.port),
      seed: withManifest(acme, ...(await Promise.all(manifests.map((file) => readFile(file, 'utf8'))))),
    });
    ends.push(() => slack.close());

    const bot = startBot(
      {
        SSM_CHATOPS_CONFIG: fileURLToPath(new URL('../config.example.yml', import.meta.url)),
        SSM_CHATOPS_KEY: await sandboxKey(),
        SLACK_BOT_TOKEN: botToken,
        SLACK_APP_TOKEN: appToken,
        SLACK_API_URL: slack.apiUrl,
        REDIS_URL: redis.url,
        AWS_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        LOG_LEVEL: values.verbose ? 'debug' : 'info',
      },
      [],
      (line) => {
        if (values.verbose || /"level":(40|50|60)/.test(line)) console.log(line);
      },
    );
    ends.push(() => bot.end());
    await Promise.all([bot.ready(), slack.warm()]);
    bot.process.once('exit', () => {
      if (!ending) console.error('The bot ended. Ctrl-C ends the rest.');
    });
    console.log(`
  ssm-chatops sandbox:  ${slack.url}

  Store   ${redis.kind}
  AWS     ${aws.url}
  Try     /ssm run tag:App=myapp tag:Env=prod -- sudo systemctl restart myapp
          as Ana in #incident-42, then approve as Bo.

  Ctrl-C ends all of it.
`);
  } catch (error) {
    await endAll();
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(1);
  }
}

await main();
