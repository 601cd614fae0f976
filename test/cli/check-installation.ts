import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startLocalAws } from '../../sandbox/aws/server.ts';
import { startRedis } from '../../sandbox/redis.ts';
import type { Finding, State } from '../../src/cli/check/finding.ts';
import { run } from '../../src/cli/check.ts';
import { until } from '../support/asking.ts';
import { setStage } from '../support/stage.ts';

export interface Checked {
  readonly code: number;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** The example company with a Redis and an AWS of its own, whose settings and roles a test may break. */
export async function setInstallation() {
  const redis = await startRedis({});
  const store = new Redis(redis.url);
  const stage = await setStage({ roles: [], settings: { REDIS_URL: redis.url } });
  // The stage leaves out the freezes that policies name: nothing is run here, so the day is no matter.
  await copyFile(new URL('../../config.example.yml', import.meta.url), join(stage.folder, 'ssm-chatops.yml'));
  const aws = await startLocalAws({ speed: 10 });
  process.env.AWS_ENDPOINT_URL = aws.url;
  // A test looks more often in a second than Slack allows in a minute.
  await stage.slack.rates(false);
  const env = { ...process.env, ...texts(stage.settings) };

  async function check(own: Record<string, string | undefined> = {}, ...args: string[]): Promise<Checked> {
    const lines: string[] = [];
    const code = await run([...args, '--json'], { env: { ...env, ...own }, out: (text) => lines.push(text) });
    const text = lines.join('\n');
    return { code, text, findings: JSON.parse(text) as Finding[] };
  }

  return {
    ...stage,
    env,
    store,
    aws: aws.world,
    check,
    /** A line of Ana's, as a record that the bot wrote. */
    async asks(line: string): Promise<void> {
      const before = await store.zcard('{ssm-chatops}:recent');
      await stage.ana.types(line, 'incident-42');
      await until('the record', async () => (await store.zcard('{ssm-chatops}:recent')) > before);
    },
    /** Pulls a lever of Slack's administrators. */
    pull: (lever: string, body: object) =>
      fetch(`${stage.slack.url}/_control/${lever}`, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.json()),
    /** Rewrites a file of the installation for one look, and puts it back. */
    async with(file: string, change: (text: string) => string, look: () => Promise<void>): Promise<void> {
      const path = join(stage.folder, file);
      const before = await readFile(path, 'utf8');
      await writeFile(path, change(before));
      await look().finally(() => writeFile(path, before));
    },
    async strike(): Promise<void> {
      await stage.strike();
      store.disconnect();
      await aws.close();
      await redis.close();
    },
  };
}

const texts = (settings: object): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

/** What is not as it should be, as 'problem groups @sre'. */
export const wrong = ({ findings }: Checked, ...states: State[]): string[] =>
  findings
    .filter(({ state }) => (states.length > 0 ? states.includes(state) : state === 'problem' || state === 'warning'))
    .map(({ state, area, name }) => `${state} ${area} ${name}`);

export const findingOf = ({ findings }: Checked, area: string, name: string): Finding | undefined =>
  findings.find((finding) => finding.area === area && finding.name === name);
