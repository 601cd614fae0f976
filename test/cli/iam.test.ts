import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { authorise } from '../../sandbox/aws/authorise.ts';
import { accessKeyId, secretAccessKey } from '../../sandbox/aws/seed/accounts.ts';
import seeded from '../../sandbox/aws/seed/roles.json' with { type: 'json' };
import { type LocalAws, startLocalAws } from '../../sandbox/aws/server.ts';
import { principalOf } from '../../src/cli/iam/identity.ts';
import { type PrintedRole, rolesOf } from '../../src/cli/iam/roles.ts';
import { packed } from '../../src/cli/iam/size.ts';
import { run } from '../../src/cli/iam.ts';
import type { Environment } from '../../src/domain/environment.ts';
import { operations } from '../../src/workflows/index.ts';
import { prod } from '../domain/samples.ts';

const root = new URL('../../', import.meta.url).pathname;
const bot = 'arn:aws:iam::111122223333:role/ops/ssm-chatops';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-iam-'));
  await cp(join(root, 'config.example.yml'), join(folder, 'ssm-chatops.yml'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the command prints, with policies of its own where they are given. */
async function printed(args: readonly string[], policies?: string): Promise<string> {
  await rm(join(folder, 'policies'), { recursive: true, force: true });
  await cp(join(root, 'policies'), join(folder, 'policies'), {
    recursive: true,
    filter: (file) => policies === undefined || !/\.\w+$/.test(file),
  });
  if (policies !== undefined) await writeFile(join(folder, 'policies', 'test.cedar'), policies);
  const lines: string[] = [];
  const world = { env: { SSM_CHATOPS_CONFIG: join(folder, 'ssm-chatops.yml') }, out: (text: string) => lines.push(text) };
  expect(await run(args, world)).toBe(0);
  return lines.join('\n');
}

const roles = async (policies?: string): Promise<PrintedRole[]> => JSON.parse(await printed(['--json', '--bot', bot], policies));
const names = (all: readonly PrintedRole[]) => all.map(({ role }) => role);

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
/** The templates as CloudFormation reads them: YAML 1.1. */
const templates = (text: string) =>
  parseAllDocuments(text, { version: '1.1' }).map(
    (document) => (document as { toJS(): unknown }).toJS() as { Resources: Record<string, Resource> },
  );

test('the seeded roles are what the command prints for the example company: "npm run sandbox:roles" writes them', async () => {
  expect(JSON.parse(await printed(['--json', '--bot', 'arn:aws:iam::111122223333:user/ssm-chatops']))).toEqual(seeded);
});

test('each account has a document of its own, which says where and how it is deployed', async () => {
  const text = await printed(['--bot', bot]);
  const [first, second] = text.split('\n---\n');
  expect(first).toContain('# Account 111122223333');
  expect(second).toMatch(/^# Account 444455556666[\s\S]*aws cloudformation deploy .*--capabilities CAPABILITY_NAMED_IAM/);
  const [production, others] = templates(text);
  const sorts = (template: typeof production) => Object.values(template?.Resources ?? {}).map(({ Type }) => Type);
  expect(sorts(production)).toEqual(['AWS::IAM::Role', 'AWS::IAM::Role', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']);
  expect(sorts(others)).toEqual(['AWS::IAM::Role', 'AWS::IAM::Role', 'AWS::IAM::Role']);
  const [observe] = Object.values(production?.Resources ?? {});
  expect(observe?.Properties).toMatchObject({ RoleName: 'ssm-chatops-observe', Path: '/', MaxSessionDuration: 3_600 });
  expect(JSON.stringify(observe)).toContain('"Version":"2012-10-17"');
});

test("the trust names the bot, its external id, the tags that a session may carry, and the asker's identity", async () => {
  const [observe] = await roles();
  const Principal = { AWS: bot };
  expect(observe?.trust?.Statement).toEqual([
    { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': ['acme-ssm-chatops'] } } },
    {
      Effect: 'Allow',
      Principal,
      Action: 'sts:TagSession',
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['ssm-chatops-request', 'ssm-chatops-person'] } },
    },
    { Effect: 'Allow', Principal, Action: 'sts:SetSourceIdentity' },
  ]);
});

test('the bot itself may assume exactly the printed roles, but for those of runbooks', async () => {
  const all = await roles();
  const own = all.at(-1);
  expect(own).toMatchObject({ role: bot, account: '111122223333' });
  expect(own?.policies[0]?.policy.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Resource: names(all.slice(0, -1)).filter((name) => !name.endsWith('runbook')),
    },
  ]);
});

describe('what policies grant nobody', () => {
  test('is left out, and a comment says so', async () => {
    const only = `permit (principal in Group::"sre", action, resource == Environment::"staging");`;
    expect(names(await roles(only))).toEqual([
      'arn:aws:iam::444455556666:role/ssm-chatops-observe',
      'arn:aws:iam::444455556666:role/ssm-chatops-operate',
      'arn:aws:iam::444455556666:role/ssm-chatops-runbook',
      bot,
    ]);
    const text = await printed(['--bot', bot], only);
    expect(text).toMatch(/so it is left out: command\.run on dev[,.]/);
    expect(text).not.toContain('us-east-1');
  });

  test('does not hide what others are granted: one group, a person, a workflow', async () => {
    const look = 'permit (principal, action == Action::"observe", resource);\n';
    const kept = [
      `${look}permit (principal, action == Action::"command.run", resource);\nforbid (principal in Group::"web-team", action == Action::"command.run", resource);`,
      `${look}permit (principal == Person::"U0ANA", action == Action::"command.run", resource);`,
      `${look}permit (principal == Workflow::"nightly", action == Action::"command.run", resource);`,
    ];
    for (const policies of kept) expect(names(await roles(policies)), policies).toHaveLength(5);
  });

  test('in all environments is an error with words', async () => {
    await expect(roles('permit (principal, action == Action::"observe", resource);')).rejects.toThrow('grant no operation anywhere');
  });
});

test('--env prints the roles that it uses whole: another environment that shares them keeps its rights', async () => {
  const all: PrintedRole[] = JSON.parse(await printed(['--json', '--env', 'dev', '--bot', bot]));
  expect(all.map(({ environments }) => environments)).toEqual([
    ['staging', 'dev'],
    ['staging', 'dev'],
    ['staging', 'dev'],
    ['prod', 'staging', 'dev'],
  ]);
  await expect(printed(['--env', 'devv', '--bot', bot])).rejects.toThrow('There is no environment "devv". There are: prod, staging, dev.');
});

describe('whom the roles trust', () => {
  let aws: LocalAws;
  const keys = [
    'AWS_ENDPOINT_URL',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_EC2_METADATA_DISABLED',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_CONFIG_FILE',
  ];
  const before = Object.fromEntries(keys.map((key) => [key, process.env[key]]));
  beforeAll(async () => {
    aws = await startLocalAws();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: aws.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_CONFIG_FILE: join(folder, 'none'),
    });
  });
  afterAll(async () => {
    for (const key of keys) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
    await aws.close();
  });

  test('is who the present credentials are', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    expect(await printed(['--json'])).toContain('"AWS": "arn:aws:iam::111122223333:user/ssm-chatops"');
  });

  test('is asked for where there are none', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await expect(printed(['--json'])).rejects.toThrow(/Set the bot's credentials, or name its role: --bot arn:aws:iam/);
  });

  test("is the role where a session's credentials are present, and never an account", () => {
    expect(principalOf('arn:aws:sts::111122223333:assumed-role/ssm-chatops/i-0abc')).toBe('arn:aws:iam::111122223333:role/ssm-chatops');
    expect(principalOf(bot)).toBe(bot);
    expect(() => principalOf('arn:aws:iam::111122223333:root')).toThrow('is neither a role nor a user');
  });
});

