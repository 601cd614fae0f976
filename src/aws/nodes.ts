import type { DescribeInstancesCommandInput, Instance } from '@aws-sdk/client-ec2';
import { type InstanceInformation, paginateDescribeInstanceInformation } from '@aws-sdk/client-ssm';
import type { Aws, Statement } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { type Tags, tagsOfHybrid } from './hybrid-tags.ts';
import { instancesInGroups } from './resource-groups.ts';
import { readTargetWords, type TagFilter } from './target-words.ts';

/** What finding nodes and their tags calls. */
export const nodeReads: readonly Statement[] = [
  {
    actions: [
      'ec2:DescribeInstances',
      'ssm:DescribeInstanceInformation',
      'ssm:ListTagsForResource',
      // ListGroupResources of a group that is made by tags wants the last one too.
      'resource-groups:ListGroupResources',
      'tag:GetResources',
    ],
    resources: ['*'],
  },
];

/** A filter of DescribeInstanceInformation takes 100 values; EC2's takes 200. */
const idsAtOnce = 100;

/** One machine as EC2 and Systems Manager know it together. */
export interface Node {
  readonly id: string;
  readonly name?: string | undefined;
  readonly platform: 'Linux' | 'Windows' | 'macOS';
  readonly state: 'online' | 'lost' | 'not running' | 'not managed';
  /** In words, where it is not online: 'stopped', 'agent not heard of for 3 h'. */
  readonly why?: string | undefined;
  /** Undefined for a hybrid node: its tags are in no list. */
  readonly tags?: Tags | undefined;
}

/** A node of which all tags are known. */
export interface TaggedNode extends Node {
  readonly tags: Tags;
}

/**
 * The nodes that the words name. Stopped instances are missing from Systems Manager's list and
 * hybrid nodes from EC2's, so both are asked and joined.
 */
export async function findNodes(words: readonly string[], aws: Aws): Promise<Node[]> {
  const { ids, tags, groups, all } = readTargetWords(words);
  const kinds = [ids.length > 0 || groups.length > 0, tags.length > 0, all].filter(Boolean).length;
  if (kinds > 1) throw new UserError('Instances and groups, tags, and "all" do not go together: name the targets in one of these ways.');
  const now = aws.clock.now();
  const named = groups.length > 0 ? [...ids, ...(await instancesInGroups(groups, aws))] : ids;
  const pieces = named.length > 0 ? piecesOf(named, idsAtOnce) : [[]];
  const found = await Promise.all(pieces.map((piece) => findPiece(piece, tags, aws, now)));
  return found.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The same, with all tags of each: a call more for every hybrid node. */
export async function findTaggedNodes(words: readonly string[], aws: Aws): Promise<TaggedNode[]> {
  const nodes = await findNodes(words, aws);
  const asked = nodes.filter((node) => node.tags === undefined).map((node) => node.id);
  const hybrid = await tagsOfHybrid(asked, aws);
  return nodes.map((node) => ({ ...node, tags: node.tags ?? hybrid.get(node.id) ?? {} }));
}

async function findPiece(ids: readonly string[], tags: readonly TagFilter[], aws: Aws, now: number): Promise<Node[]> {
  const [instances, managed] = await Promise.all([listInstances(ids, tags, aws), listManaged(ids, tags, aws)]);
  const information = new Map(managed.map((node) => [node.InstanceId as string, node]));
  const ec2 = instances.map((instance) => joined(instance, information.get(instance.InstanceId as string), now));
  const known = new Set(ec2.map((node) => node.id));
  const hybrid = managed.filter((node) => node.ResourceType === 'ManagedInstance' && !known.has(node.InstanceId as string));
  return [...ec2, ...hybrid.map((node) => fromAgent(node, node.Name, now))];
}

const piecesOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** The values of a tag in use, most used first, with how many instances carry each. `required`: of instances with these tags alone. */
export async function tagValues(tag: string, aws: Aws, required: Tags = {}): Promise<[value: string, instances: number][]> {
  const counts = new Map<string, number>();
  const own = Object.entries(required).map(([key, value]) => ({ Name: `tag:${key}`, Values: [exactly(value)] }));
  for (const { Tags = [] } of await describeInstances({ Filters: [{ Name: 'tag-key', Values: [tag] }, ...own] }, aws)) {
    const value = Tags.find(({ Key }) => Key === tag)?.Value ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

async function listInstances(ids: readonly string[], tags: readonly TagFilter[], aws: Aws): Promise<Instance[]> {
  const filters = tags.map(({ key, values }) => ({ Name: `tag:${key}`, Values: values.map(exactly) }));
  // By filter, not by InstanceIds: one id that does not exist would fail the whole call.
  const ec2Ids = ids.filter((id) => id.startsWith('i-'));
  if (ids.length > 0) filters.push({ Name: 'instance-id', Values: ec2Ids });
  return ids.length > 0 && ec2Ids.length === 0 ? [] : describeInstances({ Filters: filters }, aws);
}

/** EC2 reads * and ? in a filter as wildcards, Systems Manager does not: here they mean themselves. */
const exactly = (value: string): string => value.replace(/[\\*?]/g, '\\$&');

async function describeInstances(input: DescribeInstancesCommandInput, aws: Aws): Promise<Instance[]> {
  const { paginateDescribeInstances } = await import('@aws-sdk/client-ec2');
  const found: Instance[] = [];
  for await (const page of paginateDescribeInstances({ client: await aws.ec2(), pageSize: 200 }, input)) {
    for (const reservation of page.Reservations ?? []) found.push(...(reservation.Instances ?? []));
  }
  return found.filter((instance) => instance.State?.Name !== 'terminated');
}

async function listManaged(ids: readonly string[], tags: readonly TagFilter[], aws: Aws): Promise<InstanceInformation[]> {
  const Filters = tags.map(({ key, values }) => ({ Key: `tag:${key}`, Values: [...values] }));
  if (ids.length > 0) Filters.push({ Key: 'InstanceIds', Values: [...ids] });
  const found: InstanceInformation[] = [];
  for await (const page of paginateDescribeInstanceInformation({ client: aws.ssm, pageSize: 50 }, { Filters })) {
    found.push(...(page.InstanceInformationList ?? []));
  }
  return found;
}

function joined(instance: Instance, agent: InstanceInformation | undefined, now: number): Node {
  const id = instance.InstanceId as string;
  const tags = Object.fromEntries((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const name = tags.Name;
  const state = instance.State?.Name ?? 'unknown';
  if (state !== 'running') return { id, name, platform: platformOf(instance), state: 'not running', why: state, tags };
  return agent
    ? { ...fromAgent(agent, name, now), tags }
    : { id, name, platform: platformOf(instance), state: 'not managed', why: 'not managed by Systems Manager', tags };
}

function fromAgent(agent: InstanceInformation, name: string | undefined, now: number): Node {
  const node = {
    id: agent.InstanceId as string,
    name,
    platform: agent.PlatformType === 'MacOS' ? 'macOS' : (agent.PlatformType ?? 'Linux'),
  } as const;
  if (agent.PingStatus === 'Online') return { ...node, state: 'online' };
  const minutes = Math.round((now - (agent.LastPingDateTime?.getTime() ?? now)) / 60_000);
  return { ...node, state: 'lost', why: `agent not heard of for ${minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`}` };
}

const platformOf = (instance: Instance): Node['platform'] => (instance.Platform === 'Windows' ? 'Windows' : 'Linux');
