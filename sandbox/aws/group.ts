import { type Node, nodeArn } from './node.ts';
import type { Place } from './world.ts';

/** Something in an account that is no machine; groups may hold it too. */
export interface OtherResource {
  readonly arn: string;
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A resource group: whatever has the tags now, or what is listed by ARN. */
export interface ResourceGroup {
  readonly name: string;
  readonly description: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly listed?: readonly string[];
}

export interface Member {
  readonly arn: string;
  readonly type: string;
  /** The machine that it is, if it is one. */
  readonly node?: Node;
}

export const groupArn = (group: ResourceGroup, place: Place) =>
  `arn:aws:resource-groups:${place.region}:${place.account}:group/${group.name}`;

/** Finds a group by its name or ARN. */
export function findGroup(place: Place, wanted: string): ResourceGroup | undefined {
  const short = wanted.replace(/^arn:.*:group\//, '');
  const group = place.groups.get(short);
  return group && wanted.startsWith('arn:') && groupArn(group, place) !== wanted ? undefined : group;
}

const asMember = (node: Node, place: Place): Member => ({
  arn: nodeArn(node.id, place.account, place.region),
  type: node.kind === 'ec2' ? 'AWS::EC2::Instance' : 'AWS::SSM::ManagedInstance',
  node,
});

/** What is in a group now: stopped and unmanaged machines too, terminated ones no more. */
export function membersOf(group: ResourceGroup, place: Place): readonly Member[] {
  const machines = [...place.nodes.values()].filter(({ state }) => state !== 'terminated');
  const all = [
    ...machines.map((node) => ({ member: asMember(node, place), tags: node.tags })),
    ...place.resources.map(({ arn, type, tags }) => ({ member: { arn, type }, tags })),
  ];
  const wanted = Object.entries(group.query ?? {});
  const belongs = ({ member, tags }: (typeof all)[number]) =>
    group.listed?.includes(member.arn) ??
    wanted.every(([key, values]) => tags[key] !== undefined && (values.length === 0 || values.includes(tags[key])));
  return all.filter(belongs).map(({ member }) => member);
}
