import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '../../sandbox/aws/principal.ts';
import { externalId, nonProduction } from '../../sandbox/aws/seed/accounts.ts';
import { freePort } from '../../sandbox/redis.ts';
import { type Finding, findingsOf } from '../../src/cli/check/finding.ts';
import { runLooks } from '../../src/cli/check/look.ts';
import { withoutSecrets } from '../../src/cli/check/print.ts';
import { skewOf } from '../../src/cli/check/skew.ts';
import { judgeSockets } from '../../src/cli/check/socket.ts';
import { run } from '../../src/cli/check.ts';
import { type Checked, findingOf, setInstallation, wrong } from './check-installation.ts';

let here: Awaited<ReturnType<typeof setInstallation>>;
let redis: Redis;
beforeAll(async () => {
  here = await setInstallation();
  redis = here.store;
  // The first loads what all later ones have at hand.
  await here.check();
});
afterAll(() => here.strike());

const observe = `arn:aws:iam::${nonProduction}:role/ssm-chatops-observe`;
const operate = `arn:aws:iam::${nonProduction}:role/ssm-chatops-operate`;

/** What of Redis is not as it should be under these settings of its own, but for WAITAOF. */
async function underRedis(settings: Record<string, string>): Promise<{ wrong: string[]; findings: readonly Finding[] }> {
  const before = await Promise.all(
    Object.keys(settings).map(async (name) => [name, ((await redis.config('GET', name)) as string[])[1] ?? '']),
  );
  for (const [name, value] of Object.entries(settings)) await redis.config('SET', name, value);
  const checked = await here.check();
  for (const [name = '', value = ''] of before) await redis.config('SET', name, value);
  return { wrong: wrong(checked).filter((each) => each !== 'warning redis WAITAOF'), findings: checked.findings };
}

test('a Redis that may lose what was written is told by what it loses', async () => {
  const everysec = await underRedis({ appendfsync: 'everysec' });
  expect(everysec.wrong).toEqual(['warning redis append-only file']);
  expect(JSON.stringify(everysec.findings)).toContain('can lose the last second of records');
  expect((await underRedis({ appendonly: 'no' })).wrong).toEqual(['problem redis append-only file']);
});

test('a Redis that throws records away, or is nearly full, is told', async () => {
  expect((await underRedis({ 'maxmemory-policy': 'allkeys-lru' })).wrong).toEqual(['problem redis eviction']);
  const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  expect((await underRedis({ maxmemory: String(Math.round(used * 1.05)) })).wrong).toEqual(['warning redis memory']);
});

test('where CONFIG is forbidden, INFO tells the rest; a wrong password and a replica are problems', async () => {
  const { host } = new URL(here.settings.REDIS_URL);
  await redis.call('ACL', 'SETUSER', 'bot', 'on', '>a-password', '~*', '+@all', '-config');
  const managed = await here.check({ REDIS_URL: `redis://bot:a-password@${host}` });
  expect(managed.code).toBe(0);
  expect(wrong(managed, 'unknown')).toEqual(['unknown slack command and clicks', 'unknown redis append-only file']);
  expect(findingOf(managed, 'redis', 'eviction')?.state).toBe('ok');
  expect(managed.text).not.toContain('a-password');

  const refused = await here.check({ REDIS_URL: `redis://bot:another-password@${host}` });
  expect(wrong(refused, 'problem')).toEqual(['problem redis connection']);
  expect(findingOf(refused, 'redis', 'connection')?.says).toContain('WRONGPASS');

  await redis.call('REPLICAOF', '127.0.0.1', String(await freePort()));
  const replica = await here.check();
  await redis.call('REPLICAOF', 'NO', 'ONE');
  expect(wrong(replica, 'problem')).toEqual(['problem redis connection']);
  expect(findingOf(replica, 'redis', 'connection')).toMatchObject({
    says: expect.stringContaining('READONLY'),
    fix: expect.stringContaining('primary'),
  });
});

