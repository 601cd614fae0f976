import { DescribeInstancesCommand, type DescribeInstancesRequest } from '@aws-sdk/client-ec2';
import {
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationRequest,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nonProduction, production } from '../../../sandbox/aws/seed/accounts.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
let observer: Clients;
beforeAll(async () => {
  aws = await openAws();
  await aws.allowsRates(100);
  observer = await aws.session('observe');
});
afterAll(() => aws.close());

async function instances(wish: DescribeInstancesRequest, { ec2 } = observer) {
  const { Reservations: found = [], NextToken: next } = await ec2.send(new DescribeInstancesCommand(wish));
  return { found: found.flatMap(({ Instances = [] }) => Instances), next };
}

async function nodes(wish: DescribeInstanceInformationRequest, { ssm } = observer) {
  const { InstanceInformationList: found = [], NextToken: next } = await ssm.send(new DescribeInstanceInformationCommand(wish));
  return { found, next };
}

async function allNodes(wish: DescribeInstanceInformationRequest, clients = observer) {
  const all = [];
  let next: string | undefined;
  do {
    const page = await nodes({ ...wish, ...(next !== undefined && { NextToken: next }) }, clients);
    all.push(...page.found);
    next = page.next;
  } while (next);
  return all;
}

const myapp = [{ Name: 'tag:App', Values: ['myapp'] }];

test('production has fifty machines of myapp: one is stopped, one has lost its agent, 48 can be reached', async () => {
  const { found } = await instances({ Filters: [...myapp, { Name: 'tag:Env', Values: ['prod'] }] });
  expect(found).toHaveLength(50);
  expect(found.filter(({ State }) => State?.Name === 'stopped')).toHaveLength(1);
  const managed = await allNodes({ Filters: [{ Key: 'tag:App', Values: ['myapp'] }] });
  expect(managed).toHaveLength(49);
  expect(managed.filter(({ PingStatus }) => PingStatus === 'Online')).toHaveLength(48);
});

test('staging and dev are in the other account, in two regions', async () => {
  const staging = await aws.session('observe', { account: nonProduction });
  const dev = await aws.session('observe', { account: nonProduction, region: 'us-east-1' });
  expect((await instances({ Filters: myapp }, staging)).found).toHaveLength(6);
  expect((await instances({ Filters: myapp }, dev)).found).toHaveLength(4);
  expect((await nodes({}, staging)).found).toHaveLength(5);
});

test('a region that the account never used is empty, one that it has not enabled knows no key', async () => {
  const unused = await aws.session('observe', { region: 'us-west-2' });
  expect((await instances({}, unused)).found).toEqual([]);
  expect((await refusalOf(instances({ Filters: [{ Name: 'colour', Values: ['red'] }] }, unused))).name).toBe('InvalidParameterValue');
  const disabled = await aws.session('observe', { region: 'me-south-1' });
  expect((await refusalOf(nodes({}, disabled))).name).toBe('UnrecognizedClientException');
});

test('hybrid nodes and a Windows machine are known to Systems Manager; an unmanaged machine to EC2 alone', async () => {
  const managed = await allNodes({});
  expect(managed.filter(({ ResourceType }) => ResourceType === 'ManagedInstance').map(({ InstanceId }) => InstanceId?.slice(0, 3))).toEqual(
    ['mi-', 'mi-'],
  );
  expect(managed.filter(({ PlatformType }) => PlatformType === 'Windows')).toHaveLength(1);
  const unmanaged = seededId('web-prod-02');
  expect(managed.some(({ InstanceId }) => InstanceId === unmanaged)).toBe(false);
  expect((await instances({ InstanceIds: [unmanaged] })).found[0]?.State?.Name).toBe('running');
  const hybrid = await observer.ssm.send(
    new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: seededId('onprem-01') }),
  );
  expect(hybrid.TagList).toContainEqual({ Key: 'App', Value: 'billing' });
});

test('EC2 filters combine, know wildcards and refuse names that they do not know', async () => {
  const named = await instances({
    Filters: [
      { Name: 'tag:Name', Values: ['myapp-prod-0?', 'web-*'] },
      { Name: 'instance-state-name', Values: ['running'] },
    ],
  });
  expect(named.found).toHaveLength(12);
  expect((await instances({ Filters: [{ Name: 'instance-id', Values: [seededId('myapp-prod-01')] }] })).found[0]?.Tags).toContainEqual({
    Key: 'Patch Group',
    Value: 'prod-linux',
  });
  expect((await refusalOf(instances({ Filters: [{ Name: 'colour', Values: ['red'] }] }))).message).toContain("'colour' is invalid");
});

