import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListCommandInvocationsCommand, ListCommandsCommand, SendCommandCommand, type SendCommandRequest } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evaluated } from '../../../sandbox/aws/record.ts';
import { nonProduction, production } from '../../../sandbox/aws/seed/accounts.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';
import { tester } from './roles.ts';

let aws: OpenAws;
beforeAll(async () => {
  aws = await openAws();
  await aws.allowsRates(100);
  await aws.visibleAfter(0);
});
afterAll(() => aws.close());

const first = seededId('myapp-prod-01');
const second = seededId('myapp-prod-02');
const document = 'arn:aws:ssm:*::document/AWS-RunShellScript';
const send = ({ ssm }: Clients, wish: Partial<SendCommandRequest>) =>
  ssm.send(new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['uptime'] }, ...wish }));
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[], Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});

test('the observer sees the fleet and may not send', async () => {
  const observer = await aws.session('observe');
  await observer.ec2.send(new DescribeInstancesCommand({}));
  const refused = await refusalOf(send(observer, { InstanceIds: [first] }));
  expect(refused.name).toBe('AccessDeniedException');
  expect(refused.message).toBe(
    `User: arn:aws:sts::${production}:assumed-role/test-observe/ana is not authorized to perform: ssm:SendCommand on resource: arn:aws:ssm:eu-central-1::document/AWS-RunShellScript because no identity-based policy allows the ssm:SendCommand action`,
  );
});

test('the user itself may do nothing but assume roles', async () => {
  expect((await refusalOf(aws.user.ssm.send(new ListCommandsCommand({})))).name).toBe('AccessDeniedException');
  const refused = await refusalOf(aws.user.ec2.send(new DescribeInstancesCommand({})));
  expect(refused.name).toBe('UnauthorizedOperation');
  expect(refused.message).toContain('because no identity-based policy allows the ec2:DescribeInstances action');
});

test('a session policy narrows the role to one instance', async () => {
  const narrow = await aws.session('operate', {
    Policy: policy(allow('ssm:SendCommand', [document, `arn:aws:ec2:*:*:instance/${first}`])),
  });
  await send(narrow, { InstanceIds: [first] });
  const refused = await refusalOf(send(narrow, { InstanceIds: [first, second] }));
  expect(refused.message).toContain(
    `ssm:SendCommand on resource: arn:aws:ec2:eu-central-1:${production}:instance/${second} because no session policy allows the ssm:SendCommand action`,
  );
});

test('a session policy never widens the role', async () => {
  const wide = await aws.session('observe', { Policy: policy(allow('*', '*')) });
  expect((await refusalOf(send(wide, { InstanceIds: [first] }))).message).toContain('no identity-based policy');
});

test('a session policy without the document is not enough', async () => {
  const narrow = await aws.session('operate', { Policy: policy(allow('ssm:SendCommand', 'arn:aws:ec2:*:*:instance/*')) });
  const refused = await refusalOf(send(narrow, { InstanceIds: [first] }));
  expect(refused.message).toContain('document/AWS-RunShellScript because no session policy');
});

test('an explicit deny is named as such', async () => {
  const denied = await aws.session('operate', {
    Policy: policy(allow('ssm:*', '*'), { Effect: 'Deny', Action: 'ssm:SendCommand', Resource: `arn:aws:ec2:*:*:instance/${first}` }),
  });
  expect((await refusalOf(send(denied, { InstanceIds: [first] }))).message).toContain('with an explicit deny in a session policy');
});

test('a policy on the region or on tags decides by what is asked', async () => {
  const here = await aws.session('operate', {
    Policy: policy(allow('ssm:*', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })),
  });
  expect((await refusalOf(here.ssm.send(new ListCommandsCommand({})))).name).toBe('AccessDeniedException');
  const byTag = await aws.session('operate', {
    Policy: policy(
      allow('ssm:SendCommand', document),
      allow('ssm:SendCommand', 'arn:aws:ec2:*:*:instance/*', { StringEquals: { 'ssm:resourceTag/App': 'myapp' } }),
    ),
  });
  await send(byTag, { InstanceIds: [first] });
  const refused = await refusalOf(send(byTag, { InstanceIds: [seededId('web-prod-01')] }));
  expect(refused.message).toContain(seededId('web-prod-01'));
});

