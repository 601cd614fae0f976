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

/** What may happen to a parameter, and what a simple book of it comes to. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('put' as const) }),
    fc.record({
      what: fc.constantFrom('label' as const, 'unlabel' as const),
      version: fc.integer({ min: 1, max: 6 }),
      label: fc.constantFrom('a', 'b'),
    }),
  ),
  { minLength: 3, maxLength: 12 },
);

test('whatever order puts and labels come in, a label is on one version at most, and numbers go on', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      count += 1;
      const Name = `/t/walk/${count}`;
      const book: string[][] = [[]];
      await put(Name, '1');
      for (const each of all) {
        if (each.what === 'put') expect((await again(Name, 'x')).Version).toBe(book.push([]));
        else if (each.version > book.length)
          expect((await refusalOf(label(Name, each.version, each.label))).name).toBe('ParameterVersionNotFound');
        else if (each.what === 'label') {
          await label(Name, each.version, each.label);
          for (const [index, labels] of book.entries()) book[index] = labels.filter((one) => one !== each.label);
          book[each.version - 1]?.push(each.label);
        } else {
          await ssm.send(new UnlabelParameterVersionCommand({ Name, ParameterVersion: each.version, Labels: [each.label] }));
          book[each.version - 1] = (book[each.version - 1] ?? []).filter((one) => one !== each.label);
        }
      }
      expect((await history(Name)).map(({ Labels }) => Labels)).toEqual(book);
    }),
    { numRuns: 20 },
  );
});
