import { SendCommandCommand, type SendCommandRequest } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, one, openOperator, three, two } from './operator.ts';

let aws: OpenAws;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  operator = await openOperator(aws);
});
afterEach(() => aws.alarm(alarm, 'OK'));
afterAll(() => aws.close());

const alarm = 'myapp-prod-5xx';
const watching = (name: string, IgnorePollAlarmFailure = false): Partial<SendCommandRequest> => ({
  InstanceIds: [one, two, three],
  MaxConcurrency: '1',
  AlarmConfiguration: { Alarms: [{ Name: name }], IgnorePollAlarmFailure },
});
const states = async (id: string) => Object.values(await operator.runs(id)).map(({ StatusDetails }) => StatusDetails);

test('an alarm that goes off keeps what waits from running, and lets what runs finish', async () => {
  const id = await operator.send('sleep 20', watching(alarm));
  await aws.steps(5);
  await aws.alarm(alarm, 'ALARM');
  expect(await states(id)).toEqual(['InProgress', 'Cancelled', 'Cancelled']);
  await aws.steps(60);
  expect(await states(id)).toEqual(['Success', 'Cancelled', 'Cancelled']);
  expect(await operator.status(id)).toMatchObject({
    Status: 'Cancelled',
    CompletedCount: 3,
    AlarmConfiguration: { Alarms: [{ Name: alarm }] },
    TriggeredAlarms: [{ Name: alarm, State: 'ALARM' }],
  });
});

test('an alarm that has gone off before is heeded when the command is sent', async () => {
  await aws.alarm(alarm, 'ALARM');
  const { Command: command } = await operator.request(watching(alarm));
  expect(command).toMatchObject({ Status: 'Cancelled', TriggeredAlarms: [{ Name: alarm, State: 'ALARM' }] });
  const others = await operator.send('uptime', { InstanceIds: [one] });
  await aws.steps(30);
  expect(await operator.status(others)).toMatchObject({ Status: 'Success' });
});

test('an alarm without enough data stops nothing, one that cannot be read does unless that is ignored', async () => {
  const quiet = await operator.send('uptime', { ...watching('batch-prod-backlog'), MaxConcurrency: '3' });
  const unread = await operator.send('uptime', watching('nothing'));
  const ignored = await operator.send('uptime', { ...watching('nothing', true), MaxConcurrency: '3' });
  await aws.steps(60);
  expect(await operator.status(quiet)).toMatchObject({ Status: 'Success', TriggeredAlarms: [] });
  expect(await operator.status(unread)).toMatchObject({ Status: 'Cancelled', TriggeredAlarms: [{ Name: 'nothing', State: 'UNKNOWN' }] });
  expect(await operator.status(ignored)).toMatchObject({ Status: 'Success', TriggeredAlarms: [] });
});

test('an alarm after the end changes nothing', async () => {
  const id = await operator.send('uptime', { ...watching(alarm), MaxConcurrency: '3' });
  await aws.steps(60);
  await aws.alarm(alarm, 'ALARM');
  expect(await operator.status(id)).toMatchObject({ Status: 'Success', TriggeredAlarms: [] });
});

test('who sends with an alarm needs the right to make the role that reads alarms', async () => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }] });
  const narrow = await aws.session('operate', { Policy });
  const send = narrow.ssm.send(
    new SendCommandCommand({ DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['uptime'] }, ...watching(alarm) }),
  );
  expect((await refusalOf(send)).message).toContain('iam:CreateServiceLinkedRole');
});

test('an alarm that nobody made is named', async () => {
  await expect(aws.alarm('nothing', 'ALARM')).rejects.toThrow('There is no alarm nothing.');
});

test('groups, buckets and objects are made from outside', async () => {
  const here = { account: '111122223333', region: 'eu-central-1' };
  await aws.group({ ...here, name: 'pair', tags: { Name: ['myapp-prod-01', 'myapp-prod-02'] } });
  const id = await operator.send('echo pair', {
    InstanceIds: [],
    Targets: [{ Key: 'resource-groups:Name', Values: ['pair'] }],
    OutputS3BucketName: 'acme-ssm-output-111122223333',
  });
  await aws.steps(30);
  expect((await aws.stored('acme-ssm-output-111122223333')).filter((key) => key.startsWith(id))).toHaveLength(2);
  await aws.bucket({ ...here, name: 'acme-fresh' });
  await aws.stores('acme-fresh', 'note', 'hello');
  expect(await aws.stored('acme-fresh')).toEqual(['note']);
  await aws.removesBucket('acme-fresh');
  await expect(aws.stores('acme-fresh', 'note', 'hello')).rejects.toThrow('There is no bucket acme-fresh.');
});
