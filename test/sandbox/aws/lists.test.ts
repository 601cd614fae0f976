import { ListCommandInvocationsCommand, ListCommandsCommand, type ListCommandsRequest, SendCommandCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
let operator: Clients;
const sentIds: string[] = [];
const one = seededId('myapp-prod-01');
const two = seededId('myapp-prod-02');

beforeAll(async () => {
  aws = await openAws();
  await aws.allowsRates(100);
  operator = await aws.session('operate');
  await aws.visibleAfter(0);
  for (let index = 0; index < 7; index += 1) {
    const { Command: command } = await operator.ssm.send(
      new SendCommandCommand({
        DocumentName: index === 6 ? 'Acme-RestartService' : 'AWS-RunShellScript',
        InstanceIds: index % 2 ? [one, two] : [one],
        Parameters: index === 6 ? { Service: ['myapp'] } : { commands: [index === 0 ? 'exit 1' : 'uptime'] },
        Comment: `n-${index}`,
      }),
    );
    sentIds.push(command?.CommandId ?? '');
    await aws.steps(60);
  }
});
afterAll(() => aws.close());

async function list(wish: ListCommandsRequest) {
  const { Commands: found = [], NextToken: next } = await operator.ssm.send(new ListCommandsCommand(wish));
  return { comments: found.map(({ Comment }) => Comment), next, found };
}

test('the newest command comes first, and pages follow each other', async () => {
  const first = await list({ MaxResults: 3 });
  expect(first.comments).toEqual(['n-6', 'n-5', 'n-4']);
  const second = await list({ MaxResults: 3, ...(first.next && { NextToken: first.next }) });
  expect(second.comments).toEqual(['n-3', 'n-2', 'n-1']);
  const third = await list({ MaxResults: 3, ...(second.next && { NextToken: second.next }) });
  expect(third).toMatchObject({ comments: ['n-0'], next: undefined });
});

test('filters narrow by time, status, stage and document', async () => {
  const { found } = await list({ CommandId: sentIds[3] ?? '' });
  const at = found[0]?.RequestedDateTime?.toISOString() ?? '';
  expect((await list({ Filters: [{ key: 'InvokedAfter', value: at }] })).comments).toEqual(['n-6', 'n-5', 'n-4', 'n-3']);
  expect((await list({ Filters: [{ key: 'InvokedBefore', value: at }] })).comments).toEqual(['n-2', 'n-1', 'n-0']);
  expect((await list({ Filters: [{ key: 'Status', value: 'Failed' }] })).comments).toEqual(['n-0']);
  expect((await list({ Filters: [{ key: 'DocumentName', value: 'Acme-RestartService' }] })).comments).toEqual(['n-6']);
  expect((await list({ Filters: [{ key: 'ExecutionStage', value: 'Executing' }] })).comments).toEqual([]);
  expect((await list({ InstanceId: two })).comments).toEqual(['n-5', 'n-3', 'n-1']);
});

test('invocations are listed by command and by machine, with plugins only on demand', async () => {
  const invocations = await operator.ssm.send(new ListCommandInvocationsCommand({ CommandId: sentIds[1] ?? '' }));
  expect(invocations.CommandInvocations?.map(({ InstanceId, CommandPlugins }) => [InstanceId, CommandPlugins])).toEqual([
    [one, []],
    [two, []],
  ]);
  const failed = await operator.ssm.send(
    new ListCommandInvocationsCommand({ InstanceId: one, Filters: [{ key: 'Status', value: 'Failed' }], Details: true }),
  );
  expect(failed.CommandInvocations?.map(({ CommandId }) => CommandId)).toEqual([sentIds[0]]);
  expect(failed.CommandInvocations?.[0]?.CommandPlugins?.[0]).toMatchObject({ Name: 'aws:runShellScript', ResponseCode: 1 });
});

test('a page of more than fifty, a strange token and a filter that is none are refused', async () => {
  expect((await refusalOf(list({ MaxResults: 51 }))).name).toBe('ValidationException');
  expect((await refusalOf(list({ NextToken: 'mine' }))).name).toBe('InvalidNextToken');
  expect((await refusalOf(list({ Filters: [{ key: 'Colour' as never, value: 'red' }] }))).name).toBe('ValidationException');
  expect((await refusalOf(list({ Filters: [{ key: 'InvokedAfter', value: 'yesterday' }] }))).name).toBe('ValidationException');
});