describe('roles', () => {
  const shared = (own: Partial<Environment>): Environment => ({ ...prod, ...own });
  const all = () => operations;

  test('that two environments share with different external ids are refused with the way out', () => {
    const two = [shared({}), shared({ name: 'other', externalId: 'another-id' })];
    expect(() => rolesOf(two, all, bot)).toThrow(/prod and other share the role .* and not their externalId\. Give them the same one/);
  });

  test('for runbooks may be used by automations of the account alone, on machines with the required tags, in the region', async () => {
    const runbook = `arn:aws:iam::${prod.account}:role/service/ssm-runbook`;
    const env = shared({ roles: { ...prod.roles, runbook }, requiredTags: { Env: 'prod' } });
    const role = rolesOf([env], all, bot).find((each) => each.role === runbook);
    expect(role?.trust?.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'ssm.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': [prod.account] },
          ArnLike: { 'aws:SourceArn': [`arn:aws:ssm:eu-central-1:${prod.account}:automation-execution/*`] },
        },
      },
    ]);
    const may = async (action: string, resource: string, context: Record<string, string> = {}, region = 'eu-central-1') => {
      const caller = {
        arn: runbook,
        account: prod.account,
        userId: 'AROA',
        accessKeyId: '',
        secretAccessKey: '',
        policies: role?.policies ?? [],
      };
      return (await authorise({ action, resource, context }, caller, region)).allowed;
    };
    const machine = `arn:aws:ec2:eu-central-1:${prod.account}:instance/i-0123456789abcdef0`;
    const tagged = { 'aws:ResourceTag/Env': 'prod', 'ssm:resourceTag/Env': 'prod' };
    for (const action of ['ec2:CreateImage', 'ssm:SendCommand']) {
      expect(await may(action, machine, tagged)).toBe(true);
      expect(await may(action, machine, { 'aws:ResourceTag/Env': 'dev', 'ssm:resourceTag/Env': 'dev' })).toBe(false);
      expect(await may(action, machine)).toBe(false);
    }
    expect(await may('ec2:DescribeInstances', '*')).toBe(true);
    expect(await may('ec2:DescribeInstances', '*', {}, 'us-east-1')).toBe(false);
    expect(await may('ec2:CreateTags', machine, tagged)).toBe(false);
    expect(await may('ec2:TerminateInstances', machine, tagged)).toBe(false);
  });

  test('that serve the bot and runbooks alike are refused', () => {
    const env = shared({ roles: { ...prod.roles, runbook: prod.roles.operate } });
    expect(() => rolesOf([env], all, bot)).toThrow('is both for runbooks and for the bot');
  });
});

