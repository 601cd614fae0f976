import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, readSettings } from '../src/config.ts';
import { UserError } from '../src/errors.ts';

const example = await readFile(new URL('../config.example.yml', import.meta.url), 'utf8');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string) {
  const file = join(folder, 'ssm-chatops.yml');
  await writeFile(file, text);
  return readConfig(file);
}

/** What the operator reads about a file, without its name. */
async function complaint(text: string): Promise<string> {
  const error: unknown = await read(text).then(
    () => new Error('It was taken.'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message.replaceAll(join(folder, 'ssm-chatops.yml'), 'FILE');
}

const instead = (what: string, by: string): string => {
  expect(example).toContain(what);
  return example.replace(what, by);
};

describe('the file', () => {
  test('the example is right, and its times are milliseconds', async () => {
    const config = await read(example);
    expect(config.environments.map(({ name, label }) => [name, label])).toEqual([
      ['prod', 'Production'],
      ['staging', 'Staging'],
      ['dev', 'Development'],
    ]);
    expect(config.approvalMs).toBe(30 * 60_000);
    expect(config.policies).toBe(join(folder, 'policies'));
  });

  test('an environment needs an account, a region and two roles; the rest has defaults', async () => {
    const roles = '{ observe: arn:aws-cn:iam::111122223333:role/a, operate: arn:aws-cn:iam::111122223333:role/b }';
    const config = await read(`environments: { cn: { account: "111122223333", region: cn-north-1, roles: ${roles} } }`);
    expect(config).toMatchObject({ groups: {}, channels: {}, approvalMs: 30 * 60_000 });
    expect(config.environments[0]).toMatchObject({ label: 'cn', partition: 'aws-cn', defaults: { timeout: '10m' } });
  });

  test("a channel may be written with its '#'", async () => {
    const config = await read(instead('  ops: {', '  "#ops": {'));
    expect(config.channels.ops).toBe('prod');
  });

  test('a file that is not there is named, and where to get one', async () => {
    await expect(readConfig('/nowhere/ssm-chatops.yml')).rejects.toThrow(
      /\/nowhere\/ssm-chatops.yml can't be read.*Copy config.example.yml to it, or name another file in SSM_CHATOPS_CONFIG/,
    );
  });

  const account = '"111122223333"';
  const observe = 'arn:aws:iam::111122223333:role/ssm-chatops-observe';
  const mistakes: readonly (readonly [mistake: string, text: () => string, said: string])[] = [
    ['is empty', () => '', 'environments: is missing: config.example.yml shows how to write it'],
    ['has no environment', () => 'environments: {}', 'environments: name at least one environment'],
    ['has a tab', () => 'environments:\n\tprod: {}', 'Tabs are not allowed as indentation at line 2'],
    ['has a key twice', () => `${example}\nchannels: {}\n`, 'Map keys must be unique at line'],
    ['has a setting that there is not', () => `${example}\nenvirnoments: {}\n`, '(top): there is no setting envirnoments here'],
    [
      'has an account without quotes',
      () => instead(account, '111122223333'),
      'environments.prod.account: an account is 12 digits, in quotes',
    ],
    ['has an account of 11 digits', () => instead(account, '"11112222333"'), 'environments.prod.account: an account is 12 digits'],
    [
      'names a region by its city',
      () => instead('eu-central-1', 'Frankfurt'),
      'environments.prod.region: a region is written like eu-central-1',
    ],
    ['has a name in place of a role', () => instead(observe, 'observe'), 'environments.prod.roles.observe: write the ARN of a role'],
    [
      'has a role of another account',
      () => instead(observe, observe.replace('1111', '9999')),
      'environments.prod.roles.observe: the role is not of account 111122223333',
    ],
    ['has a role too few', () => instead('      observe:', '      # observe:'), 'environments.prod.roles.observe: is missing'],
    ['shouts the name of an environment', () => instead('  prod:', '  PROD:'), 'environments.PROD: a name is at most 30 of a-z, 0-9 and -'],
    [
      'has a rate over 100%',
      () => instead('concurrency: 20%', 'concurrency: 200%'),
      'environments.prod.defaults.concurrency: write a number',
    ],
    [
      'has a time in words',
      () => instead('expireAfter: 30m', 'expireAfter: soon'),
      'approvals.expireAfter: write a time like 90s, 10m or 2h',
    ],
    ['lists a person by name', () => `${example}\ngroups: { sre: [ana] }\n`, "groups.sre.0: a person is Slack's id: U012ABCDEF"],
    [
      'gives a channel an environment that there is not',
      () => instead('ops: { environment: prod }', 'ops: { environment: prd }'),
      'channels.ops.environment: there is no environment "prd"; there are prod, staging, dev',
    ],
  ];
  test.each(mistakes)('a file that %s is refused with the place and the way out', async (_mistake, text, said) => {
    const words = await complaint(text());
    expect(words).toContain('FILE');
    expect(words).toContain(said);
    expect(words).not.toMatch(/Invalid|expected|received|undefined/);
  });

  test('all mistakes are named at once', async () => {
    const words = await complaint(instead(account, '1').replace('expireAfter: 30m', 'expireAfter: soon'));
    expect(words).toContain('environments.prod.account');
    expect(words).toContain('approvals.expireAfter');
  });
});

describe('the environment', () => {
  const right = { SSM_CHATOPS_KEY: 'k'.repeat(32), SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

  test('a key and two tokens are enough', () => {
    expect(readSettings(right)).toMatchObject({
      SSM_CHATOPS_CONFIG: './ssm-chatops.yml',
      REDIS_URL: 'redis://127.0.0.1:6379',
      LOG_LEVEL: 'info',
      PORT: 3_000,
    });
    expect(readSettings(right).HEALTH_PORT).toBeUndefined();
  });

  test('a signing secret stands in for the app-level token', () => {
    const { SLACK_APP_TOKEN: _, ...others } = right;
    expect(readSettings({ ...others, SLACK_SIGNING_SECRET: 's' })).toMatchObject({ SLACK_SIGNING_SECRET: 's' });
  });

  test('an empty variable counts as not set', () => {
    expect(readSettings({ ...right, HEALTH_PORT: '', LOG_LEVEL: '' })).toMatchObject({ LOG_LEVEL: 'info' });
  });

  const mistakes: readonly (readonly [name: string, value: string | undefined, said: string])[] = [
    ['SSM_CHATOPS_KEY', undefined, 'is not set: make one with "openssl rand -hex 32" and keep it'],
    ['SSM_CHATOPS_KEY', 'short', 'must have at least 32 characters'],
    ['SLACK_BOT_TOKEN', undefined, "is not set: the app's bot token, xoxb-..."],
    ['SLACK_BOT_TOKEN', 'xapp-not-for-here', 'a bot token begins with xoxb-'],
    ['SLACK_APP_TOKEN', 'xoxb-not-for-here', 'an app-level token begins with xapp-'],
    ['SLACK_APP_TOKEN', undefined, 'neither is SLACK_SIGNING_SECRET (HTTP mode). Set one of them.'],
    ['SLACK_API_URL', 'slack', 'write it as https://HOST/api/'],
    ['REDIS_URL', 'localhost:6379', 'write it as redis://HOST:PORT'],
    ['REDIS_URL', 'http://localhost:6379', 'write it as redis://HOST:PORT'],
    ['PORT', 'web', 'a port is a number from 0 to 65535'],
    ['HEALTH_PORT', '99999', 'a port is a number from 0 to 65535'],
    ['LOG_LEVEL', 'loud', '"silent"|"error"|"warn"|"info"|"debug"'],
  ];
  test.each(mistakes)('%s set to %s is refused with its name and the way out, and its value is not shown', (name, value, said) => {
    let words = '';
    try {
      readSettings({ ...right, [name]: value });
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      words = (error as Error).message;
    }
    expect(words).toContain('The environment is not right');
    expect(words).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(words).toContain(said);
    // It may be a secret in the wrong place.
    if (value?.startsWith('x')) expect(words).not.toContain(value);
  });

  test('all mistakes are named at once', () => {
    expect(() => readSettings({ PORT: 'web' })).toThrow(/SSM_CHATOPS_KEY[\s\S]*SLACK_BOT_TOKEN[\s\S]*PORT/);
  });
});