test('an action without resources needs a star', async () => {
  const narrow = await aws.session('operate', { Policy: policy(allow('ssm:ListCommands', `arn:aws:ssm:eu-central-1:${production}:*`)) });
  const refused = await refusalOf(narrow.ssm.send(new ListCommandsCommand({})));
  expect(refused.message).toContain(`on resource: arn:aws:ssm:eu-central-1:${production}:*`);
});

test('machines found by a tag that the session may not touch end as AccessDenied, the others run', async () => {
  const narrow = await aws.session('operate', {
    Policy: policy(allow('ssm:SendCommand', [document, `arn:aws:ec2:*:*:instance/${seededId('batch-prod-01')}`]), allow('ssm:List*', '*')),
  });
  const { Command: command } = await send(narrow, { Targets: [{ Key: 'tag:App', Values: ['batch'] }] });
  await aws.steps(60);
  const { CommandInvocations: found = [] } = await narrow.ssm.send(new ListCommandInvocationsCommand({ CommandId: command?.CommandId }));
  expect(found.map(({ InstanceId, StatusDetails }) => [InstanceId, StatusDetails])).toEqual([
    [seededId('batch-prod-01'), 'Success'],
    [seededId('batch-prod-02'), 'AccessDenied'],
  ]);
});

test('an account has its own machines alone', async () => {
  const elsewhere = await aws.session('operate', { account: nonProduction });
  const refused = await refusalOf(send(elsewhere, { InstanceIds: [first] }));
  expect(refused.name).toBe('InvalidInstanceId');
});

test('fifty instances are decided while a person would not notice', async () => {
  const operator = await aws.session('operate');
  const ids = (await aws.machines()).filter(
    ({ agent, state, tags }) => agent === 'online' && state === 'running' && tags.App === 'myapp' && tags.Env === 'prod',
  );
  const from = performance.now();
  await send(operator, { InstanceIds: ids.map(({ id }) => id) });
  expect(ids).toHaveLength(48);
  expect(performance.now() - from).toBeLessThan(1500); // about 60 ms on a quiet machine; the rest is room for a busy one
});

test('what IAM was asked is written down with what decided it, the like of it once, and no secret', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'local-aws-rights-'));
  const file = join(folder, 'rights.jsonl');
  const own = await openAws({ rightsFile: file });
  await own.allowsRates(100);
  const narrow = await own.session('operate', {
    Policy: policy(allow('ssm:SendCommand', [document, `arn:aws:ec2:*:*:instance/${first}`])),
  });
  await send(narrow, { InstanceIds: [first] });
  await send(narrow, { InstanceIds: [first] });
  await refusalOf(narrow.ssm.send(new ListCommandsCommand({})));
  await own.close();
  const text = await readFile(file, 'utf8');
  const role = `arn:aws:iam::${production}:role/test-operate`;
  const asked = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Evaluated);
  expect(asked.filter((each) => each.role === role).map(({ access, allowed }) => [access.action, access.resource, allowed])).toEqual([
    ['ssm:SendCommand', 'arn:aws:ssm:eu-central-1::document/AWS-RunShellScript', true],
    ['ssm:SendCommand', `arn:aws:ec2:eu-central-1:${production}:instance/${first}`, true],
    ['ssm:ListCommands', '*', false],
  ]);
  expect(JSON.stringify(asked.at(-1)?.caller.session?.policy)).toContain(first);
  expect(asked[0]).toMatchObject({ role: tester.arn, access: { action: 'sts:AssumeRole', resource: role } });
  expect(text).not.toMatch(/token|secret/i);
  await rm(folder, { recursive: true });
});
