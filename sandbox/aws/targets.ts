import type { Target } from '@aws-sdk/client-ssm';
import { findGroup, membersOf } from './group.ts';
import { isReachable, isUp, type Node } from './node.ts';
import { refuse } from './refusal.ts';
import type { Place } from './world.ts';

type Test = (node: Node) => boolean;

/** A group's machines of the wanted types. A group that is not there has none: the service looks it up after it took the command. */
function inGroup(place: Place, names: readonly string[], types: readonly string[] | undefined): Test {
  if (names.length !== 1) refuse('ValidationException', 'Only one resource group can be specified.');
  const group = findGroup(place, names[0] ?? '');
  const wanted = types?.map((type) => type.toLowerCase());
  const members = group ? membersOf(group, place).filter(({ type }) => wanted?.includes(type.toLowerCase()) ?? true) : [];
  const ids = new Set(members.map(({ node }) => node?.id));
  return (node) => ids.has(node.id);
}

/** Targets are looked up by the service: every online machine that meets each of them; whatever else has the tag or is in the group is left out. */
export function targeted(place: Place, targets: readonly Target[], now: number): Node[] {
  const valuesOf = (key: string) => targets.find(({ Key }) => Key === key)?.Values;
  const names = valuesOf('resource-groups:Name');
  const tests = targets.map(({ Key: key = '', Values: values = [] }): Test => {
    if (key === 'InstanceIds') return (node) => values.includes(node.id);
    if (key.startsWith('tag:')) return (node) => values.includes(node.tags[key.slice(4)] ?? '\0');
    if (key === 'tag-key') return (node) => values.some((value) => node.tags[value] !== undefined);
    if (key === 'resource-groups:Name') return inGroup(place, values, valuesOf('resource-groups:ResourceTypeFilters'));
    if (key === 'resource-groups:ResourceTypeFilters')
      return names ? () => true : refuse('ValidationException', `Target key ${key} needs resource-groups:Name beside it.`);
    return refuse('ValidationException', `Target key ${key} is not supported.`);
  });
  return [...place.nodes.values()].filter((node) => isReachable(node) && isUp(node, now) && tests.every((test) => test(node)));
}
