import type { PolicyJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/** What a policy says of whom, what and where, read from Cedar's JSON of it. */
export interface Scope {
  /** The groups of which it wants one; none where it says more of its principal than that. */
  readonly wants: readonly string[];
  /** The actions, or groups of actions, that its first line names; undefined: all. */
  readonly actions?: readonly string[];
  /** The one environment that its first line names; undefined: any. */
  readonly environment?: string;
  /** Whether it may read context.targets, and tagsOfAll or tagsOfAny. */
  readonly asks: { readonly targets: boolean; readonly tags: boolean };
  /** Every group and every environment that stands anywhere in it, and every freeze that it asks for. */
  readonly groups: readonly string[];
  readonly environments: readonly string[];
  readonly freezes: readonly string[];
}

/** Reads a policy's scope. */
export function scopeOf(json: PolicyJson): Scope {
  const entities = entitiesIn(json);
  const named = (type: string) => entities.filter((entity) => entity.type === type).map(({ id }) => id);
  const environment = inScope(json.resource, 'Environment');
  const conditions = JSON.stringify(json.conditions);
  return {
    wants: wanted(json),
    ...(json.action.op !== 'All' && { actions: entitiesIn(json.action).map(({ id }) => id) }),
    ...(environment !== undefined && { environment }),
    asks: { targets: conditions.includes('"targets"'), tags: conditions.includes('"tagsOf') },
    groups: named('Group'),
    environments: named('Environment'),
    freezes: freezesIn(json.conditions),
  };
}

/** What a condition may look like where it names groups; Cedar's own type of it allows too much to be read plainly. */
interface Said {
  readonly in?: { readonly left: Said; readonly right: Said };
  readonly '||'?: { readonly left: Said; readonly right: Said };
  readonly Var?: string;
  readonly Set?: readonly Said[];
  readonly Value?: unknown;
}

/** The groups in the first line or in one condition; none where more than one of these names some. */
function wanted({ principal, conditions }: PolicyJson): readonly string[] {
  const bodies = conditions.filter(({ kind }) => kind === 'when').map(({ body }) => groupsSaid(body as Said));
  const group = inScope(principal, 'Group');
  const said = [group === undefined ? [] : [group], ...bodies].filter((groups) => groups.length > 0);
  return said.length === 1 ? (said[0] ?? []) : [];
}

/** The groups in `principal in Group::"a" || principal in [Group::"b", Group::"c"]`; none if there is anything else. */
function groupsSaid({ in: within, '||': either }: Said): string[] {
  if (either) {
    const sides = [groupsSaid(either.left), groupsSaid(either.right)];
    return sides.every((side) => side.length > 0) ? [...new Set(sides.flat())] : [];
  }
  if (within?.left.Var !== 'principal') return [];
  return entitiesIn(within.right)
    .filter(({ type }) => type === 'Group')
    .map(({ id }) => id);
}

/** The entity of that type in `principal in ...`, `principal is Person in ...`, `resource == ...`. */
function inScope(scope: PolicyJson['principal'] | PolicyJson['resource'], type: string): string | undefined {
  const narrowed = scope.op === 'is' ? scope.in : scope;
  return narrowed && 'entity' in narrowed ? entitiesIn(narrowed.entity).find((entity) => entity.type === type)?.id : undefined;
}

function entitiesIn(node: unknown): TypeAndId[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, id } = node as Partial<TypeAndId>;
  return typeof type === 'string' && typeof id === 'string' ? [{ type, id }] : Object.values(node).flatMap(entitiesIn);
}

/** The names in `context.freezes.contains("a")` and `context.freezes.containsAny(["a", "b"])`. */
function freezesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { left, right } = node as { left?: { '.'?: { attr: string; left: { Var?: string } } }; right?: unknown };
  const asked = left?.['.']?.attr === 'freezes' && left['.'].left.Var === 'context';
  return asked ? wordsIn(right) : Object.values(node).flatMap(freezesIn);
}

function wordsIn(node: unknown): string[] {
  if (typeof node === 'string') return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(wordsIn) : [];
}
