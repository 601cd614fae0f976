import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { preparsePolicySet } from '@cedar-policy/cedar-wasm/nodejs';
import type { Rule } from './rule.ts';

/** The policies whose first line fits one action and one environment, parsed: the names by which Cedar keeps the sets. */
export interface Slice {
  /** Permits and plain forbids: is it granted at all? */
  readonly grants: string;
  /** A permit for all and the marked forbids: what must be met? Undefined where none is marked. */
  readonly marks: string | undefined;
  /** Permits alone: who may, where a forbid refused. */
  readonly permits: string;
  /** Whether a policy asks for the ids of the targets: a thousand of them cost Cedar some 10 ms. */
  readonly asksTargets: boolean;
}

/** Finds the slice for an action and an environment. */
export type Slices = (action: string, environment: string) => Slice;

/** Permits all, so that what still refuses is exactly the marked forbids that match. No @id holds a ':'. */
const blanket = { 'permit:all': 'permit(principal, action, resource);' };

/**
 * Cedar's time grows with every policy of a set, so each action and environment has sets of its own, parsed at the first
 * question. Left out is only what Cedar would skip by its first line. Cedar keeps sets for as long as the process lives:
 * there are at most as many as actions times environments that policies name, and one.
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
    const slice = parse(key, fitting);
    made.set(key, slice);
    return slice;
  };
}

function parse(key: string, rules: readonly Rule[]): Slice {
  const of = (...kinds: Rule['kind'][]) =>
    Object.fromEntries(rules.filter(({ kind }) => kinds.includes(kind)).map(({ id, text }) => [id, text]));
  const prepare = (name: string, staticPolicies: Record<string, string>) => {
    const answer = preparsePolicySet(`${name} ${key}`, { staticPolicies });
    if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
    return `${name} ${key}`;
  };
  const marked = of('marked');
  return {
    grants: prepare('grants', of('permit', 'forbid')),
    marks: Object.keys(marked).length > 0 ? prepare('marks', { ...marked, ...blanket }) : undefined,
    permits: prepare('permits', of('permit')),
    asksTargets: rules.some(({ scope }) => scope.asksTargets),
  };
}
