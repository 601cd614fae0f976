import type { Policy, PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { preparsePolicySet } from '@cedar-policy/cedar-wasm/nodejs';
import { withoutContext } from './loosen.ts';
import type { Rule } from './rule.ts';

/**
 * grants    permits and plain forbids: is it granted at all?
 * marks     a permit for all and the marked forbids: what must be met? There is none where none is marked.
 * permits   permits alone: who may, where a forbid refused
 * ever      as grants, in the best of circumstances
 * touching  all of them as permits, in the circumstances in which they match: which could have a say?
 */
export type SetName = 'grants' | 'marks' | 'permits' | 'ever' | 'touching';

/** The policies whose first line fits one action and one environment. */
export interface Slice {
  /** The name by which Cedar keeps the set: parsed when it is asked for first. */
  readonly parsed: (set: SetName) => string | undefined;
  /** Whether a policy asks for the ids or the tags of the targets: a thousand of them cost Cedar some 10 ms. */
  readonly asks: { readonly targets: boolean; readonly tags: boolean };
}

/** Finds the slice for an action and an environment. */
export type Slices = (action: string, environment: string) => Slice;

/** Permits all, so that what still refuses is exactly the marked forbids that match. No @id holds a ':'. */
const blanket = { 'permit:all': 'permit(principal, action, resource);' };

/**
 * Cedar's time grows with every policy of a set, so each action and environment has sets of its own. Left out is only what Cedar would skip by its first line. Cedar keeps sets for as long as the process lives:
 * there are at most five for each action and each environment that policies name, and for all others.
 */
export function slicesOf(rules: readonly Rule[], schema: SchemaJson<string>, digest: string): Slices {
  const groupsOf = new Map(
    Object.entries(schema['']?.actions ?? {}).map(([name, { memberOf }]) => [name, memberOf?.map(({ id }) => id) ?? []]),
  );
  const named = new Set(rules.map(({ scope }) => scope.environment));
  const made = new Map<string, Slice>();

  return (action, environment) => {
    const names = groupsOf.has(action) ? [action, ...(groupsOf.get(action) ?? [])] : [];
    const place = named.has(environment) ? environment : undefined;
    const key = JSON.stringify([digest, names[0] ?? null, place ?? null]);
    const known = made.get(key);
    if (known) return known;
    const fitting = rules.filter(
      ({ scope }) => (scope.environment ?? place) === place && (scope.actions?.some((name) => names.includes(name)) ?? true),
    );
    const slice = sliceOf(key, fitting);
    made.set(key, slice);
    return slice;
  };
}

function sliceOf(key: string, rules: readonly Rule[]): Slice {
  const made = new Map<SetName, string | undefined>();
  const parsed = (set: SetName) => {
    if (!made.has(set)) made.set(set, prepare(`${set} ${key}`, policiesOf(set, rules)));
    return made.get(set);
  };
  const asks = (what: 'targets' | 'tags') => rules.some(({ scope }) => scope.asks[what]);
  return { parsed, asks: { targets: asks('targets'), tags: asks('tags') } };
}

function policiesOf(set: SetName, rules: readonly Rule[]): Record<string, Policy> | undefined {
  const of = (as: (rule: Rule) => Policy, ...kinds: Rule['kind'][]) =>
    Object.fromEntries(rules.filter(({ kind }) => kinds.includes(kind)).map((rule) => [rule.id, as(rule)]));
  const asWritten = ({ text }: Rule) => text;
  const atBest = ({ json, kind }: Rule) => withoutContext(json, kind === 'permit' ? 'for' : 'against');
  const asPermit = ({ json }: Rule): PolicyJson => ({ ...withoutContext(json, 'for'), effect: 'permit' });
  switch (set) {
    case 'grants':
      return of(asWritten, 'permit', 'forbid');
    case 'marks':
      return rules.some(({ kind }) => kind === 'marked') ? { ...of(asWritten, 'marked'), ...blanket } : undefined;
    case 'permits':
      return of(asWritten, 'permit');
    case 'ever':
      return of(atBest, 'permit', 'forbid');
    case 'touching':
      return of(asPermit, 'permit', 'forbid', 'marked');
  }
}

function prepare(name: string, staticPolicies: Record<string, Policy> | undefined): string | undefined {
  if (staticPolicies === undefined) return undefined;
  const answer = preparsePolicySet(name, { staticPolicies });
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
  return name;
}
