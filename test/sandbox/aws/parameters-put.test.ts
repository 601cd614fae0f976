import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  PutParameterCommand,
  type PutParameterRequest,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stableHex } from '../../../sandbox/aws/seed/stable.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { keeperOf } from './parameter-keeper.ts';

let aws: OpenAws;
let ssm: SSMClient;
beforeAll(async () => {
  aws = await openAws();
  await aws.allowsRates(1000);
  ssm = await keeperOf(aws);
});
afterAll(() => aws.close());

const put = (Name: string, Value: string, wish: Partial<PutParameterRequest> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...wish }));
const again = (Name: string, Value: string, wish: Partial<PutParameterRequest> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true, ...wish }));
const get = async (Name: string, WithDecryption = true) => (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;
const history = async (Name: string) => (await ssm.send(new GetParameterHistoryCommand({ Name }))).Parameters ?? [];
const policies = (...given: [Type: string, Attributes: object][]) =>
  JSON.stringify(given.map(([Type, Attributes]) => ({ Type, Version: '1.0', Attributes })));
const soon = async (days: number) => ({ Timestamp: new Date((await aws.now()).getTime() + days * 86_400_000).toISOString() });

describe('what may be put', () => {
  test.each([
    ['aws in front', 'awsome', 'ValidationException'],
    ['SSM in front, in any case', '/SSM-x/y', 'ValidationException'],
    ['the reserved path', '/aws/x', 'AccessDeniedException'],
    ['a path without its first slash', 't/x', 'ValidationException'],
    ['a space inside', '/t/x y', 'ValidationException'],
    ['sixteen levels', `/${Array.from({ length: 16 }, () => 'a').join('/')}`, 'HierarchyLevelLimitExceededException'],
    ['with its ARN more than 1,011 characters', `/t/${'x'.repeat(970)}`, 'ValidationException'],
  ])('no name with %s', async (_what, name, error) => {
    expect((await refusalOf(put(name, 'a'))).name).toBe(error);
  });

  test('names of one level are the same with and without a slash; fifteen levels fit', async () => {
    await put('t-flat', 'a');
    expect((await refusalOf(put('/t-flat', 'b'))).name).toBe('ParameterAlreadyExists');
    expect(await get('/t-flat')).toMatchObject({ Name: 't-flat', Value: 'a' });
    await put(`/${Array.from({ length: 15 }, () => 'a').join('/')}`, 'deep');
  });

  test('4 KB in Standard, 8 KB in Advanced, and never back; Intelligent-Tiering chooses', async () => {
    const long = 'é'.repeat(2049); // 4,098 bytes
    expect((await refusalOf(put('/t/size', long))).message).toContain('Standard tier parameters support a maximum parameter value of 4096');
    expect(await put('/t/size', long, { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' });
    expect((await refusalOf(again('/t/size', 'x'.repeat(8193)))).message).toContain('8192');
    expect((await refusalOf(again('/t/size', 'x', { Tier: 'Standard' }))).message).toContain("can't downgrade");
    expect(await again('/t/size', 'x')).toMatchObject({ Tier: 'Advanced' });
    expect(await put('/t/small', 'x', { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Standard' });
  });

  test.each([
    ['an empty value', { Value: '' }, 'ValidationException'],
    ['another parameter in it', { Value: 'x {{ssm:y}}' }, 'ValidationException'],
    ['a pattern that is none', { AllowedPattern: '(' }, 'InvalidAllowedPatternException'],
    ['a pattern that matches a part alone', { Value: '10,000', AllowedPattern: '\\d{1,4}' }, 'ParameterPatternMismatchException'],
    ['a data type that is none', { DataType: 'AWS:ec2:image' }, 'ValidationException'],
    ['a key for a String', { KeyId: 'alias/myapp' }, 'ValidationException'],
    ['a key that is not there', { Type: 'SecureString', KeyId: 'alias/none' }, 'InvalidKeyId'],
    ['a type that is none', { Type: 'Secret' as 'String' }, 'ValidationException'],
  ] as [string, Partial<PutParameterRequest>, string][])('nothing with %s', async (_what, wish, error) => {
    expect((await refusalOf(put('/t/refused', 'x', wish))).name).toBe(error);
    expect(await aws.keptParameter('/t/refused')).toBeUndefined();
  });

  test('a machine image is checked after the answer: a wrong one is answered with success and changes nothing', async () => {
    await aws.visibleAfter(0);
    const image = { DataType: 'aws:ec2:image' };
    const right = `ami-${stableHex('Linux/eu-central-1', 17)}`;
    expect(await put('/t/ami', 'ami-0000000000000dead', image)).toMatchObject({ Version: 1 });
    expect((await refusalOf(get('/t/ami'))).name).toBe('ParameterNotFound');
    await put('/t/ami', right, { ...image, Tags: [{ Key: 'App', Value: 't' }] });
    expect(await get('/t/ami')).toMatchObject({ Value: right, DataType: 'aws:ec2:image' });
    await again('/t/ami', 'no image at all', image);
    expect(await get('/t/ami')).toMatchObject({ Value: right, Version: 1 });
    expect((await aws.keptParameter('/t/ami'))?.tags).toEqual({ App: 't' });
  });
});

describe('policies', () => {
  test('an Expiration deletes by the clock; notices are shown as given when their time has come', async () => {
    const wish = policies(['Expiration', await soon(9)], ['ExpirationNotification', { Before: '5', Unit: 'Days' }]);
    await put('/t/expiring', 'x', { Tier: 'Advanced', Policies: wish });
    const statuses = async () => (await history('/t/expiring'))[0]?.Policies?.map(({ PolicyStatus }) => PolicyStatus);
    expect(await statuses()).toEqual(['Pending', 'Pending']);
    await aws.steps(5 * 86_400);
    expect(await statuses()).toEqual(['Pending', 'Finished']);
    await aws.steps(5 * 86_400);
    expect((await refusalOf(get('/t/expiring'))).name).toBe('ParameterNotFound');
    // The seeded one that ends nine days after the start went with it.
    expect(await aws.keptParameter('/myapp/prod/partner-token')).toBeUndefined();
  });

  test('policies stay until others replace them; an empty one takes them away', async () => {
    await put('/t/policies', 'x', { Tier: 'Advanced', Policies: policies(['NoChangeNotification', { After: '20', Unit: 'Days' }]) });
    await again('/t/policies', 'y');
    await again('/t/policies', 'z', { Policies: '[{}]' });
    expect((await history('/t/policies')).map(({ Policies: has = [] }) => has.length)).toEqual([1, 1, 0]);
  });

  test.each([
    ['a Standard parameter', 'Standard', policies(['NoChangeNotification', { After: '20', Unit: 'Days' }]), 'ValidationException'],
    ['a kind that is none', 'Advanced', policies(['Rotation', {}]), 'InvalidPolicyTypeException'],
    [
      'a unit that is none',
      'Advanced',
      policies(['NoChangeNotification', { After: '20', Unit: 'Weeks' }]),
      'InvalidPolicyAttributeException',
    ],
    ['an end in the past', 'Advanced', policies(['Expiration', { Timestamp: '2020-01-01T00:00:00Z' }]), 'InvalidPolicyAttributeException'],
    [
      'an end without an offset',
      'Advanced',
      policies(['Expiration', { Timestamp: '2099-01-01T00:00:00' }]),
      'InvalidPolicyAttributeException',
    ],
    ['a notice of no end', 'Advanced', policies(['ExpirationNotification', { Before: '5', Unit: 'Days' }]), 'IncompatiblePolicyException'],
    [
      'eleven',
      'Advanced',
      policies(...Array.from({ length: 11 }, (): [string, object] => ['NoChangeNotification', { After: '20', Unit: 'Days' }])),
      'PoliciesLimitExceededException',
    ],
  ] as [string, 'Standard' | 'Advanced', string, string][])('none for %s', async (_what, Tier, Policies, error) => {
    expect((await refusalOf(put('/t/no-policies', 'x', { Tier, Policies }))).name).toBe(error);
  });
});

test('whatever is put comes back as it was, and a secret rests as something else', async () => {
  let count = 0;
  const value = fc.string({ minLength: 1, maxLength: 500, unit: 'grapheme' }).filter((text) => !text.includes('{{'));
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom('Standard', 'Advanced'), async (text, Tier) => {
      count += 1;
      await put(`/t/any/${count}`, text, { Type: 'SecureString', KeyId: 'alias/myapp', Tier });
      expect((await get(`/t/any/${count}`))?.Value).toBe(text);
      expect((await get(`/t/any/${count}`, false))?.Value).toMatch(Tier === 'Standard' ? /^AQICAH/ : /^AYAD/);
    }),
    { numRuns: 25 },
  );
});
