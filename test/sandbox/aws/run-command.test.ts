import {
  CancelCommandCommand,
  type CommandInvocation,
  DescribeDocumentCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  type SendCommandRequest,
} from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
let operator: Clients;
beforeAll(async () => {
  aws = await openAws();
  operator = await aws.session('operate', { RoleSessionName: 'ana', SourceIdentity: 'ana' });
  await aws.visibleAfter(0);
  await aws.allowsRates(100);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const one = seededId('myapp-prod-01');
const two = seededId('myapp-prod-02');
const three = seededId('myapp-prod-03');
const stopped = seededId('myapp-prod-17');
const lost = seededId('myapp-prod-33');

const request = (wish: Partial<SendCommandRequest>) =>
  operator.ssm.send(
    new SendCommandCommand({ InstanceIds: [one], DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['uptime'] }, ...wish }),
  );
async function send(script: string | string[], wish: Partial<SendCommandRequest> = {}) {
  const { Command: command } = await request({ Parameters: { commands: [script].flat() }, ...wish });
  return command?.CommandId ?? '';
}
const status = async (id: string) => (await operator.ssm.send(new ListCommandsCommand({ CommandId: id }))).Commands?.[0];
const run = (id: string, instance = one) => operator.ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: instance }));
const runs = async (id: string): Promise<Record<string, CommandInvocation>> => {
  const { CommandInvocations: found = [] } = await operator.ssm.send(new ListCommandInvocationsCommand({ CommandId: id, Details: true }));
  return Object.fromEntries(found.map((each) => [each.InstanceId ?? '', each]));
};

describe('a command lives in time', () => {
  test('it is pending, then in progress, then over', async () => {
    const id = await send(['hostname', 'sleep 10'], { Comment: 'r-1' });
    expect(await status(id)).toMatchObject({ Status: 'Pending', Comment: 'r-1', TargetCount: 1, CompletedCount: 0 });
    expect(await run(id)).toMatchObject({ Status: 'Pending', ResponseCode: -1, ExecutionStartDateTime: '' });
    await aws.steps(2);
    expect(await status(id)).toMatchObject({ Status: 'InProgress', StatusDetails: 'InProgress' });
    expect(await run(id)).toMatchObject({ Status: 'InProgress', ResponseCode: -1, StandardOutputContent: '' });
    await aws.steps(20);
    expect(await status(id)).toMatchObject({ Status: 'Success', StatusDetails: 'Success', CompletedCount: 1, ErrorCount: 0 });
    const done = await run(id);
    expect(done).toMatchObject({ Status: 'Success', ResponseCode: 0, PluginName: 'aws:runShellScript' });
    expect(done.StandardOutputContent).toMatch(/^ip-10-10-.*\.eu-central-1\.compute\.internal\n$/);
    expect(Number(/^PT([\d.]+)S$/.exec(done.ExecutionElapsedTime ?? '')?.[1])).toBeGreaterThan(10);
    expect(Date.parse(done.ExecutionEndDateTime ?? '')).toBeGreaterThan(Date.parse(done.ExecutionStartDateTime ?? ''));
  });

  test('at first it is in no list, without an error', async () => {
    await aws.visibleAfter(60_000);
    const id = await send('uptime');
    await aws.visibleAfter(0);
    await aws.steps(60); // the time inside answers does not make it visible
    expect(await status(id)).toBeUndefined();
    expect(await runs(id)).toEqual({});
    expect((await refusalOf(run(id))).name).toBe('InvocationDoesNotExist');
    expect((await aws.sent()).map((command) => command.id)).toContain(id);
  });

  test('a new command comes into the lists within some seconds', async () => {
    await aws.visibleAfter(300);
    const id = await send('uptime');
    await aws.visibleAfter(0);
    expect(await status(id)).toBeUndefined();
    await expect.poll(() => status(id), { timeout: 5000, interval: 20 }).toBeDefined();
  });

  test('a machine without a connection delays it until the delivery times out', async () => {
    const id = await send('uptime', { InstanceIds: [one, lost], TimeoutSeconds: 60, MaxErrors: '1' });
    await aws.steps(20);
    expect((await run(id, lost)).StatusDetails).toBe('Delayed');
    expect(await status(id)).toMatchObject({ Status: 'InProgress', CompletedCount: 1 });
    await aws.steps(45);
    expect(await run(id, lost)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut', ResponseCode: -1 });
    expect(await status(id)).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'DeliveryTimedOut',
      DeliveryTimedOutCount: 1,
      ErrorCount: 0,
    });
  });

  test('a machine that comes back in time gets it', async () => {
    await aws.losesAgent(two);
    const id = await send('uptime', { InstanceIds: [two] });
    await aws.steps(30);
    expect((await status(id))?.StatusDetails).toBe('Delayed');
    await aws.findsAgent(two);
    await aws.steps(30);
    expect((await status(id))?.Status).toBe('Success');
  });

  test('a machine that goes down in the middle never reports, until the command expires', async () => {
    const id = await send('sleep 30', { InstanceIds: [three], TimeoutSeconds: 60 });
    await aws.steps(5);
    await aws.stops(three);
    await aws.steps(600);
    expect((await run(id, three)).Status).toBe('InProgress');
    await aws.starts(three);
    await aws.steps(3600);
    expect((await run(id, three)).StatusDetails).toBe('DeliveryTimedOut');
  });

  test('a script that outlives its executionTimeout is cut off', async () => {
    const id = await send('', { Parameters: { commands: ['sleep 900'], executionTimeout: ['30'] } });
    await aws.steps(60);
    expect(await run(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ResponseCode: 137 });
    expect(await status(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ErrorCount: 1 });
  });
});

