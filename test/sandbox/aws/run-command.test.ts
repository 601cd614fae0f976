import { CancelCommandCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, one, openOperator, three, two } from './operator.ts';

let aws: OpenAws;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  operator = await openOperator(aws);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const lost = seededId('myapp-prod-33');

describe('a command lives in time', () => {
  test('it is pending, then in progress, then over', async () => {
    const id = await operator.send(['hostname', 'sleep 10'], { Comment: 'r-1' });
    expect(await operator.status(id)).toMatchObject({ Status: 'Pending', Comment: 'r-1', TargetCount: 1, CompletedCount: 0 });
    expect(await operator.run(id)).toMatchObject({ Status: 'Pending', ResponseCode: -1, ExecutionStartDateTime: '' });
    await aws.steps(2);
    expect(await operator.status(id)).toMatchObject({ Status: 'InProgress', StatusDetails: 'InProgress' });
    expect(await operator.run(id)).toMatchObject({ Status: 'InProgress', ResponseCode: -1, StandardOutputContent: '' });
    await aws.steps(20);
    expect(await operator.status(id)).toMatchObject({ Status: 'Success', StatusDetails: 'Success', CompletedCount: 1, ErrorCount: 0 });
    const done = await operator.run(id);
    expect(done).toMatchObject({ Status: 'Success', ResponseCode: 0, PluginName: 'aws:runShellScript' });
    expect(done.StandardOutputContent).toMatch(/^ip-10-10-.*\.eu-central-1\.compute\.internal\n$/);
    expect(Number(/^PT([\d.]+)S$/.exec(done.ExecutionElapsedTime ?? '')?.[1])).toBeGreaterThan(10);
    expect(Date.parse(done.ExecutionEndDateTime ?? '')).toBeGreaterThan(Date.parse(done.ExecutionStartDateTime ?? ''));
  });

  test('at first it is in no list, without an error', async () => {
    await aws.visibleAfter(60_000);
    const id = await operator.send('uptime');
    await aws.visibleAfter(0);
    await aws.steps(60); // the time inside answers does not make it visible
    expect(await operator.status(id)).toBeUndefined();
    expect(await operator.runs(id)).toEqual({});
    expect((await refusalOf(operator.run(id))).name).toBe('InvocationDoesNotExist');
    expect((await aws.sent()).map((command) => command.id)).toContain(id);
  });

  test('a new command comes into the lists within some seconds', async () => {
    await aws.visibleAfter(300);
    const id = await operator.send('uptime');
    await aws.visibleAfter(0);
    expect(await operator.status(id)).toBeUndefined();
    await expect.poll(() => operator.status(id), { timeout: 5000, interval: 20 }).toBeDefined();
  });

  test('a machine without a connection delays it until the delivery times out', async () => {
    const id = await operator.send('uptime', { InstanceIds: [one, lost], TimeoutSeconds: 60, MaxErrors: '1' });
    await aws.steps(20);
    expect((await operator.run(id, lost)).StatusDetails).toBe('Delayed');
    expect(await operator.status(id)).toMatchObject({ Status: 'InProgress', CompletedCount: 1 });
    await aws.steps(45);
    expect(await operator.run(id, lost)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut', ResponseCode: -1 });
    expect(await operator.status(id)).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'DeliveryTimedOut',
      DeliveryTimedOutCount: 1,
      ErrorCount: 0,
    });
  });

  test('a machine that comes back in time gets it', async () => {
    await aws.losesAgent(two);
    const id = await operator.send('uptime', { InstanceIds: [two] });
    await aws.steps(30);
    expect((await operator.status(id))?.StatusDetails).toBe('Delayed');
    await aws.findsAgent(two);
    await aws.steps(30);
    expect((await operator.status(id))?.Status).toBe('Success');
  });

  test('a machine that goes down in the middle never reports, until the command expires', async () => {
    const id = await operator.send('sleep 30', { InstanceIds: [three], TimeoutSeconds: 60 });
    await aws.steps(5);
    await aws.stops(three);
    await aws.steps(600);
    expect((await operator.run(id, three)).Status).toBe('InProgress');
    await aws.starts(three);
    await aws.steps(3600);
    expect((await operator.run(id, three)).StatusDetails).toBe('DeliveryTimedOut');
  });

  test('a script that outlives its executionTimeout is cut off', async () => {
    const id = await operator.send('', { Parameters: { commands: ['sleep 900'], executionTimeout: ['30'] } });
    await aws.steps(60);
    expect(await operator.run(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ResponseCode: 137 });
    expect(await operator.status(id)).toMatchObject({ Status: 'TimedOut', StatusDetails: 'ExecutionTimedOut', ErrorCount: 1 });
  });
});

