import {
  DescribeParametersCommand,
  type DescribeParametersRequest,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  type GetParametersByPathRequest,
  PutParameterCommand,
  paginateDescribeParameters,
  paginateGetParametersByPath,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nonProduction } from '../../../sandbox/aws/seed/accounts.ts';
import { createThrottle } from '../../../sandbox/aws/throttle.ts';
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

const describeAll = async (wish: DescribeParametersRequest) => (await ssm.send(new DescribeParametersCommand(wish))).Parameters ?? [];
const names = async (Key: string, Values: string[], Option?: string) =>
  (await describeAll({ ParameterFilters: [{ Key, Values, ...(Option && { Option }) }] })).map(({ Name }) => Name);
const under = async (wish: GetParametersByPathRequest) => (await ssm.send(new GetParametersByPathCommand(wish))).Parameters ?? [];

describe('what there is at the start', () => {
  test('a tree for each environment, with histories, labels, tags, keys and an end that nears', async () => {
    const [found] = await describeAll({ ParameterFilters: [{ Key: 'Name', Values: ['/myapp/prod/partner-token'] }] });
    expect(found).toMatchObject({ Tier: 'Advanced', KeyId: 'alias/myapp', Version: 2, Type: 'SecureString' });
    const [expiration] = found?.Policies ?? [];
    const { Timestamp: end } = JSON.parse(expiration?.PolicyText ?? '{}').Attributes;
    expect((Date.parse(end) - (await aws.now()).getTime()) / 86_400_000).toBeCloseTo(9, 1);
    expect(found?.Policies?.map(({ PolicyType, PolicyStatus }) => [PolicyType, PolicyStatus])).toEqual([
      ['Expiration', 'Pending'],
      ['ExpirationNotification', 'Pending'],
      ['NoChangeNotification', 'Finished'],
    ]);
    const history = await ssm.send(new GetParameterHistoryCommand({ Name: '/myapp/prod/db-host' }));
    expect(history.Parameters?.map(({ Labels }) => Labels)).toEqual([[], ['previous'], ['current']]);
  });

  test('environments differ: what is missing in one, and what is something else', async () => {
    const all = await aws.keptParameters();
    const of = (environment: string) =>
      all.filter(({ name }) => name.startsWith(`/myapp/${environment}/`)).map(({ name }) => name.split('/').at(-1));
    expect(of('prod').filter((name) => !of('staging').includes(name))).toEqual(['ami-id', 'session-key', 'partner-token']);
    expect(of('staging').filter((name) => !of('prod').includes(name))).toEqual(['mail-sink']);
    const staging = { account: nonProduction };
    expect((await aws.keptParameter('/myapp/staging/log-level', staging))?.versions.at(-1)?.value).toBe('debug');
    expect(await aws.keptParameter('/web/dev/cdn-host', { ...staging, region: 'us-east-1' })).toBeDefined();
  });
});

describe('DescribeParameters', () => {
  test('finds by name, path, type, key, tier, data type and tags', async () => {
    expect(await names('Name', ['myapp/prod/db-host'])).toEqual(['/myapp/prod/db-host']);
    expect(await names('Name', ['/myapp/prod/db-'], 'BeginsWith')).toHaveLength(3);
    expect(await names('Name', ['password', 'token'], 'Contains')).toEqual(['/myapp/prod/db-password', '/myapp/prod/partner-token']);
    expect(await names('Path', ['/myapp'])).toEqual([]);
    expect(await names('Path', ['/myapp/prod'])).toHaveLength(8);
    expect(await names('Path', ['/'], 'Recursive')).toHaveLength(10);
    expect(await names('Type', ['StringList'])).toEqual(['/myapp/prod/feature-flags']);
    expect(await names('KeyId', ['alias/aws/ssm'])).toEqual(['/myapp/prod/session-key']);
    expect(await names('Tier', ['Advanced'])).toEqual(['/myapp/prod/partner-token']);
    expect(await names('DataType', ['aws:ec2:image'])).toEqual(['/myapp/prod/ami-id']);
    expect(await names('tag:App', ['web'])).toEqual(['/web/prod/captcha-secret', '/web/prod/cdn-host']);
    expect(await describeAll({ Filters: [{ Key: 'Name', Values: ['/web/'] }] })).toHaveLength(2);
  });

  test('shows no value of any kind, and who changed it when', async () => {
    const [found] = await describeAll({ ParameterFilters: [{ Key: 'Name', Values: ['/myapp/prod/db-host'] }] });
    expect(found).not.toHaveProperty('Value');
    expect(found).toMatchObject({
      Version: 3,
      AllowedPattern: '[a-z0-9.-]+',
      Description: 'The primary of the main database',
      Policies: [],
    });
    expect(found?.LastModifiedUser).toContain('assumed-role/Administrator/ana.berg');
    const daysAgo = ((await aws.now()).getTime() - (found?.LastModifiedDate?.getTime() ?? 0)) / 86_400_000;
    expect(daysAgo).toBeCloseTo(12, 1);
  });

  test.each([
    ['a label', [{ Key: 'Label', Values: ['current'] }], 'InvalidFilterKey'],
    ['a key that is none', [{ Key: 'Colour', Values: ['red'] }], 'ValidationException'],
    ['an option that is none of its key', [{ Key: 'Type', Option: 'Contains', Values: ['String'] }], 'InvalidFilterOption'],
    ['no values', [{ Key: 'Name' }], 'InvalidFilterValue'],
    ['a type that is none', [{ Key: 'Type', Values: ['Secret'] }], 'InvalidFilterOption'],
    ['a path without its slash', [{ Key: 'Path', Values: ['myapp'] }], 'ValidationException'],
    ['a key twice', [1, 2].map((each) => ({ Key: 'Name', Values: [`${each}`] })), 'InvalidFilterKey'],
  ])('refuses %s', async (_what, ParameterFilters, error) => {
    expect((await refusalOf(describeAll({ ParameterFilters }))).name).toBe(error);
  });
});

