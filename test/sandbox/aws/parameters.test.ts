import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterRequest,
  RemoveTagsFromResourceCommand,
  type SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
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
const history = async (Name: string) => (await ssm.send(new GetParameterHistoryCommand({ Name, WithDecryption: true }))).Parameters ?? [];
const label = (Name: string, ParameterVersion: number, ...Labels: string[]) =>
  ssm.send(new LabelParameterVersionCommand({ Name, ParameterVersion, Labels }));
const policies = (...given: [Type: string, Attributes: object][]) =>
  JSON.stringify(given.map(([Type, Attributes]) => ({ Type, Version: '1.0', Attributes })));
const soon = async (days: number) => ({ Timestamp: new Date((await aws.now()).getTime() + days * 86_400_000).toISOString() });

describe('versions', () => {
  test('each put makes one, by whom and when; numbers and labels select them', async () => {
    expect(await put('/t/versions/host', 'db1')).toMatchObject({ Version: 1, Tier: 'Standard' });
    expect(await again('/t/versions/host', 'db2')).toMatchObject({ Version: 2 });
    await label('/t/versions/host', 1, 'old');
    expect(await get('/t/versions/host')).toMatchObject({
      Name: '/t/versions/host',
      Value: 'db2',
      Version: 2,
      DataType: 'text',
      ARN: `arn:aws:ssm:eu-central-1:${production}:parameter/t/versions/host`,
    });
    expect(await get('/t/versions/host:1')).toMatchObject({ Value: 'db1', Selector: ':1' });
    expect(await get('/t/versions/host:old')).toMatchObject({ Value: 'db1', Version: 1 });
    expect(await get(`arn:aws:ssm:eu-central-1:${production}:parameter/t/versions/host`)).toMatchObject({ Value: 'db2' });
    const [first, second] = await history('/t/versions/host');
    expect(first).toMatchObject({ Version: 1, Value: 'db1', Labels: ['old'] });
    expect(second?.LastModifiedUser).toMatch(/^arn:aws:sts::111122223333:assumed-role\/test-keeper-\d+\/ana$/);
    expect((await refusalOf(get('/t/versions/host:9'))).name).toBe('ParameterVersionNotFound');
    expect((await refusalOf(get('/t/versions/none'))).name).toBe('ParameterNotFound');
  });

  test('without Overwrite what is there stays, and tags go with creation alone', async () => {
    await put('/t/once', 'a', { Tags: [{ Key: 'App', Value: 't' }] });
    expect((await refusalOf(put('/t/once', 'b'))).name).toBe('ParameterAlreadyExists');
    const refused = await refusalOf(again('/t/once', 'b', { Tags: [{ Key: 'App', Value: 'u' }] }));
    expect(refused.message).toContain("tags and overwrite can't be used together");
    expect(await get('/t/once')).toMatchObject({ Value: 'a', Version: 1 });
  });

  test('an overwrite keeps type, description, pattern and tier; a SecureString falls back to the key of AWS', async () => {
    await put('/t/kept', 'abc', {
      Type: 'SecureString',
      KeyId: 'alias/myapp',
      Description: 'd',
      AllowedPattern: '[a-z]+',
      Tier: 'Advanced',
    });
    await again('/t/kept', 'def');
    const [first, second] = await history('/t/kept');
    expect(first).toMatchObject({ KeyId: 'alias/myapp' });
    expect(second).toMatchObject({
      Type: 'SecureString',
      Value: 'def',
      Description: 'd',
      AllowedPattern: '[a-z]+',
      Tier: 'Advanced',
      KeyId: 'alias/aws/ssm',
    });
    expect((await refusalOf(again('/t/kept', 'DEF'))).name).toBe('ParameterPatternMismatchException');
  });

  test('in a hierarchy the type stays what it was', async () => {
    await put('/t/typed', 'a');
    expect((await refusalOf(again('/t/typed', 'b', { Type: 'SecureString' }))).name).toBe('HierarchyTypeMismatchException');
    expect((await refusalOf(ssm.send(new PutParameterCommand({ Name: '/t/untyped', Value: 'a' })))).name).toBe('ValidationException');
  });

  test('of more than a hundred the oldest goes, unless a label holds it', async () => {
    await aws.parameter(
      '/t/many',
      Array.from({ length: 100 }, (_, index) => `v${index + 1}`),
    );
    await again('/t/many', 'v101');
    expect((await refusalOf(get('/t/many:1'))).name).toBe('ParameterVersionNotFound');
    await label('/t/many', 2, 'held');
    const refused = await refusalOf(again('/t/many', 'v102'));
    expect(refused.name).toBe('ParameterMaxVersionLimitExceeded');
    expect(refused.message).toContain('Version 2, the oldest version');
    await label('/t/many', 101, 'held');
    expect(await again('/t/many', 'v102')).toMatchObject({ Version: 102 });
    expect((await aws.keptParameter('/t/many'))?.versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 3),
    );
  });
});

