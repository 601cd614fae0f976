import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterRequest,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { managedAlias } from '../../../sandbox/aws/parameter/key.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { arn, keeperOf, policy } from './parameter-keeper.ts';

let aws: OpenAws;
let folder: string;
let calls: string;
/** The ARNs of the two keys in production. */
let customer: string;
let managed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calls-'));
  calls = join(folder, 'calls.jsonl');
  aws = await openAws({ callsFile: calls });
  await aws.allowsRates(1000);
  const keys = [...aws.local.world.places.values()][0]?.parameters.keys ?? [];
  managed = keys.find(({ alias }) => alias === managedAlias)?.arn ?? '';
  customer = keys.find(({ alias }) => alias !== managedAlias)?.arn ?? '';
});
afterAll(async () => {
  await aws.close();
  await rm(folder, { recursive: true });
});

const get = (ssm: SSMClient, Name: string, WithDecryption = true) => ssm.send(new GetParameterCommand({ Name, WithDecryption }));
const put = (ssm: SSMClient, Name: string, Value: string, wish: Partial<PutParameterRequest> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId: 'alias/myapp', ...wish }));
const boundTo = (name: string) => ({ StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': arn(name) } });

describe('a right is to the ARN of a parameter', () => {
  test('without its leading slash, and to no other', async () => {
    const reader = await keeperOf(aws, policy(['ssm:GetParameter*', arn('/myapp/prod/*')]));
    await get(reader, '/myapp/prod/db-host');
    await get(reader, '/myapp/prod/db-host:current');
    const refused = await refusalOf(get(reader, '/web/prod/cdn-host'));
    expect(refused.message).toContain(`ssm:GetParameter on resource: ${arn('/web/prod/cdn-host')} because no identity-based policy`);
    const both = new GetParametersCommand({ Names: ['/myapp/prod/db-host', '/web/prod/cdn-host'] });
    expect((await refusalOf(reader.send(both))).name).toBe('AccessDeniedException');
  });

  test('a path is asked about itself, and whoever may read it sees all below', async () => {
    const reader = await keeperOf(
      aws,
      policy(
        ['ssm:GetParametersByPath', arn('/myapp/prod'), { StringEquals: { 'ssm:Recursive': 'true' } }],
        ['ssm:GetParameter', '*', { StringEquals: { 'ssm:resourceTag/App': 'web' } }],
      ),
    );
    const path = (Path: string, Recursive = true) => reader.send(new GetParametersByPathCommand({ Path, Recursive }));
    expect((await path('/myapp/prod')).Parameters).toHaveLength(8);
    expect((await refusalOf(path('/myapp'))).name).toBe('AccessDeniedException');
    expect((await refusalOf(path('/'))).name).toBe('AccessDeniedException');
    expect((await refusalOf(path('/myapp/prod', false))).name).toBe('AccessDeniedException');
    await get(reader, '/web/prod/cdn-host');
    expect((await refusalOf(get(reader, '/myapp/prod/db-host'))).name).toBe('AccessDeniedException');
    expect((await refusalOf(reader.send(new DescribeParametersCommand({})))).name).toBe('AccessDeniedException');
  });

  test('tags and overwrites of a put have rights and conditions of their own', async () => {
    const writer = await keeperOf(aws, policy(['ssm:PutParameter', arn('/t/*'), { StringEquals: { 'ssm:Overwrite': 'false' } }]));
    await put(writer, '/t/plain', 'x', { Type: 'String', KeyId: undefined });
    const over = put(writer, '/t/plain', 'y', { Type: 'String', KeyId: undefined, Overwrite: true });
    expect((await refusalOf(over)).name).toBe('AccessDeniedException');
    const tagged = put(writer, '/t/tagged', 'x', { Type: 'String', KeyId: undefined, Tags: [{ Key: 'App', Value: 't' }] });
    expect((await refusalOf(tagged)).message).toContain('ssm:AddTagsToResource');
  });
});

describe('a SecureString needs its key besides', () => {
  test('to read one under a customer key takes kms:Decrypt, by its parameter if the policy says so', async () => {
    const read = ['ssm:GetParameter*', '*'] as [string, string];
    const bare = await keeperOf(aws, policy(read));
    expect((await get(bare, '/myapp/prod/db-password', false)).Parameter?.Value).toMatch(/^AQICAH/);
    expect((await refusalOf(get(bare, '/myapp/prod/db-password'))).message).toContain(`kms:Decrypt on resource: ${customer}`);
    const bound = await keeperOf(aws, policy(read, ['kms:Decrypt', customer, boundTo('/myapp/prod/db-password')]));
    expect((await get(bound, '/myapp/prod/db-password')).Parameter?.Value).toMatch(/^[0-9a-f]{24}$/);
    expect((await refusalOf(get(bound, '/web/prod/captcha-secret'))).name).toBe('AccessDeniedException');
    const byAlias = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/myapp' } };
    await get(await keeperOf(aws, policy(read, ['kms:Decrypt', '*', byAlias])), '/myapp/prod/db-password');
    const history = new GetParameterHistoryCommand({ Name: '/myapp/prod/db-password', WithDecryption: true });
    expect((await bound.send(history)).Parameters).toHaveLength(4);
    expect((await refusalOf(bare.send(history))).name).toBe('AccessDeniedException');
    const page = new GetParametersByPathCommand({ Path: '/myapp/prod', WithDecryption: true });
    expect((await refusalOf(bare.send(page))).message).toContain('kms:Decrypt');
  });

  test('to put one takes kms:Encrypt where it is Standard, kms:GenerateDataKey where it is Advanced', async () => {
    const write = ['ssm:PutParameter', '*'] as [string, string];
    const standard = await keeperOf(aws, policy(write, ['kms:Encrypt', customer, boundTo('/t/secret')]));
    await put(standard, '/t/secret', 'x');
    expect((await refusalOf(put(standard, '/t/other', 'x'))).name).toBe('AccessDeniedException');
    const refused = await refusalOf(put(standard, '/t/secret', 'x', { Tier: 'Advanced', Overwrite: true }));
    expect(refused.message).toContain('kms:GenerateDataKey');
    expect((await aws.keptParameter('/t/secret'))?.versions).toHaveLength(1);
    const advanced = await keeperOf(aws, policy(write, ['kms:GenerateDataKey', customer]));
    await put(advanced, '/t/secret', 'x', { Tier: 'Advanced', Overwrite: true });
  });

  test('the key of AWS is open to the whole account by way of the service, but not past a session policy or a deny', async () => {
    const all = policy(['ssm:*', '*']);
    const free = await keeperOf(aws, all);
    await put(free, '/t/managed', 'x', { KeyId: undefined });
    expect((await get(free, '/t/managed')).Parameter?.Value).toBe('x');
    const narrow = await keeperOf(aws, all, policy(['ssm:GetParameter', arn('/t/managed')]));
    expect((await refusalOf(get(narrow, '/t/managed'))).message).toContain('because no session policy allows the kms:Decrypt action');
    const enough = policy(['ssm:GetParameter', arn('/t/managed')], ['kms:Decrypt', managed, boundTo('/t/managed')]);
    expect((await get(await keeperOf(aws, all, enough), '/t/managed')).Parameter?.Value).toBe('x');
    const denied = { ...all, Statement: [...all.Statement, { Effect: 'Deny', Action: 'kms:*', Resource: '*' }] };
    expect((await refusalOf(get(await keeperOf(aws, denied), '/t/managed'))).message).toContain('explicit deny in an identity-based');
  });
});

test('what is written down of the calls holds no secret, however it was put, refused or read', async () => {
  const ssm = await keeperOf(aws);
  const planted = 'planted-secret-';
  await put(ssm, '/t/planted/a', `${planted}1`);
  await ssm.send(new PutParameterCommand({ Name: '/t/planted/a', Value: `${planted}2`, Overwrite: true }));
  await refusalOf(put(ssm, '/t/planted/a', `${planted}3`, { Type: 'String', KeyId: undefined, Overwrite: true }));
  await refusalOf(put(ssm, '/t/planted/a', `${planted}4`, { Type: 'String', KeyId: undefined }));
  await aws.fault('PutParameter', 'error-500', { times: 1 });
  await refusalOf(put(ssm, '/t/planted/a', `${planted}5`));
  await get(ssm, '/t/planted/a');
  await ssm.send(new GetParametersCommand({ Names: ['/t/planted/a', '/t/planted/a:1'], WithDecryption: true }));
  await ssm.send(new GetParametersByPathCommand({ Path: '/t/planted', WithDecryption: true }));
  await ssm.send(new GetParameterHistoryCommand({ Name: '/t/planted/a', WithDecryption: true }));
  await put(ssm, '/t/planted/open', 'open-value', { Type: 'String', KeyId: undefined });
  const written = readFileSync(calls, 'utf8');
  expect(written).not.toContain(planted);
  expect(written).toContain('open-value');
  expect(written.split('\n').filter((line) => line.includes('/t/planted/a'))).toHaveLength(9);
});
