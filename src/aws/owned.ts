import type { Environment } from '../domain/environment.ts';
import type { Plan } from '../domain/plan.ts';
import type { TaggedNode } from './nodes.ts';

/** An account can hold machines of several environments: the required tags say which are this one's. Undefined: it is. */
export function notOurs({ tags }: TaggedNode, { requiredTags }: Environment): string | undefined {
  const lacks = Object.entries(requiredTags).filter(([key, value]) => tags[key] !== value);
  return lacks.length === 0 ? undefined : `has no tag ${lacks.map(([key, value]) => `${key}=${value}`).join(', ')}`;
}

/** What policies know of the tags of the nodes that are touched. Name is each one's own. */
export function tagsOf(nodes: readonly TaggedNode[]): NonNullable<Plan['tags']> {
  const carried = new Map<string, number>();
  for (const { tags } of nodes)
    for (const [key, value] of Object.entries(tags))
      if (key !== 'Name') carried.set(`${key}=${value}`, (carried.get(`${key}=${value}`) ?? 0) + 1);
  const ofAny = [...carried.keys()].sort();
  return { ofAll: ofAny.filter((tag) => carried.get(tag) === nodes.length), ofAny };
}

/** The machines among these words: 'i-0abc...', 'mi-0abc...', also within ARNs. */
export const nodeIdsIn = (words: readonly string[]): string[] => [
  ...new Set(words.flatMap((word) => word.match(/\bm?i-[0-9a-f]{8,17}\b/g) ?? [])),
];
