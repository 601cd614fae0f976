import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { createTwoFilesPatch } from 'diff';
import { sumCounts } from './execution.ts';
import { drift, type Plan } from './plan.ts';
import { type Comparison, isEnded, type Request } from './request.ts';
import { doing } from './waves.ts';

const namedIds = 5;
const contextLines = 2;

/** Keys under which a later request for the same finds this one: by its texts, and by the words for its targets. */
export function likenessOf({ operation, environment }: Pick<Request, 'operation' | 'environment'>, plan: Plan, words: readonly string[]) {
  const hash = (what: object) =>
    createHash('sha256')
      .update(canonicalize({ operation, environment, ...what }) as string)
      .digest('hex')
      .slice(0, 32);
  const text = `text:${hash({ texts: plan.texts, contexts: plan.contexts })}`;
  return words.length > 0 ? [text, `targets:${hash({ words: [...words].sort() })}`] : [text];
}

/** An earlier request for the same beside today's plan; undefined where that one had no plan. */
export function compare(before: Request, how: Comparison['how'], now: Plan): Comparison | undefined {
  if (!before.plan) return undefined;
  const at = before.startedAt ?? before.receivedAt;
  return { id: before.id, how, at, outcome: outcomeOf(before), differs: comparePlans(before.plan, now), diffs: diffs(before.plan, now) };
}

/** What is different between an earlier plan of the same thing and this one, in words. */
export function comparePlans(before: Plan, now: Plan): string[] {
  const { added, gone } = drift(before, now);
  const ids = (all: readonly string[]) =>
    `${all.slice(0, namedIds).join(', ')}${all.length > namedIds ? ` and ${all.length - namedIds} more` : ''}`;
  const texts = now.texts.filter(({ label, text }) => textOf(before, label) !== text);
  const facts = now.facts.filter(({ label, value }) => factOf(before, label) !== value);
  return [
    ...texts.map(({ label }) => `${label} is another`),
    ...(added.length > 0 ? [`${added.length} more: ${ids(added)}`] : []),
    ...(gone.length > 0 ? [`${gone.length} fewer: ${ids(gone)}`] : []),
    ...facts.map(({ label, value }) => `${label}: ${value} (was ${factOf(before, label) ?? 'not set'})`),
  ];
}

const textOf = ({ texts }: Plan, wanted: string) => texts.find(({ label }) => label === wanted)?.text;
const factOf = ({ facts }: Plan, wanted: string) => facts.find(({ label }) => label === wanted)?.value;

function diffs(before: Plan, now: Plan): Comparison['diffs'] {
  return now.texts.flatMap(({ label, text }) => {
    const old = textOf(before, label);
    if (old === undefined || old === text) return [];
    const patch = createTwoFilesPatch('before', 'now', `${old}\n`, `${text}\n`, undefined, undefined, { context: contextLines });
    // Without the heading lines: what remains begins at the first hunk.
    return [{ label, text: patch.slice(patch.indexOf('@@')).trimEnd() }];
  });
}

function outcomeOf(request: Request): string {
  const { succeeded } = sumCounts(doing(request).flatMap((wave) => (wave.execution ? [wave.execution.counts] : [])));
  const total = (request.plan?.waves ?? []).filter((wave) => !wave.undo).reduce((sum, wave) => sum + wave.targets.length, 0);
  const word = isEnded(request.state) ? request.state : request.startedAt === undefined ? 'was not started' : 'runs now';
  return request.startedAt === undefined ? word : `${word}: ${succeeded} of ${total} succeeded`;
}