test('a Redis that is away is one problem, and the key could not be tried', async () => {
  const checked = await here.check({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
  expect(checked.code).toBe(1);
  expect(wrong(checked)).toEqual(['problem redis connection']);
  expect(wrong(checked, 'unknown')).toEqual(['unknown slack command and clicks', 'unknown key SSM_CHATOPS_KEY']);
});

test('one record among others that the bot did not write so is a problem of its own', async () => {
  const bot = await here.startBot('bot');
  await here.asks('/ssm run tag:App=myapp --env dev -- uptime');
  await here.asks('/ssm run tag:App=myapp --env dev -- date');
  await bot.stop();
  const [first = ''] = await redis.zrevrange('{ssm-chatops}:recent', 0, 0);
  const record = (await redis.hget(`{ssm-chatops}:request:${first}`, 'record')) ?? '';
  await redis.hset(`{ssm-chatops}:request:${first}`, 'record', record.replace('date', 'halt'));
  const checked = await here.check();
  expect(wrong(checked, 'problem')).toEqual(['problem key records']);
  expect(findingOf(checked, 'key', 'records')?.says).toContain(first.slice(0, 6));
  await redis.flushall();
});

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: object;
}
/** Takes actions out of statements; one that has none left is gone. */
const without =
  (...actions: string[]) =>
  (statement: Statement): Statement[] => {
    const left = [statement.Action].flat().filter((action) => !actions.includes(action));
    return left.length > 0 ? [{ ...statement, Action: left }] : [];
  };

/** Looks with another trust policy, or other rights, of a role. */
async function withRole(
  arn: string,
  change: { trust?: (statement: Statement) => Statement[]; rights?: (statement: Statement) => Statement[] },
): Promise<Checked> {
  const role = here.aws.roles.get(arn);
  if (!role) throw new Error(`There is no role ${arn}.`);
  const { trust = (statement) => [statement], rights = (statement) => [statement] } = change;
  const changed = (policy: Policy, by: (statement: Statement) => Statement[]): Policy => ({
    ...policy,
    Statement: (policy.Statement as readonly Statement[]).flatMap(by),
  });
  const policies = role.policies.map(({ name, policy }) => ({ name, policy: changed(policy, rights) }));
  here.aws.roles.set(arn, { ...role, trust: changed(role.trust, trust), policies });
  const checked = await here.check();
  here.aws.roles.set(arn, role);
  return checked;
}

// The role is of another account than the bot: within one, the stand-in asks the trust policy for sts:AssumeRole alone.
test('a trust policy is told exactly what it lacks, with the statement that it must have', async () => {
  const source = await withRole(operate, { trust: without('sts:SetSourceIdentity') });
  expect(source.code).toBe(1);
  expect(wrong(source, 'problem')).toEqual(['problem aws staging: operate', 'problem aws dev: operate']);
  const { says = '', fix = '' } = findingOf(source, 'aws', 'dev: operate') ?? {};
  expect(says).toContain('cannot be assumed: AWS refuses sts:SetSourceIdentity.');
  expect(fix).toContain('"Principal":{"AWS":"arn:aws:iam::111122223333:user/ssm-chatops"},"Action":["sts:SetSourceIdentity"]');
  expect(fix).not.toContain('TagSession');
  const both = await withRole(operate, { trust: without('sts:TagSession', 'sts:SetSourceIdentity') });
  expect(findingOf(both, 'aws', 'dev: operate')?.says).toContain('AWS refuses sts:TagSession and sts:SetSourceIdentity.');
});

test('another external id, and a role that is not there, are told with the whole statement', async () => {
  const checked = await withRole(observe, {
    trust: (statement) => [{ ...statement, Condition: { StringEquals: { 'sts:ExternalId': 'another-id' } } }],
  });
  expect(wrong(checked, 'problem')).toEqual(['problem aws staging: observe', 'problem aws dev: observe']);
  expect(findingOf(checked, 'aws', 'dev: observe')?.fix).toContain('"Condition":{"StringEquals":{"sts:ExternalId":"acme-ssm-chatops"}}');
  await here.with(
    'ssm-chatops.yml',
    (text) => text.replace(operate, `${operate}-elsewhere`),
    async () => {
      expect(wrong(await here.check(), 'problem')).toEqual(['problem aws staging: operate']);
    },
  );
});

test('a role that may not list instances, and a fleet that is empty, are told apart', async () => {
  const denied = await withRole(observe, { rights: without('ssm:DescribeInstanceInformation') });
  expect(wrong(denied, 'problem')).toEqual(['problem aws staging: instances', 'problem aws dev: instances']);
  expect(findingOf(denied, 'aws', 'dev: instances')?.says).toContain('may not do ssm:DescribeInstanceInformation');
  const place = here.aws.places.get(`${nonProduction}/us-east-1`);
  const nodes = [...(place?.nodes ?? [])];
  place?.nodes.clear();
  const empty = await here.check();
  for (const [id, node] of nodes) place?.nodes.set(id, node);
  expect(nodes.length).toBeGreaterThan(0);
  expect(wrong(empty).filter((each) => !each.includes('WAITAOF'))).toEqual(['warning aws dev: instances']);
});

/** Looks with other AWS variables in the process, where the SDK reads them. */
async function withAws(own: Record<string, string | undefined>): Promise<Checked> {
  const before = Object.fromEntries(Object.keys(own).map((name) => [name, process.env[name]]));
  const set = (values: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(own);
  return here.check(own).finally(() => set(before));
}

test('an AWS that is away, and one that refuses the credentials, are told apart', async () => {
  const away = await withAws({ AWS_ENDPOINT_URL: `http://127.0.0.1:${await freePort()}` });
  expect(wrong(away, 'problem')).toEqual(['problem aws identity']);
  expect(findingOf(away, 'aws', 'identity')?.says).toMatch(/^AWS does not answer in eu-central-1/);
  expect(wrong(away, 'unknown').filter((each) => each.includes('aws'))).toHaveLength(6);
  const refused = await withAws({ AWS_SECRET_ACCESS_KEY: 'not-the-secret-of-this-key' });
  expect(findingOf(refused, 'aws', 'identity')).toMatchObject({ state: 'problem', says: expect.stringContaining('SignatureDoesNotMatch') });
});

test('a bot that is a role itself is told so, and trust policies must name that role; one without credentials is told', async () => {
  const { Credentials: session } = await new STSClient({ region: 'eu-central-1' }).send(
    new AssumeRoleCommand({ RoleArn: observe, RoleSessionName: 'a-bot', ExternalId: externalId }),
  );
  const chained = await withAws({
    AWS_ACCESS_KEY_ID: session?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: session?.SecretAccessKey,
    AWS_SESSION_TOKEN: session?.SessionToken,
  });
  expect(findingOf(chained, 'aws', 'identity')).toMatchObject({ state: 'ok', says: expect.stringContaining('last an hour at most') });
  expect(findingOf(chained, 'aws', 'prod: operate')?.fix).toContain(`"Principal":{"AWS":"${observe}"},"Action":"sts:AssumeRole"`);
  expect(chained.text).not.toContain(session?.SessionToken);

  const nobody = await withAws({
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
  });
  expect(findingOf(nobody, 'aws', 'identity')).toMatchObject({ state: 'problem', says: expect.stringContaining('no AWS credentials') });
});

test('what the environment or the file lacks is a finding each, and the check ends with 2', async () => {
  const without = await here.check({ SLACK_BOT_TOKEN: '', SSM_CHATOPS_KEY: 'short' });
  expect(without.code).toBe(2);
  expect(wrong(without)).toEqual(['problem settings SSM_CHATOPS_KEY', 'problem settings SLACK_BOT_TOKEN']);
  expect(findingOf(without, 'settings', 'SSM_CHATOPS_KEY')?.says).toBe('must have at least 32 characters');

  await here.with(
    'ssm-chatops.yml',
    (text) => text.replace('region: eu-central-1', 'region: Frankfurt'),
    async () => {
      const checked = await here.check();
      expect(checked.code).toBe(2);
      expect(wrong(checked, 'problem')).toEqual(['problem settings environments.prod.region']);
      expect(findingOf(checked, 'redis', 'version')?.state).toBe('ok');
      expect(findingOf(checked, 'slack', 'bot token')?.state).toBe('ok');
    },
  );
  const said: string[] = [];
  expect(await run(['--jsn'], { env: here.env, out: (text) => said.push(text) })).toBe(2);
  expect(said.join()).toMatch(/^ssm-chatops check/);
});

test('policies that the bot would not start with are told by file and line; names and permits that are not there too', async () => {
  await here.with(
    'policies/prod.cedar',
    (text) => text.replace('context.targetCount > 100', 'context.targetCont > 100'),
    async () => {
      const checked = await here.check();
      expect(checked.code).toBe(1);
      expect(wrong(checked, 'problem').join()).toMatch(/^problem policies \S+prod\.cedar:\d+$/);
      expect(findingOf(checked, 'groups', 'groups')?.state).toBe('unknown');
    },
  );
  const misspelt = '\n@id("p")\nforbid (principal, action in Action::"command", resource == Environment::"prdo");\n';
  await here.with(
    'policies/prod.cedar',
    (text) => text + misspelt,
    async () => {
      const checked = await here.check();
      expect(wrong(checked, 'problem')).toEqual(['problem policies environment prdo']);
      expect(findingOf(checked, 'policies', 'environment prdo')?.fix).toMatch(/prod\.cedar:\d+: there are prod, staging, dev/);
    },
  );
  const forOthers =
    '\n@id("f")\nforbid (principal, action in Action::"command", resource == Environment::"dev") when { context.freezes.contains("wekend") };\n';
  await here.with(
    'policies/prod.cedar',
    (text) => text + forOthers,
    async () => {
      const checked = await here.check();
      expect(wrong(checked, 'problem')).toEqual(['problem policies freeze wekend']);
      expect(findingOf(checked, 'policies', 'freeze wekend')?.fix).toMatch(/there are year-end, weekend/);
    },
  );
});

test('what no policy grants to anybody is told: looking at an environment, closing a review; and an alarm that nobody would hear', async () => {
  const closed = '\n@id("d")\nforbid (principal, action == Action::"observe", resource == Environment::"dev");\n';
  const unreviewed = '\n@id("r")\nforbid (principal, action == Action::"request.review", resource);\n';
  await here.with(
    'policies/prod.cedar',
    (text) => text + closed + unreviewed,
    async () => {
      expect(wrong(await here.check(), 'problem')).toEqual(['problem policies observe dev', 'problem policies request.review']);
    },
  );
  await here.with(
    'ssm-chatops.yml',
    (text) => text.replace(/^security: .*$/m, ''),
    async () => {
      const checked = await here.check();
      expect(wrong(checked).filter((each) => !each.includes('WAITAOF'))).toEqual(['warning policies break-glass']);
    },
  );
});

test('an approval with step-up needs people who have an authenticator', async () => {
  const stepUp =
    '\n@id("s")\n@approval("1 of security")\n@step_up\nforbid (principal, action in Action::"command", resource == Environment::"dev");\n';
  await here.with(
    'policies/prod.cedar',
    (text) => text + stepUp,
    async () => {
      const checked = await here.check();
      expect(wrong(checked, 'problem')).toEqual(['problem groups s']);
      expect(findingOf(checked, 'groups', 's')?.fix).toContain('ssm-chatops step-up');
      await here.with(
        'ssm-chatops.yml',
        (text) => `${text}\nstepUp: { U0SAM: 1 }\n`,
        async () => {
          expect(wrong(await here.check(), 'problem')).toEqual([]);
        },
      );
    },
  );
});

test('a look that hangs or fails is a finding, and stops no other', async () => {
  const fine = findingsOf('redis').ok('version', 'fine');
  const found = await runLooks(
    [
      { area: 'slack', name: 'hangs', find: () => new Promise(() => {}) },
      { area: 'aws', name: 'fails', find: () => Promise.reject(new Error('a bug')) },
      { area: 'redis', name: 'version', find: async () => [fine] },
    ],
    20,
  );
  expect(found.map(({ name, state }) => [name, state])).toEqual([
    ['hangs', 'unknown'],
    ['fails', 'unknown'],
    ['version', 'ok'],
  ]);
});

test('whatever others answer, no secret of the environment is in a finding', () => {
  const secret = fc.string({ minLength: 6, maxLength: 40 }).filter((text) => !'(hidden)'.includes(text));
  const env = fc.record({ SSM_CHATOPS_KEY: secret, SLACK_BOT_TOKEN: secret, AWS_SESSION_TOKEN: secret });
  fc.assert(
    fc.property(env, fc.string(), fc.string(), (own, before, after) => {
      for (const value of Object.values(own)) {
        const text = `${before} ${value} ${after}`;
        const [shown] = withoutSecrets([findingsOf('aws').problem('x', text, text)], own);
        fc.pre(!'(hidden)'.includes(value));
        expect(shown?.says).toContain('(hidden)');
        expect(shown?.says.replaceAll('(hidden)', '\n')).not.toContain(value);
        expect(shown?.fix).toBe(shown?.says);
      }
    }),
  );
});

test('a clock is never blamed for the time on the way or for a header without fractions', () => {
  const whole = (ms: number) => Math.floor(ms / 1_000) * 1_000;
  fc.assert(
    fc.property(
      fc.integer({ min: -200_000, max: 200_000 }),
      fc.nat(9_000),
      fc.nat(9_000),
      fc.nat(2_000_000_000_000),
      (apart, there, back, from) => {
        const theirs = whole(from + there + apart);
        const { state } = skewOf('slack', 'Slack', theirs, { from, to: from + there + back }, 1_000, 'it breaks');
        if (Math.abs(apart) <= 5_000) expect(state).toBe('ok');
        if (Math.abs(apart) > 60_000 + there + back + 1_000) expect(state).toBe('problem');
      },
    ),
  );
});

test('ten sockets are all that there are', () => {
  expect(judgeSockets(8, 4)[0]?.state).toBe('ok');
  expect(judgeSockets(10, 5)[0]).toMatchObject({ state: 'warning', fix: expect.stringContaining('no room') });
});
