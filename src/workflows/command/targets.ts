import type { Document } from '../../aws/documents.ts';
import { type TaggedNode, tagValues } from '../../aws/nodes.ts';
import { notOurs } from '../../aws/owned.ts';
import { readTargetWords, type TagFilter } from '../../aws/target-words.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws } from '../../domain/operation.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';

export const count = (instances: number) => `${instances} ${instances === 1 ? 'instance' : 'instances'}`;

/** Every node that was meant, and why some are left out: what was named and is not there stands at the end. */
export function targetsOf(words: readonly string[], nodes: readonly TaggedNode[], document: Document, env: Environment): PlanTarget[] {
  const known = new Set(nodes.map((node) => node.id));
  const missing = readTargetWords(words).ids.filter((id) => !known.has(id));
  return [
    ...nodes.map((node): PlanTarget => ({ id: node.id, name: node.name, out: notOurs(node, env) ?? whyNot(node, document) })),
    ...missing.map((id): PlanTarget => ({ id, out: 'not there' })),
  ];
}

function whyNot(node: TaggedNode, document: Document): string | undefined {
  if (node.state !== 'online') return node.why ?? node.state;
  const platform = node.platform === 'macOS' ? 'MacOS' : node.platform;
  return document.platforms.length === 0 || document.platforms.includes(platform)
    ? undefined
    : `${node.platform}: this document does not run there`;
}

const mostTargets = 5; // SendCommand's Targets

/** The tags by which AWS chooses with --live. The environment's own are among them: AWS must not choose a machine of another one. */
export function liveTags(words: readonly string[], { name, requiredTags }: Environment): readonly TagFilter[] {
  const { ids, tags, groups, all } = readTargetWords(words);
  if (ids.length > 0 || groups.length > 0 || all || tags.length === 0)
    throw new UserError('--live lets AWS choose by tags: name the targets by tag:KEY=VALUE alone.');
  const required = Object.entries(requiredTags).map(([key, value]) => ({ key, values: [value] }));
  // Where the required value is not among those asked for, nothing matches both, and the plan had no target.
  const filters = [...tags.filter(({ key }) => !Object.hasOwn(requiredTags, key)), ...required];
  if (filters.length > mostTargets) {
    const own = required.length > 0 ? `, and ${name} adds ${required.map(({ key, values }) => `${key}=${values[0]}`).join(', ')}` : '';
    throw new UserError(`--live takes at most ${mostTargets} tags${own}. Leave out --live, and the bot chooses by any number.`);
  }
  return filters;
}

/** Says what there is, where nothing matches. */
export async function nothingMatches(words: readonly string[], observer: Aws, env: Environment): Promise<UserError> {
  const [tag] = readTargetWords(words).tags;
  if (!tag)
    return new UserError(
      `${words.join(' ')}: no such instance on ${env.name} (${env.account}, ${env.region}). Another environment? --env NAME chooses it.`,
    );
  const values = await tagValues(tag.key, observer, env.requiredTags);
  const known = values.slice(0, 5).map(([value, many]) => `${tag.key}=${value} (${count(many)})`);
  const there = known.length > 0 ? `On ${env.name} there are: ${known.join(', ')}.` : `No instance on ${env.name} has a tag "${tag.key}".`;
  return new UserError(`Nothing matches ${words.join(' ')}. ${there}`);
}
