import { ListTagsForResourceCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../domain/operation.ts';
import { answerOf, isNamed } from './errors.ts';

export type Tags = Readonly<Record<string, string>>;

/** ListTagsForResource tells of one resource a call, and AWS throttles it: only so many at once, and again after a pause. */
const atOnce = 3;
const mostTries = 6;
const pauseMs = 1_000;

/** The tags of hybrid nodes (mi-…), by id: they are in no list, neither EC2's nor that of Systems Manager. */
export async function tagsOfHybrid(ids: readonly string[], aws: Aws): Promise<ReadonlyMap<string, Tags>> {
  const found = new Map<string, Tags>();
  const left = [...ids];
  const next = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) found.set(id, await tagsOf(id, aws));
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return found;
}

async function tagsOf(id: string, aws: Aws, tries = 1): Promise<Tags> {
  try {
    const { TagList = [] } = await aws.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: id }));
    return Object.fromEntries(TagList.map(({ Key = '', Value = '' }) => [Key, Value]));
  } catch (error) {
    // Deregistered since it was listed: it has no tags, and nothing can reach it.
    if (isNamed(error, 'InvalidResourceId')) return {};
    if (answerOf(error) !== 'throttled' || tries === mostTries) throw error;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return tagsOf(id, aws, tries + 1);
  }
}
