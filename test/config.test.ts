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
    expect(config.approvals).toEqual({ expireMs: 30 * 60_000, remindMs: 15 * 60_000, ping: {} });
    expect(config.environments.map(({ requiredTags }) => requiredTags.Env)).toEqual(['prod', 'staging', 'dev']);
    expect(config.channels['web-team']).toEqual({ environment: 'dev', environments: ['dev', 'staging'] });
    expect(config.freezes.map(({ name, timezone }) => [name, timezone])).toEqual([
      ['year-end', 'Europe/Berlin'],
      ['weekend', 'Europe/Berlin'],
    ]);
    expect(config).toMatchObject({ timezone: 'Europe/Berlin', auditChannel: 'G0SEC', securityChannel: 'G0SEC' });
    expect(config.policies).toBe(join(folder, 'policies'));
  });

  test('an environment needs an account, a region and two roles; the rest has defaults', async () => {
    const roles = '{ observe: arn:aws-cn:iam::111122223333:role/a, operate: arn:aws-cn:iam::111122223333:role/b }';
    const config = await read(`environments: { cn: { account: "111122223333", region: cn-north-1, roles: ${roles} } }`);
    expect(config).toEqual({
      environments: [
        expect.objectContaining({ label: 'cn', partition: 'aws-cn', output: {}, requiredTags: {}, parameters: { secrets: [] } }),
      ],
      groups: {},
      channels: {},
      policies: join(folder, 'policies'),
      approvals: { expireMs: 30 * 60_000, remindMs: 15 * 60_000, ping: {} },
      freezes: [],
      timezone: 'UTC',
      stepUp: {},
      auditChannel: undefined,
      securityChannel: undefined,
    });
    expect(config.environments[0]?.defaults).toEqual({ concurrency: '20%', errors: '5', timeout: '10m' });
  });

  test('how parameters are named and what is secret is said for all, and otherwise of one', async () => {
    const all = { convention: { pattern: '/{app}/{environment}/{name}', spare: [] }, secrets: [expect.objectContaining({ of: 'value' })] };
    const of = async (own: string) => {
      const config = await read(instead('parameters: { key: alias/myapp }', `parameters: ${own}`));
      expect(config.environments[2]?.parameters).toEqual({ ...all, key: undefined });
      return config.environments[0]?.parameters;
    };
    expect(await of('{ key: alias/myapp }')).toEqual({ ...all, key: 'alias/myapp' });
    expect(await of('{ spare: [/shared/*, /a/b/*] }')).toMatchObject({ convention: { spare: ['/shared', '/a/b'] }, key: undefined });
    expect(await of('{ convention: false }')).toMatchObject({ convention: undefined, secrets: all.secrets });
    expect(await of('{ convention: "/{environment}/{app}/{name}" }')).toMatchObject({
      convention: { pattern: '/{environment}/{app}/{name}' },
    });
  });

  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  test.each([
    ['key: alias/myapp', 'key: alias/aws/ssm', "prod.parameters.key: alias/aws/ssm is AWS's own key"],
    ['key: alias/myapp', 'key: myapp', 'prod.parameters.key: write alias/NAME, or the ARN of a key'],
    ['key: alias/myapp', `key: ${key}`, 'prod.parameters.key: the key is not of region eu-central-1'],
    ['key: alias/myapp', 'spare: [/shared]', 'prod.parameters.spare.0: write a path and what is under it: /shared/*'],
    ['key: alias/myapp', 'convention: true', 'prod.parameters.convention: write a pattern like'],
    ['/{app}/{environment}/{name}\n  #', '/{app}/{name}\n  #', 'parameters.convention: "/{app}/{name}" has {environment} nowhere'],
    ['\\bacme_[0-9a-z]{24}\\b', 'acme_(', "parameters.secrets.0.pattern: The pattern for secrets acme_( can't be read"],
    ['\\bacme_[0-9a-z]{24}\\b', '(acme)?', 'parameters.secrets.0.pattern: The pattern for secrets (acme)? matches an empty text'],
  ])('parameters: %s can not be %s', async (right, wrong, said) => {
    expect(await complaint(instead(right, wrong))).toContain(said);
  });

  test("a channel may be written with its '#'", async () => {
    const config = await read(instead('  ops: {', '  "#ops": {'));
    expect(config.channels.ops).toEqual({ environment: 'prod' });
  });

  test('everything that the example only mentions can be written so', async () => {
    const mentioned = ['  # output: {', '  # ping: {', '# stepUp: {', '# groups:\n#   sre-leads'];
    const all = mentioned.reduce((text, each) => {
      expect(text).toContain(each);
      return text.replace(each, each.replaceAll('# ', '').replaceAll('#', ''));
    }, example);
    const config = await read(all);
    expect(config.environments[0]?.output).toEqual({ s3: 'my-bucket/ssm', logGroup: '/ssm/prod' });
    expect(config.approvals.ping).toEqual({ 'sre-leads': ['on-call'], security: [] });
    expect(config.stepUp).toEqual({ U012ABCDEF: 1 });
    expect(config.groups).toEqual({ 'sre-leads': ['U012ABCDEF', 'U045GHIJKL'] });
  });

  test('without a time for reminders approvers are reminded at half time', async () => {
    const config = await read(instead('expireAfter: 30m', 'expireAfter: 1h').replace('  remindAfter: 15m\n', ''));
    expect(config.approvals).toMatchObject({ expireMs: 60 * 60_000, remindMs: 30 * 60_000 });
  });

  test('freezes have the zone of the file or their own, and their times are milliseconds', async () => {
    const config = await read(instead('    cron: 0 18 * * FRI', '    timezone: Asia/Tokyo\n    cron: 0 18 * * FRI'));
    expect(config.freezes).toEqual([
      expect.objectContaining({
        name: 'year-end',
        timezone: 'Europe/Berlin',
        from: '2026-12-18T18:00',
        to: '2027-01-03',
        environments: undefined,
      }),
      expect.objectContaining({
        name: 'weekend',
        timezone: 'Asia/Tokyo',
        cron: '0 18 * * FRI',
        forMs: 62 * 3_600_000,
        environments: ['prod'],
      }),
    ]);
  });

  test('a file that is not there is named, and where to get one', async () => {
    await expect(readConfig('/nowhere/ssm-chatops.yml')).rejects.toThrow(
      /\/nowhere\/ssm-chatops.yml can't be read.*Copy config.example.yml to it, or name another file in SSM_CHATOPS_CONFIG/,
    );
  });

  const account = '"111122223333"';
  const observe = 'arn:aws:iam::111122223333:role/ssm-chatops-observe';
  const weekend = '    cron: 0 18 * * FRI\n    for: 62h';
  const either = 'freezes.1: write either from and to (2026-12-20T18:00), or cron and for ("0 18 * * FRI", 62h)';
  const freezes: readonly (readonly [mistake: string, text: () => string, said: string])[] = [
    ['has a freeze without times', () => instead(weekend, ''), either],
    ['has a freeze that begins and does not end', () => instead(weekend, '    from: 2026-12-20'), either],
    ['has a freeze with both kinds of times', () => instead(weekend, `${weekend}\n    from: 2026-12-20\n    to: 2026-12-21`), either],
    [
      'has a freeze on a day that there is not',
      () => instead('2026-12-18T18:00', '2026-11-31'),
      'freezes.0.from: there is no time "2026-11-31": write it as 2026-12-20 or 2026-12-20T18:00',
    ],
    [
      'has a freeze that ends first',
      () => instead('to: 2027-01-03', 'to: 2026-12-17'),
      'freezes.0: it ends before it begins: "to" must be later than "from"',
    ],
    [
      'has a cron with seconds',
      () => instead('0 18 * * FRI', '0 0 18 * * FRI'),
      'freezes.1.cron: "0 0 18 * * FRI" has not five fields: write minute, hour, day, month and weekday, like "0 18 * * FRI"',
    ],
    ['has a nickname for a cron', () => instead('0 18 * * FRI', '"@daily"'), 'freezes.1.cron: "@daily" has not five fields'],
    ['has a cron of an hour that there is not', () => instead('0 18 * * FRI', '0 25 * * FRI'), '"0 25 * * FRI" is no cron expression'],
    ['has a cron that never comes', () => instead('0 18 * * FRI', '0 18 31 2 *'), 'freezes.1.cron: "0 18 31 2 *" never comes'],
    [
      'has a freeze that never ends',
      () => instead('0 18 * * FRI', '0 18 * * *'),
      'freezes.1: it never ends: it begins again by "0 18 * * *" before 62h are over. Write a shorter time',
    ],
    ['has a freeze of two days in words', () => instead('for: 62h', 'for: two days'), 'freezes.1.for: write a time like 90s, 10m or 2h'],
    [
      'has two freezes of one name',
      () => instead('name: weekend', 'name: year-end'),
      'freezes.1.name: there is a freeze "year-end" already: give each a name of its own',
    ],
    [
      'freezes an environment that there is not',
      () => instead('environments: [prod]', 'environments: [production]'),
      'freezes.1.environments.0: there is no environment "production"; there are prod, staging, dev',
    ],
    [
      'has a freeze in a zone that there is not',
      () => instead(weekend, `${weekend}\n    timezone: CETS`),
      'freezes.1.timezone: there is no time zone "CETS"',
    ],
  ];
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
    [
      'has a runbook role of another account',
      () => instead(`runbook: ${observe.replace('observe', 'runbook')}`, `runbook: ${observe.replace('1111', '9999')}`),
      'environments.prod.roles.runbook: the role is not of account 111122223333',
    ],
    [
      'requires a tag that is a number',
      () => instead('{ Env: prod }', '{ Tier: 1 }'),
      "environments.prod.requiredTags.Tier: a tag's value is a text: put numbers, yes and no in quotes",
    ],
    [
      'writes a bucket as an address',
      () => instead('# output: { s3: my-bucket/ssm', 'output: { s3: s3://my-bucket/ssm'),
      'environments.prod.output.s3: write it as BUCKET or BUCKET/PREFIX',
    ],
    [
      'says nothing of a channel',
      () => instead('ops: { environment: prod }', 'ops: {}'),
      'channels.ops: write environment (the one that is meant',
    ],
    [
      'gives a channel a default that is not allowed there',
      () => instead('environment: dev, environments', 'environment: prod, environments'),
      'channels.web-team.environment: "prod" is not among the allowed environments: dev, staging',
    ],
    [
      'allows a channel an environment that there is not',
      () => instead('[dev, staging]', '[dev, stage]'),
      'channels.web-team.environments.1: there is no environment "stage"; there are prod, staging, dev',
    ],
    [
      "names a channel twice, with its '#' and without",
      () => instead('  ops: {', '  "#ops": { environment: dev }\n  ops: {'),
      "channels.#ops: is there twice, with '#' and without: keep one",
    ],
    [
      'reminds when it is too late',
      () => instead('remindAfter: 15m', 'remindAfter: 1h'),
      'approvals.remindAfter: must be shorter than expireAfter, which is 30m',
    ],
    [
      'pings a group by its mention',
      () => instead('# ping: { sre-leads: [on-call]', 'ping: { sre-leads: ["@on-call"]'),
      "approvals.ping.sre-leads.0: write a group's handle without '@': sre-leads",
    ],
    [
      'has a city for a time zone',
      () => instead('timezone: Europe/Berlin', 'timezone: Berlin'),
      'timezone: there is no time zone "Berlin": write it like Europe/Berlin, America/New_York or UTC',
    ],
    [
      'has an offset for a time zone',
      () => instead('timezone: Europe/Berlin', 'timezone: "+01:00"'),
      'timezone: there is no time zone "+01:00"',
    ],
    [
      'names the security channel by its name',
      () => instead('security: { channel: G0SEC }', 'security: { channel: "#security" }'),
      "security.channel: write the channel's id, C012ABCDEF or G012ABCDEF: a name can be hidden from the bot, or changed",
    ],
    [
      'has a step-up secret of generation nought',
      () => instead('# stepUp: { U012ABCDEF: 1 }', 'stepUp: { U012ABCDEF: 0 }'),
      'stepUp.U012ABCDEF: begin with 1',
    ],
    ...freezes,
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
