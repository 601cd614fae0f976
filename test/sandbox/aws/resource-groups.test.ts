import {
  GetGroupCommand,
  ListGroupResourcesCommand,
  type ListGroupResourcesInput,
  ListGroupsCommand,
  paginateListGroupResources,
} from '@aws-sdk/client-resource-groups';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nonProduction, production } from '../../../sandbox/aws/seed/accounts.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, openOperator } from './operator.ts';

let aws: OpenAws;
let observer: Clients;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  observer = await aws.session('observe');
  operator = await openOperator(aws);
});
afterAll(() => aws.close());

const list = ({ groups }: Clients, wish: ListGroupResourcesInput) => groups.send(new ListGroupResourcesCommand(wish));
const types = ['AWS::EC2::Instance'];

async function idsIn(name: string): Promise<string[]> {
  const ids: string[] = [];
  const wish = { Group: name, Filters: [{ Name: 'resource-type' as const, Values: types }] };
  for await (const page of paginateListGroupResources({ client: observer.groups, pageSize: 20 }, wish))
    ids.push(...(page.Resources ?? []).map(({ Identifier }) => Identifier?.ResourceArn?.split('/').at(-1) ?? ''));
  return ids;
}

test('groups are listed with their ARN, also page by page', async () => {
  const { GroupIdentifiers: found = [] } = await observer.groups.send(new ListGroupsCommand({}));
  expect(found.map(({ GroupName }) => GroupName)).toEqual(['myapp-prod', 'batch-prod', 'retired', 'night-shift']);
  expect(found[0]?.GroupArn).toBe(`arn:aws:resource-groups:eu-central-1:${production}:group/myapp-prod`);
  const page = await observer.groups.send(new ListGroupsCommand({ MaxResults: 3 }));
  const rest = await observer.groups.send(new ListGroupsCommand({ MaxResults: 3, NextToken: page.NextToken }));
  expect([page.GroupIdentifiers?.length, rest.GroupIdentifiers?.length, rest.NextToken]).toEqual([3, 1, undefined]);
});

test('a group by tags holds every machine that has them, stopped ones too, and what is no machine', async () => {
  const first = await list(observer, { Group: 'myapp-prod' });
  expect(first.Resources).toHaveLength(50);
  const rest = await list(observer, { Group: 'myapp-prod', NextToken: first.NextToken });
  expect(rest.Resources?.map(({ Identifier }) => Identifier?.ResourceType)).toEqual(['AWS::ElasticLoadBalancingV2::LoadBalancer']);
  const ids = await idsIn('myapp-prod');
  expect(new Set(ids).size).toBe(50);
  expect(ids).toContain(seededId('myapp-prod-17'));
});

test('a group follows the tags; one that is empty is no error', async () => {
  expect(await idsIn('retired')).toEqual([]);
  const id = await aws.adds({ account: production, region: 'eu-central-1', tags: { Name: 'old', Retired: 'yes' } });
  expect(await idsIn('retired')).toEqual([id]);
  await aws.terminates(id);
  expect(await idsIn('retired')).toEqual([]);
});

test('a group is found by name, by the older GroupName and by ARN', async () => {
  const byName = await observer.groups.send(new GetGroupCommand({ Group: 'batch-prod' }));
  const older = await observer.groups.send(new GetGroupCommand({ GroupName: 'batch-prod' }));
  const byArn = await observer.groups.send(new GetGroupCommand({ Group: byName.Group?.GroupArn }));
  expect([older.Group, byArn.Group]).toEqual([byName.Group, byName.Group]);
});

test('what is not there is said in the words of the service', async () => {
  expect(await refusalOf(list(observer, { Group: 'nothing' }))).toMatchObject({
    name: 'NotFoundException',
    message: 'Cannot find group: nothing',
    $metadata: { httpStatusCode: 404 },
  });
  const elsewhere = await aws.session('observe', { account: nonProduction });
  expect((await refusalOf(list(elsewhere, { Group: 'myapp-prod' }))).name).toBe('NotFoundException');
  expect((await refusalOf(list(observer, {}))).name).toBe('BadRequestException');
  expect((await refusalOf(list(observer, { Group: 'retired', MaxResults: 51 }))).name).toBe('BadRequestException');
  expect((await refusalOf(list(observer, { Group: 'retired', NextToken: 'mine' }))).name).toBe('BadRequestException');
});

test('a group by tags needs the right to read tags as well', async () => {
  const statement = { Effect: 'Allow', Action: 'resource-groups:*', Resource: '*' };
  const narrow = await aws.session('observe', { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
  expect((await list(narrow, { Group: 'night-shift' })).Resources).toHaveLength(4);
  expect((await refusalOf(list(narrow, { Group: 'batch-prod' }))).message).toContain('tag:GetResources');
});

test('faults and rates strike here too', async () => {
  await aws.fault('ListGroupResources', 'throttle', { times: 1 });
  expect(await refusalOf(list(observer, { Group: 'retired' }))).toMatchObject({ name: 'TooManyRequestsException' });
  await aws.fault('ListGroupResources', 'error-500', { times: 1 });
  expect((await refusalOf(list(observer, { Group: 'retired' }))).name).toBe('InternalServerErrorException');
  await aws.clearsFaults();
});

describe('commands to a group', () => {
  const send = (name: string, more: { Key: string; Values: string[] }[] = []) =>
    operator.send('uptime', {
      InstanceIds: [],
      Targets: [{ Key: 'resource-groups:Name', Values: [name] }, ...more],
      MaxConcurrency: '100%',
    });

  test('reach its machines that are online and managed, and pass over the rest', async () => {
    const id = await send('night-shift');
    expect(Object.keys(await operator.runs(id)).sort()).toEqual(['batch-prod-01', 'web-prod-01'].map(seededId).sort());
    expect((await operator.status(await send('myapp-prod')))?.TargetCount).toBe(48);
  });

  test('narrow by type, whatever its case', async () => {
    const only = (type: string) => send('batch-prod', [{ Key: 'resource-groups:ResourceTypeFilters', Values: [type] }]);
    expect((await operator.status(await only('AWS::EC2::INSTANCE')))?.TargetCount).toBe(2);
    expect(await operator.status(await only('AWS::EC2::VPC'))).toMatchObject({ TargetCount: 0, StatusDetails: 'NoInstancesInTag' });
  });

  test('find nobody in a group that is empty or not there', async () => {
    expect(await operator.status(await send('retired'))).toMatchObject({ TargetCount: 0 });
    expect(await operator.status(await send('nothing'))).toMatchObject({ TargetCount: 0 });
  });

  test('take one group at a time', async () => {
    const two = { InstanceIds: [], Targets: [{ Key: 'resource-groups:Name', Values: ['batch-prod', 'retired'] }] };
    expect((await refusalOf(operator.request(two))).name).toBe('ValidationException');
  });
});