test('EC2 pages hold what was asked for and belong to their question', async () => {
  const one = await instances({ MaxResults: 30 });
  const two = await instances({ MaxResults: 30, ...(one.next && { NextToken: one.next }) });
  expect([one.found.length, two.found.length, two.next]).toEqual([30, 25, undefined]);
  expect(new Set([...one.found, ...two.found].map(({ InstanceId }) => InstanceId)).size).toBe(55);
  expect((await refusalOf(instances({ MaxResults: 30, Filters: myapp, ...(one.next && { NextToken: one.next }) }))).name).toBe(
    'InvalidParameterValue',
  );
  expect((await refusalOf(instances({ MaxResults: 4 }))).name).toBe('InvalidParameterValue');
});

test('EC2 says which instance does not exist and which id is none', async () => {
  const gone = 'i-00000000000000000';
  expect(await refusalOf(instances({ InstanceIds: [gone] }))).toMatchObject({
    name: 'InvalidInstanceID.NotFound',
    message: `The instance ID '${gone}' does not exist`,
  });
  expect((await refusalOf(instances({ InstanceIds: [seededId('onprem-01')] }))).name).toBe('InvalidInstanceID.Malformed');
});

test('Systems Manager pages hold fifty at most', async () => {
  const one = await nodes({});
  expect(one.found).toHaveLength(50);
  expect(one.next).toBeDefined();
  expect((await nodes({ ...(one.next && { NextToken: one.next }) })).found).toHaveLength(5);
  expect((await refusalOf(nodes({ MaxResults: 51 }))).name).toBe('ValidationException');
  expect((await refusalOf(nodes({ NextToken: 'mine' }))).name).toBe('InvalidNextToken');
});

test('Systems Manager filters by both lists, and not by both at once', async () => {
  const ids = [seededId('myapp-prod-01'), seededId('myapp-prod-33')];
  expect(
    (
      await nodes({
        Filters: [
          { Key: 'InstanceIds', Values: ids },
          { Key: 'PingStatus', Values: ['ConnectionLost'] },
        ],
      })
    ).found.map(({ InstanceId }) => InstanceId),
  ).toEqual([ids[1]]);
  expect((await nodes({ InstanceInformationFilterList: [{ key: 'PlatformTypes', valueSet: ['Windows'] }] })).found).toHaveLength(1);
  const both = nodes({
    Filters: [{ Key: 'tag:App', Values: ['web'] }],
    InstanceInformationFilterList: [{ key: 'PlatformTypes', valueSet: ['Windows'] }],
  });
  expect((await refusalOf(both)).name).toBe('ValidationException');
  expect((await refusalOf(nodes({ Filters: [{ Key: 'Colour', Values: ['red'] }] }))).name).toBe('InvalidFilterKey');
  expect((await refusalOf(nodes({ Filters: [{ Key: 'PingStatus', Values: ['Offline'] }] }))).name).toBe(
    'InvalidInstanceInformationFilterValue',
  );
});

test('a machine that stops leaves the list of managed ones, and comes back when it starts', async () => {
  const id = await aws.adds({ account: production, region: 'eu-central-1', tags: { Name: 'fresh', App: 'fresh' } });
  const fresh = async () => (await nodes({ Filters: [{ Key: 'tag:App', Values: ['fresh'] }] })).found.map(({ PingStatus }) => PingStatus);
  expect(await fresh()).toEqual(['Online']);
  await aws.losesAgent(id);
  expect(await fresh()).toEqual(['ConnectionLost']);
  await aws.stops(id);
  expect(await fresh()).toEqual([]);
  expect((await instances({ InstanceIds: [id] })).found[0]?.State).toEqual({ Code: 80, Name: 'stopped' });
  await aws.starts(id);
  expect(await fresh()).toEqual(['Online']);
  await aws.tags(id, { App: 'a < b & "c" > ü', Name: null });
  expect(await fresh()).toEqual([]);
  expect((await instances({ InstanceIds: [id] })).found[0]?.Tags).toEqual([{ Key: 'App', Value: 'a < b & "c" > ü' }]);
  await aws.terminates(id);
});