describe('labels', () => {
  test('a label is on one version: it moves, and can be taken off', async () => {
    await aws.parameter('/t/labels', ['a', 'b'], { labels: { live: 1 } });
    expect(await label('/t/labels', 2, 'live', 'new')).toMatchObject({ InvalidLabels: [], ParameterVersion: 2 });
    expect(await aws.label('/t/labels', 'live')).toBe(2);
    const off = new UnlabelParameterVersionCommand({ Name: '/t/labels', ParameterVersion: 2, Labels: ['new', 'never'] });
    expect(await ssm.send(off)).toMatchObject({ RemovedLabels: ['new'], InvalidLabels: ['never'] });
  });

  test('what can be no label is told, the rest is put; ten are the most', async () => {
    await aws.parameter('/t/bad-labels', ['a', 'b']);
    const { InvalidLabels: invalid } = await label('/t/bad-labels', 1, '1st', 'awsome', 'SSM-x', 'a b', 'good.one_2-x');
    expect(invalid).toEqual(['1st', 'awsome', 'SSM-x', 'a b']);
    expect(await aws.label('/t/bad-labels', 'good.one_2-x')).toBe(1);
    const ten = Array.from({ length: 10 }, (_, index) => `l${index}`);
    expect((await refusalOf(label('/t/bad-labels', 1, ...ten))).name).toBe('ParameterVersionLabelLimitExceeded');
    expect((await refusalOf(label('/t/bad-labels', 7, 'x'))).name).toBe('ParameterVersionNotFound');
  });
});

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

describe('many at once, and what goes with them', () => {
  test('GetParameters names what is not there, wrong versions too', async () => {
    await aws.parameter('/t/some/a', ['1', '2'], { labels: { live: 1 } });
    const { Parameters: found = [], InvalidParameters: missing } = await ssm.send(
      new GetParametersCommand({ Names: ['/t/some/a:live', '/t/some/none', '/t/some/a:9'] }),
    );
    expect(found.map(({ Name, Value, Selector }) => [Name, Value, Selector])).toEqual([['/t/some/a', '1', ':live']]);
    expect(missing).toEqual(['/t/some/a:9', '/t/some/none']);
    const eleven = Array.from({ length: 11 }, (_, index) => `/t/${index}`);
    expect((await refusalOf(ssm.send(new GetParametersCommand({ Names: eleven })))).name).toBe('ValidationException');
  });

  test('what is deleted is gone with all its versions, and begins anew', async () => {
    await aws.parameter('/t/gone/a', ['1', '2']);
    await ssm.send(new DeleteParameterCommand({ Name: '/t/gone/a' }));
    expect((await refusalOf(ssm.send(new DeleteParameterCommand({ Name: '/t/gone/a' })))).name).toBe('ParameterNotFound');
    expect(await put('/t/gone/a', '3')).toMatchObject({ Version: 1 });
    expect(await ssm.send(new DeleteParametersCommand({ Names: ['/t/gone/a', '/t/gone/b'] }))).toMatchObject({
      DeletedParameters: ['/t/gone/a'],
      InvalidParameters: ['/t/gone/b'],
    });
  });

  test('tags are put, listed and taken off', async () => {
    await aws.parameter('/t/tagged', ['1'], { tags: { App: 't' } });
    const resource = { ResourceType: 'Parameter', ResourceId: '/t/tagged' } as const;
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'Env', Value: 'prod' }] }));
    await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['App', 'Never'] }));
    expect((await ssm.send(new ListTagsForResourceCommand(resource))).TagList).toEqual([{ Key: 'Env', Value: 'prod' }]);
    const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    expect((await refusalOf(ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: fifty })))).name).toBe('TooManyTagsError');
    const nobody = new ListTagsForResourceCommand({ ...resource, ResourceId: '/t/none' });
    expect((await refusalOf(ssm.send(nobody))).name).toBe('InvalidResourceId');
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
