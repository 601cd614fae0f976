import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetDocumentCommand, ListCommandsCommand, ListDocumentsCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentHash, versionOf } from '../../../sandbox/aws/document.ts';
import { externalId, production } from '../../../sandbox/aws/seed/accounts.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { startLocalAws } from '../../../sandbox/aws/server.ts';
import { createThrottle } from '../../../sandbox/aws/throttle.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
beforeEach(async () => {
  aws = await openAws();
});
afterEach(() => aws.close());

const uptime = () =>
  new SendCommandCommand({
    DocumentName: 'AWS-RunShellScript',
    InstanceIds: [seededId('myapp-prod-01')],
    Parameters: { commands: ['uptime'] },
  });

describe('faults', () => {
  test('throttling comes so often as it is set, and nothing is done', async () => {
    const { ssm } = await aws.session('operate');
    await aws.fault('SendCommand', 'throttle', { times: 2 });
    expect((await refusalOf(ssm.send(uptime()))).name).toBe('ThrottlingException');
    expect((await refusalOf(ssm.send(uptime()))).name).toBe('ThrottlingException');
    expect(await aws.sent()).toEqual([]);
    await ssm.send(uptime());
    expect(await aws.sent()).toHaveLength(1);
    expect(await aws.faults()).toMatchObject([{ operation: 'SendCommand', hits: 2 }]);
  });

  test('an error of the service is a 500', async () => {
    const { ec2 } = await aws.session('observe');
    await aws.fault('DescribeInstances', 'error-500');
    expect(await refusalOf(ec2.send(new DescribeInstancesCommand({})))).toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    });
    await aws.clearsFaults();
    await ec2.send(new DescribeInstancesCommand({}));
  });

  test.each([
    ['hang-before', 0],
    ['hang-after', 1],
    ['drop-connection-before', 0],
    ['drop-connection-after', 1],
  ] as const)('%s leaves the caller without an answer, and %i command accepted', async (kind, accepted) => {
    const { ssm } = await aws.session('operate');
    await aws.fault('SendCommand', kind, { times: 1 });
    const patience = new AbortController();
    const refused = refusalOf(ssm.send(uptime(), { abortSignal: patience.signal }));
    await aws.struck('SendCommand');
    expect(await aws.sent()).toHaveLength(accepted);
    if (kind.startsWith('hang')) patience.abort();
    const { name, code } = await refused;
    expect(code ?? name).toBe(kind.startsWith('hang') ? 'AbortError' : 'ECONNRESET');
    expect((await aws.calls())['ssm.SendCommand']).toBeUndefined();
  });

  test('a delay is only that', async () => {
    const { ssm } = await aws.session('operate');
    await aws.fault('SendCommand', 'delay', { ms: 150, times: 1 });
    const from = performance.now();
    await ssm.send(uptime());
    expect(performance.now() - from).toBeGreaterThan(140);
  });

  test('a fault that does not exist is refused', async () => {
    await expect(aws.fault('SendCommand', 'explode' as never)).rejects.toThrow('The local AWS refused POST /faults');
  });
});