describe('what comes out', () => {
  test('the exit code decides, and the agent adds its line', async () => {
    const id = await operator.send(['echo hello', 'echo "no such unit" >&2', 'exit 3']);
    await aws.steps(30);
    expect(await operator.run(id)).toMatchObject({
      Status: 'Failed',
      ResponseCode: 3,
      StandardOutputContent: 'hello\n',
      StandardErrorContent: 'no such unit\nfailed to run commands: exit status 3',
    });
    expect((await operator.runs(id))[one]?.CommandPlugins?.[0]?.Output).toBe(
      'hello\n\n----------ERROR-------\nno such unit\nfailed to run commands: exit status 3',
    );
  });

  test('lists cut output at 2,500 characters, single look-ups at 24,000', async () => {
    await aws.outcome({ script: /dump/, stdout: 'x'.repeat(30_000) });
    const id = await operator.send('dump');
    await aws.steps(30);
    const output = (await operator.runs(id))[one]?.CommandPlugins?.[0]?.Output ?? '';
    expect(output).toHaveLength(2500);
    expect(output).toMatch(/---Output truncated---$/);
    const { StandardOutputContent: content = '' } = await operator.run(id);
    expect(content).toHaveLength(24_000);
    expect(content).toMatch(/--output truncated--$/);
  });

  test('outcomes are scripted by text, by machine, by position and so many times', async () => {
    await aws.outcome({ script: /RESTART/i, instance: two, exitCode: 5, stderr: 'no unit\n', seconds: 1 });
    await aws.outcome({ nth: 1, exitCode: 9, times: 1 });
    const ids = { InstanceIds: [one, two, three], MaxErrors: '3' };
    const first = await operator.send('systemctl restart myapp', ids);
    await aws.steps(30);
    expect(Object.values(await operator.runs(first)).map(({ CommandPlugins }) => CommandPlugins?.[0]?.ResponseCode)).toEqual([9, 5, 0]);
    const again = await operator.send('systemctl restart myapp', ids);
    await aws.steps(30);
    expect(Object.values(await operator.runs(again)).map(({ CommandPlugins }) => CommandPlugins?.[0]?.ResponseCode)).toEqual([0, 5, 0]);
  });

  test('whole output has its address in S3 when a bucket is named', async () => {
    const id = await operator.send('uptime', { OutputS3BucketName: 'acme-output', OutputS3KeyPrefix: 'runs' });
    await aws.steps(30);
    expect((await operator.run(id)).StandardOutputUrl).toBe(
      `https://s3.eu-central-1.amazonaws.com/acme-output/runs/${id}/${one}/awsrunShellScript/0.awsrunShellScript/stdout`,
    );
  });
});

describe('cancelling', () => {
  const cancel = (id: string, instances?: string[]) =>
    operator.ssm.send(new CancelCommandCommand({ CommandId: id, ...(instances && { InstanceIds: instances }) }));

  test('what waits ends at once, what runs shortly after', async () => {
    const id = await operator.send('sleep 60', { InstanceIds: [one, two, three], MaxConcurrency: '1' });
    await aws.steps(2);
    await cancel(id);
    expect(Object.values(await operator.runs(id)).map(({ Status }) => Status)).toEqual(['Cancelling', 'Cancelled', 'Cancelled']);
    expect((await operator.status(id))?.Status).toBe('Cancelling');
    await aws.steps(5);
    expect(await operator.status(id)).toMatchObject({ Status: 'Cancelled', StatusDetails: 'Cancelled', CompletedCount: 3 });
  });

  test('one machine alone', async () => {
    const id = await operator.send('sleep 5', { InstanceIds: [one, two], MaxErrors: '2' });
    await aws.steps(2);
    await cancel(id, [two]);
    await aws.steps(30);
    expect(Object.values(await operator.runs(id)).map(({ Status }) => Status)).toEqual(['Success', 'Cancelled']);
    expect(await operator.status(id)).toMatchObject({ Status: 'Failed', StatusDetails: 'Incomplete' });
  });

  test('what is over stays as it is', async () => {
    const id = await operator.send('uptime');
    await aws.steps(30);
    await cancel(id);
    expect((await operator.status(id))?.Status).toBe('Success');
  });

  test('a command that is not there', async () => {
    expect((await refusalOf(cancel('00000000-0000-4000-8000-000000000000'))).name).toBe('InvalidCommandId');
  });
});