describe('GetParametersByPath', () => {
  test('one level or all below, ten a page, in which filters narrow', async () => {
    expect(await under({ Path: '/myapp' })).toEqual([]);
    expect(await under({ Path: '/myapp/prod/' })).toHaveLength(8);
    expect(await under({ Path: '/', Recursive: true })).toHaveLength(10);
    expect((await refusalOf(under({ Path: '/', MaxResults: 11 }))).name).toBe('ValidationException');
    expect((await refusalOf(under({ Path: 'myapp' }))).name).toBe('ValidationException');
    const filtered = (Key: string, ...Values: string[]) => under({ Path: '/myapp', Recursive: true, ParameterFilters: [{ Key, Values }] });
    expect(await filtered('Type', 'SecureString')).toHaveLength(3);
    expect((await filtered('Label', 'previous')).find(({ Name }) => Name === '/myapp/prod/db-host')).toMatchObject({
      Version: 2,
      Value: 'db2.prod.acme.internal',
    });
    expect((await refusalOf(filtered('Name', 'x'))).name).toBe('InvalidFilterKey');
  });

  test('a token goes on where a page ended, and belongs to its question', async () => {
    const first = await ssm.send(new GetParametersByPathCommand({ Path: '/myapp/prod', MaxResults: 5 }));
    const second = await ssm.send(new GetParametersByPathCommand({ Path: '/myapp/prod', MaxResults: 5, NextToken: first.NextToken }));
    expect([first.Parameters?.length, second.Parameters?.length, second.NextToken]).toEqual([5, 3, undefined]);
    const other = new GetParametersByPathCommand({ Path: '/web', NextToken: first.NextToken });
    expect((await refusalOf(ssm.send(other))).name).toBe('InvalidNextToken');
  });
});

test('ten thousand are put at once; what no longer fits is Advanced, and a page may be empty though more follow', async () => {
  await aws.bulk('/bulk', 10_000);
  expect(
    await describeAll({
      ParameterFilters: [
        { Key: 'Path', Values: ['/bulk'] },
        { Key: 'Tier', Values: ['Advanced'] },
      ],
    }),
  ).toEqual([]);
  const first = await ssm.send(
    new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option: 'Contains', Values: ['-0099'] }] }),
  );
  expect([first.Parameters?.length, typeof first.NextToken]).toEqual([0, 'string']);
  const found: (string | undefined)[] = [];
  const advanced = { ParameterFilters: [{ Key: 'Tier', Values: ['Advanced'] }] };
  for await (const { Parameters: page = [] } of paginateDescribeParameters({ client: ssm }, advanced))
    found.push(...page.map(({ Name }) => Name));
  expect(found.filter((name) => name?.startsWith('/bulk/'))).toHaveLength(9);
  let pages = 0;
  for await (const { Parameters: page = [] } of paginateGetParametersByPath({ client: ssm, pageSize: 10 }, { Path: '/bulk' })) {
    pages += 1;
    expect(page).toHaveLength(10);
    if (pages === 30) break;
  }
  const one = new PutParameterCommand({ Name: '/bulk/more', Value: 'x', Type: 'String' });
  expect((await refusalOf(ssm.send(one))).name).toBe('ParameterLimitExceeded');
});

test('reads by name and puts share forty calls a second; lists have their own', () => {
  let now = 0;
  const throttle = createThrottle(() => now);
  const admitted = (operation: string, times: number) =>
    Array.from({ length: times }, () => throttle('a/b', `ssm.${operation}`, 1)).filter(Boolean);
  expect(admitted('GetParameter', 30)).toHaveLength(30);
  expect(admitted('PutParameter', 30)).toHaveLength(10);
  expect(admitted('GetParametersByPath', 1)).toHaveLength(0);
  expect(admitted('DescribeParameters', 10)).toHaveLength(10);
  now = 500;
  expect(admitted('GetParameters', 30)).toHaveLength(20);
});