describe('time', () => {
  test('a faster clock moves the times inside answers, and neither the Date header nor the credentials', async () => {
    const fast = await openAws({ speed: 1000 });
    await fast.visibleAfter(0);
    await fast.steps(3600);
    const { ssm } = await fast.session('operate');
    const { Command: command } = await ssm.send(uptime());
    expect((command?.RequestedDateTime?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_500_000);
    await expect.poll(async () => (await ssm.send(new ListCommandsCommand({}))).Commands?.[0]?.Status, { timeout: 5000 }).toBe('Success');
    const answer = await fetch(fast.url, { method: 'POST' });
    expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now())).toBeLessThan(5000);
    const { Credentials: credentials } = await fast.user.sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${production}:role/test-observe`,
        RoleSessionName: 'ana',
        ExternalId: externalId,
      }),
    );
    expect((credentials?.Expiration?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(3_600_000);
    await fast.close();
  });

  test('rates are limited by account, region and operation, and recover with time', () => {
    let now = 0;
    const admits = createThrottle(() => now);
    const burst = () => Array.from({ length: 60 }, () => admits('a/eu', 'ssm.ListCommands', 1)).filter(Boolean).length;
    expect(burst()).toBe(40);
    expect(admits('a/us', 'ssm.ListCommands', 1)).toBe(true);
    expect(admits('a/eu', 'ssm.SendCommand', 1)).toBe(true);
    now += 1000;
    expect(burst()).toBe(20);
  });

  test('too many calls at once are answered with Rate exceeded', async () => {
    const { ssm } = await aws.session('operate');
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => ssm.send(new ListCommandsCommand({}))));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.reason).toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
  });
});

describe('the wire', () => {
  test('a request without a signature is told so', async () => {
    const answer = await fetch(aws.url, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    const json = await fetch(aws.url, { method: 'POST', body: '{}', headers: { 'x-amz-target': 'AmazonSSM.ListCommands' } });
    expect(await json.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const object = await fetch(`${aws.url}/bucket/key`);
    expect([object.status, await object.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    const groups = await fetch(`${aws.url}/groups-list`, { method: 'POST', body: '{}' });
    expect([groups.status, groups.headers.get('x-amzn-errortype')]).toEqual([403, 'MissingAuthenticationTokenException']);
  });

  test('whatever document is named, the answer is one of the service and never a fault of the stand-in', async () => {
    const { ssm } = await aws.session('operate');
    const name = fc.stringMatching(/^[a-zA-Z0-9_\-.:/]{3,60}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          name,
          name.map((rest) => `arn:aws:${rest}`),
        ),
        async (DocumentName) => {
          const { name: code } = await refusalOf(ssm.send(new GetDocumentCommand({ Name: DocumentName })));
          expect(['InvalidDocument', 'ThrottlingException']).toContain(code);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a port that is taken is named', async () => {
    const port = Number(new URL(aws.url).port);
    await expect(startLocalAws({ port })).rejects.toThrow(`Port ${port} is in use.`);
  });

  test('documents are listed, read as JSON and as YAML, and hashed', async () => {
    const { ssm } = await aws.session('observe');
    const Filters = [
      { Key: 'Owner', Values: ['Self'] },
      { Key: 'DocumentType', Values: ['Command'] },
    ];
    const own = await ssm.send(new ListDocumentsCommand({ Filters }));
    expect(own.DocumentIdentifiers?.map(({ Name, DocumentVersion }) => [Name, DocumentVersion])).toEqual([
      ['Acme-RestartService', '2'],
      ['Acme-CollectLogs', '1'],
    ]);
    const json = await ssm.send(new GetDocumentCommand({ Name: 'AWS-RunShellScript' }));
    expect(JSON.parse(json.Content ?? '')).toMatchObject({
      schemaVersion: '1.2',
      runtimeConfig: { 'aws:runShellScript': { properties: [{ id: '0.aws:runShellScript' }] } },
    });
    const yaml = await ssm.send(new GetDocumentCommand({ Name: 'AWS-RunShellScript', DocumentFormat: 'YAML' }));
    expect(yaml.Content).toContain('schemaVersion: "1.2"');
    const document = aws.local.world.places.get(`${production}/eu-central-1`)?.documents.get('Acme-RestartService');
    const first = document && versionOf(document, '1');
    const latest = document && versionOf(document, '$LATEST');
    expect(first && contentHash(first)).not.toBe(latest && contentHash(latest));
  });
});

test('every answered call is written down, its secrets are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'calls-'));
  const file = join(folder, 'calls.jsonl');
  const recorded = await openAws({ callsFile: file });
  const { ssm, sts } = await recorded.session('operate');
  await ssm.send(uptime());
  await refusalOf(ssm.send(new GetDocumentCommand({ Name: 'Acme-Nothing' })));
  await sts.send(new GetCallerIdentityCommand({}));
  const text = await readFile(file, 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { operation: string; output?: { Credentials?: object; Command?: object }; error?: string });
  expect(lines.map(({ operation, error }) => [operation, error])).toEqual([
    ['AssumeRole', undefined],
    ['SendCommand', undefined],
    ['GetDocument', 'InvalidDocument'],
    ['GetCallerIdentity', undefined],
  ]);
  expect(lines[0]?.output?.Credentials).toMatchObject({
    SecretAccessKey: '<redacted>',
    SessionToken: '<redacted>',
    Expiration: expect.stringMatching(/Z$/),
  });
  expect(await recorded.calls()).toMatchObject({ 'ssm.SendCommand': 1, 'ssm.GetDocument': 1 });
  await recorded.close();
  await rm(folder, { recursive: true });
});