describe('what comes out', () => {
  test('the exit code decides, and the agent adds its line', async () => {
    const id = await send(['echo hello', 'echo "no such unit" >&2', 'exit 3']);
    await aws.steps(30);
    expect(await run(id)).toMatchObject({
      Status: 'Failed',
      ResponseCode: 3,
      StandardOutputContent: 'hello\n',
      StandardErrorContent: 'no such unit\nfailed to run commands: exit status 3',
    });
    expect((await runs(id))[one]?.CommandPlugins?.[0]?.Output).toBe(
      'hello\n\n----------ERROR-------\nno such unit\nfailed to run commands: exit status 3',
    );
  });

  test('lists cut output at 2,500 characters, single look-ups at 24,000', async () => {
    await aws.outcome({ script: /dump/, stdout: 'x'.repeat(30_000) });
    const id = await send('dump');
    await aws.steps(30);
    const output = (await runs(id))[one]?.CommandPlugins?.[0]?.Output ?? '';
    expect(output).toHaveLength(2500);
    expect(output).toMatch(/---Output truncated---$/);
    const { StandardOutputContent: content = '' } = await run(id);
    expect(content).toHaveLength(24_000);
    expect(content).toMatch(/--output truncated--$/);
  });

  test('outcomes are scripted by text, by machine, by position and so many times', async () => {
    await aws.outcome({ script: /RESTART/i, instance: two, exitCode: 5, stderr: 'no unit\n', seconds: 1 });
    await aws.outcome({ nth: 1, exitCode: 9, times: 1 });
    const ids = { InstanceIds: [one, two, three], MaxErrors: '3' };
    const first = await send('systemctl restart myapp', ids);
    await aws.steps(30);
    expect(Object.values(await runs(first)).map(({ CommandPlugins }) => CommandPlugins?.[0]?.ResponseCode)).toEqual([9, 5, 0]);
    const again = await send('systemctl restart myapp', ids);
    await aws.steps(30);
    expect(Object.values(await runs(again)).map(({ CommandPlugins }) => CommandPlugins?.[0]?.ResponseCode)).toEqual([0, 5, 0]);
  });

  test('whole output has its address in S3 when a bucket is named', async () => {
    const id = await send('uptime', { OutputS3BucketName: 'acme-output', OutputS3KeyPrefix: 'runs' });
    await aws.steps(30);
    expect((await run(id)).StandardOutputUrl).toBe(
      `https://s3.eu-central-1.amazonaws.com/acme-output/runs/${id}/${one}/awsrunShellScript/runShellScript/stdout`,
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['a stopped machine among the others', { InstanceIds: [one, stopped] }, 'InvalidInstanceId'],
    ['a machine without an agent', { InstanceIds: [seededId('web-prod-02')] }, 'InvalidInstanceId'],
    ['a machine that is not there', { InstanceIds: ['i-00000000000000000'] }, 'InvalidInstanceId'],
    ['a machine twice', { InstanceIds: [one, one] }, 'DuplicateInstanceId'],
    [
      '51 machines',
      { InstanceIds: Array.from({ length: 51 }, (_, index) => `i-${String(index).padStart(17, '0')}`) },
      'ValidationException',
    ],
    ['neither ids nor targets', { InstanceIds: [] }, 'ValidationException'],
    ['ids and targets', { Targets: [{ Key: 'tag:App', Values: ['myapp'] }] }, 'ValidationException'],
    ['a document that is not there', { DocumentName: 'Acme-Nothing' }, 'InvalidDocument'],
    ['a version that is not there', { DocumentVersion: '7' }, 'InvalidDocumentVersion'],
    ['a hash that does not match', { DocumentHash: 'f'.repeat(64), DocumentHashType: 'Sha256' }, 'InvalidDocument'],
    ['a parameter too many', { Parameters: { commands: ['uptime'], colour: ['red'] } }, 'InvalidParameters'],
    ['a parameter too few', { Parameters: {} }, 'InvalidParameters'],
    ['a parameter out of its pattern', { Parameters: { commands: ['uptime'], executionTimeout: ['soon'] } }, 'InvalidParameters'],
    ['no lines at all', { Parameters: { commands: [] } }, 'InvalidParameters'],
    ['a script of more than 64 KB', { Parameters: { commands: ['#'.repeat(70_000)] } }, 'MaxDocumentSizeExceeded'],
    ['a Windows machine', { InstanceIds: [seededId('web-prod-03')] }, 'UnsupportedPlatformType'],
    ['a comment of 101 characters', { Comment: 'c'.repeat(101) }, 'ValidationException'],
    ['a time-out of 29 seconds', { TimeoutSeconds: 29 }, 'ValidationException'],
    ['no concurrency at all', { MaxConcurrency: '0' }, 'ValidationException'],
    ['101 percent of errors', { MaxErrors: '101%' }, 'ValidationException'],
  ] as [string, Partial<SendCommandRequest>, string][])('%s', async (_what, wish, code) => {
    const before = (await aws.sent()).length;
    expect((await refusalOf(request(wish))).name).toBe(code);
    expect(await aws.sent()).toHaveLength(before);
  });

  test('a broken constraint is told in the words of the service', async () => {
    expect((await refusalOf(request({ MaxConcurrency: '0' }))).message).toBe(
      "1 validation error detected: Value '0' at 'maxConcurrency' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$",
    );
  });
});

test('a pinned version and hash are accepted, and say what ran', async () => {
  const { Document: found } = await operator.ssm.send(new DescribeDocumentCommand({ Name: 'Acme-RestartService', DocumentVersion: '1' }));
  await send('', {
    DocumentName: 'Acme-RestartService',
    Parameters: { service: ['myapp'] },
    DocumentVersion: '1',
    ...(found?.Hash && { DocumentHash: found.Hash, DocumentHashType: 'Sha256' as const }),
  });
  expect((await aws.sent()).at(-1)).toMatchObject({
    document: 'Acme-RestartService',
    documentVersion: '1',
    instanceIds: [one],
    sessionName: 'ana',
    sourceIdentity: 'ana',
  });
});

describe('targets by tag', () => {
  test('only machines that are online are found', async () => {
    const id = await send('uptime', { InstanceIds: [], Targets: [{ Key: 'tag:App', Values: ['myapp'] }], MaxConcurrency: '100%' });
    expect(await status(id)).toMatchObject({ TargetCount: 48, InstanceIds: [], Targets: [{ Key: 'tag:App', Values: ['myapp'] }] });
  });

  test('a tag that nobody has finds nobody, without an error', async () => {
    const id = await send('uptime', { InstanceIds: [], Targets: [{ Key: 'tag:App', Values: ['nothing'] }] });
    expect(await status(id)).toMatchObject({ TargetCount: 0, StatusDetails: 'NoInstancesInTag' });
  });
});

describe('cancelling', () => {
  const cancel = (id: string, instances?: string[]) =>
    operator.ssm.send(new CancelCommandCommand({ CommandId: id, ...(instances && { InstanceIds: instances }) }));

  test('what waits ends at once, what runs shortly after', async () => {
    const id = await send('sleep 60', { InstanceIds: [one, two, three], MaxConcurrency: '1' });
    await aws.steps(2);
    await cancel(id);
    expect(Object.values(await runs(id)).map(({ Status }) => Status)).toEqual(['Cancelling', 'Cancelled', 'Cancelled']);
    expect((await status(id))?.Status).toBe('Cancelling');
    await aws.steps(5);
    expect(await status(id)).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Cancelled', CompletedCount: 3 });
  });

  test('one machine alone', async () => {
    const id = await send('sleep 5', { InstanceIds: [one, two], MaxErrors: '2' });
    await aws.steps(2);
    await cancel(id, [two]);
    await aws.steps(30);
    expect(Object.values(await runs(id)).map(({ Status }) => Status)).toEqual(['Success', 'Cancelled']);
    expect(await status(id)).toMatchObject({ Status: 'Failed', StatusDetails: 'Incomplete' });
  });

  test('what is over stays as it is', async () => {
    const id = await send('uptime');
    await aws.steps(30);
    await cancel(id);
    expect((await status(id))?.Status).toBe('Success');
  });

  test('a command that is not there', async () => {
    expect((await refusalOf(cancel('00000000-0000-4000-8000-000000000000'))).name).toBe('InvalidCommandId');
  });
});
