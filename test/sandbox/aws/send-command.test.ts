import { DescribeDocumentCommand, type SendCommandRequest } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, one, openOperator } from './operator.ts';

let aws: OpenAws;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  operator = await openOperator(aws);
});
afterAll(() => aws.close());

const stopped = seededId('myapp-prod-17');

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
    expect((await refusalOf(operator.request(wish))).name).toBe(code);
    expect(await aws.sent()).toHaveLength(before);
  });

  test('a broken constraint is told in the words of the service', async () => {
    expect((await refusalOf(operator.request({ MaxConcurrency: '0' }))).message).toBe(
      "1 validation error detected: Value '0' at 'maxConcurrency' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$",
    );
  });
});

test('a pinned version and hash are accepted, and say what ran', async () => {
  const { Document: found } = await operator.ssm.send(new DescribeDocumentCommand({ Name: 'Acme-RestartService', DocumentVersion: '1' }));
  await operator.send('', {
    DocumentName: 'Acme-RestartService',
    Parameters: { Service: ['myapp'] },
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
    const id = await operator.send('uptime', { InstanceIds: [], Targets: [{ Key: 'tag:App', Values: ['myapp'] }], MaxConcurrency: '100%' });
    expect(await operator.status(id)).toMatchObject({ TargetCount: 48, InstanceIds: [], Targets: [{ Key: 'tag:App', Values: ['myapp'] }] });
  });

  test('a tag that nobody has finds nobody, without an error', async () => {
    const id = await operator.send('uptime', { InstanceIds: [], Targets: [{ Key: 'tag:App', Values: ['nothing'] }] });
    expect(await operator.status(id)).toMatchObject({ TargetCount: 0, StatusDetails: 'NoInstancesInTag' });
  });
});
