import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListCommandsCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleRequest, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { externalId, nonProduction, production } from '../../../sandbox/aws/seed/accounts.ts';
import { stableHex } from '../../../sandbox/aws/seed/stable.ts';
import { keysOf, type OpenAws, openAws, refusalOf, userKeys } from './clients.ts';

let aws: OpenAws;
beforeAll(async () => {
  aws = await openAws();
  await aws.allowsRates(100);
});
afterAll(() => aws.close());

const operate = `arn:aws:iam::${production}:role/test-operate`;
const assume = (wish: Partial<AssumeRoleRequest>) =>
  aws.user.sts.send(new AssumeRoleCommand({ RoleArn: operate, RoleSessionName: 'ana', ExternalId: externalId, ...wish }));
const policyOf = (resources: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ssm:SendCommand', Resource: resources }] });

describe('sessions', () => {
  test('the user and its session are told who they are', async () => {
    expect(await aws.user.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: production,
      Arn: `arn:aws:iam::${production}:user/tester`,
    });
    const { sts } = await aws.session('observe', { account: nonProduction, RoleSessionName: 'bo@acme' });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: nonProduction,
      Arn: `arn:aws:sts::${nonProduction}:assumed-role/test-observe/bo@acme`,
    });
  });

  test('a session ends by the clock on the wall after the time that was asked for', async () => {
    const { Credentials: credentials, SourceIdentity } = await assume({ DurationSeconds: 900, SourceIdentity: 'ana' });
    const seconds = ((credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(890);
    expect(seconds).toBeLessThanOrEqual(900);
    expect(SourceIdentity).toBe('ana');
  });

  test.each([
    ['without the external id', { ExternalId: undefined }],
    ['with another external id', { ExternalId: 'someone-else' }],
    ['on a role that is not there', { RoleArn: `arn:aws:iam::${production}:role/test-admin` }],
    ['on a role that the user may not assume', { RoleArn: `arn:aws:iam::${production}:role/Administrator` }],
  ])('AssumeRole %s is denied', async (_how, wish) => {
    const refused = await refusalOf(assume(wish as Partial<AssumeRoleRequest>));
    expect(refused.name).toBe('AccessDenied');
    expect(refused.message).toContain('is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::');
  });

  test.each([
    ['a session name with a space', { RoleSessionName: 'ana b' }, 'ValidationError'],
    ['a session name of one letter', { RoleSessionName: 'a' }, 'ValidationError'],
    ['a source identity with a slash', { SourceIdentity: 'a/b' }, 'ValidationError'],
    ['less than 15 minutes', { DurationSeconds: 899 }, 'ValidationError'],
    ['more than 12 hours', { DurationSeconds: 43_201 }, 'ValidationError'],
    ['more than the role allows', { RoleArn: operate.replace('operate', 'observe'), DurationSeconds: 3601 }, 'ValidationError'],
    ['a policy of more than 2,048 characters', { Policy: `${policyOf(['*'])}${' '.repeat(2048)}` }, 'ValidationError'],
    ['a policy that is not JSON', { Policy: '{"Version"' }, 'MalformedPolicyDocument'],
    ['a policy with a misspelt effect', { Policy: policyOf(['*']).replace('Allow', 'Permit') }, 'MalformedPolicyDocument'],
    ['51 tags', { Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' })) }, 'ValidationError'],
    ['a tag value of 257 characters', { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, 'ValidationError'],
  ])('AssumeRole refuses %s', async (_what, wish, code) => {
    expect((await refusalOf(assume(wish))).name).toMatch(new RegExp(`^${code}`));
  });

  test('tag keys that differ in their case alone are refused', async () => {
    const plain = await openAws({ callsFile: '/dev/null' });
    const Tags = [
      { Key: 'team', Value: 'a' },
      { Key: 'Team', Value: 'b' },
    ];
    const refused = await refusalOf(
      plain.user.sts.send(new AssumeRoleCommand({ RoleArn: operate, RoleSessionName: 'ana', ExternalId: externalId, Tags })),
    );
    expect(refused.message).toContain('Duplicate tag keys');
    await plain.close();
  });

  test('forty exact instances fit the packed space, and what is too much for it is refused', async () => {
    const id = (index: number) => `i-${stableHex(`packed ${index}`, 17)}`;
    const policy = policyOf(Array.from({ length: 40 }, (_, index) => `arn:aws:ec2:*:*:instance/${id(index)}`));
    expect(policy.length).toBeLessThanOrEqual(2048);
    const { PackedPolicySize: size = 0 } = await assume({ Policy: policy });
    expect(size).toBeGreaterThan(20);
    expect(size).toBeLessThanOrEqual(100);
    const noise = Array.from({ length: 30 }, (_, index) => ({
      Key: `reason-${index}`,
      Value: `${id(index)}${id(index * 31)}${id(index * 97)}`,
    }));
    const refused = await refusalOf(assume({ Policy: policy, Tags: noise }));
    expect(refused.name).toMatch(/^PackedPolicyTooLarge/);
  });

  test('a chained session lasts an hour at most and keeps its source identity', async () => {
    const own = aws.local.world.roles.get(operate);
    if (!own) throw new Error('no role');
    aws.local.world.roles.set(`${operate}-next`, {
      ...own,
      arn: `${operate}-next`,
      name: 'test-operate-next',
      trust: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: operate }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }],
      },
    });
    const first = await aws.session('operate', { SourceIdentity: 'ana' });
    const next = (wish: Partial<AssumeRoleRequest>) =>
      first.sts.send(new AssumeRoleCommand({ RoleArn: `${operate}-next`, RoleSessionName: 'next', ...wish }));
    expect((await refusalOf(next({ DurationSeconds: 3601 }))).message).toContain('role chaining');
    expect((await next({})).SourceIdentity).toBe('ana');
    expect((await refusalOf(next({ SourceIdentity: 'bo' }))).name).toBe('AccessDenied');
  });
});

describe('keys', () => {
  const calls = (at: OpenAws, keys: typeof userKeys) => {
    const { ssm, ec2, sts } = at.clients(keys);
    return [ssm.send(new ListCommandsCommand({})), ec2.send(new DescribeInstancesCommand({})), sts.send(new GetCallerIdentityCommand({}))];
  };
  const names = async (at: OpenAws, keys: typeof userKeys) => (await Promise.all(calls(at, keys).map(refusalOf))).map(({ name }) => name);

  test('each service has its own words for a wrong secret, a strange key and a wrong token', async () => {
    const plain = await openAws({ callsFile: '/dev/null' });
    const session = keysOf((await assume({})).Credentials);
    expect(await names(plain, { ...userKeys, secretAccessKey: 'wrong' })).toEqual([
      'InvalidSignatureException',
      'AuthFailure',
      'SignatureDoesNotMatch',
    ]);
    const strange = ['UnrecognizedClientException', 'AuthFailure', 'InvalidClientTokenId'];
    expect(await names(plain, { ...userKeys, accessKeyId: 'AKIASANDBOX999999999' })).toEqual(strange);
    expect(await names(aws, { ...session, sessionToken: 'wrong' })).toEqual(strange);
    await plain.close();
  });

  test('each service has its own words for a session that is over', async () => {
    const session = keysOf((await assume({})).Credentials);
    await aws.expiresSessions();
    expect(await names(aws, session)).toEqual(['ExpiredTokenException', 'RequestExpired', expect.stringMatching(/^ExpiredToken/)]);
  });
});