describe('policies that are long', () => {
  const statements = (many: number) =>
    Array.from({ length: many }, (_, at) => ({
      actions: ['ssm:SendCommand'],
      resources: [`arn:aws:ec2:eu-central-1:${String(at).padStart(12, '0')}:instance/*`],
      conditions: { StringEquals: { 'ssm:resourceTag/Env': [`env-${at}`], 'ssm:resourceTag/App': ['web'] } },
    }));
  const size = (policy: object) => JSON.stringify(policy).length;

  test('stand in the role as long as they fit it, else in managed policies that each fit', () => {
    expect(packed('r', statements(5))).toMatchObject({ kind: 'inline', policies: [{ name: 'ssm-chatops' }] });
    const split = packed('r', statements(100));
    expect(split.kind).toBe('managed');
    expect(split.policies.length).toBeGreaterThan(1);
    for (const { policy } of split.policies) expect(size(policy)).toBeLessThanOrEqual(6_144);
    expect(split.policies.flatMap(({ policy }) => policy.Statement)).toHaveLength(100);
  });

  test('are refused with words where a role can not hold them', () => {
    expect(() => packed('arn:r', statements(1_000))).toThrow(/The policies of arn:r are longer than AWS takes: [\d]+ characters/);
  });
});

test('the help says what each option does', async () => {
  const text = await printed(['--help']);
  for (const option of ['--env', '--json', '--bot']) expect(text).toContain(option);
  expect(await readFile(join(root, 'docs/operations.md'), 'utf8')).toContain('ssm-chatops iam');
});
