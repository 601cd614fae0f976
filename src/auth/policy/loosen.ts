import type { Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

/**
 * The same policy for circumstances that nobody knows yet. 'for' takes what depends on context as it would make the policy
 * match, 'against' as it would make it not match. Annotations are left out.
 */
export function withoutContext({ annotations, ...json }: PolicyJson, bias: 'for' | 'against'): PolicyJson {
  const conditions = json.conditions.map(({ kind, body }) => ({
    kind,
    body: taken(body, (kind === 'when') === (bias === 'for')),
  }));
  return { ...json, conditions };
}

/** Puts `hoped` in the place of each part that asks context. Below a "not" the hope is the opposite. */
function taken(expression: Expr, hoped: boolean): Expr {
  if (!isOpen(expression)) return expression;
  const each = ({ left, right }: { left: Expr; right: Expr }) => ({ left: taken(left, hoped), right: taken(right, hoped) });
  if ('&&' in expression) return { '&&': each(expression['&&'] as { left: Expr; right: Expr }) };
  if ('||' in expression) return { '||': each(expression['||'] as { left: Expr; right: Expr }) };
  if ('!' in expression) return { '!': { arg: taken((expression['!'] as { arg: Expr }).arg, !hoped) } };
  return { Value: hoped };
}

/** Whether it asks context, or holds a number that JavaScript can not hand back to Cedar as it was. */
function isOpen(node: unknown): boolean {
  if (typeof node === 'number') return !Number.isSafeInteger(node);
  if (typeof node !== 'object' || node === null) return false;
  if ((node as { Var?: unknown }).Var === 'context') return true;
  return Object.values(node).some(isOpen);
}
