import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drift, fingerprint, type Plan, planHash, touched } from '../../src/domain/plan.ts';
import { anyPlan, planOf, prod } from './samples.ts';

const plans = anyPlan(fc.string({ unit: 'binary', maxLength: 30 }));
const hash = (plan: Plan): string => planHash('command.run', prod, plan);

/** The same data with its keys in another order, at every depth. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reordered(inner)]),
  );
}

/** Every plan that differs from this one in exactly one string, number or missing element. */
function* changed(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield `${value}x`;
  if (typeof value === 'number') yield value + 1;
  if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) {
      yield value.toSpliced(at, 1);
      for (const other of changed(inner)) yield value.with(at, other);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) for (const other of changed(inner)) yield { ...value, [key]: other };
  }
}

describe("a plan's hash", () => {
  test('is the same whatever the order of the keys and after it was stored', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(hash(reordered(plan) as Plan)).toBe(hash(plan));
        expect(hash(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(hash(plan));
      }),
    );
  });

  test('is another for any change of anything in it', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (plan, pick) => {
        const others = [...changed(plan)];
        const at = pick % others.length;
        // One at random and, so that small parts have their turn, the fifty after it.
        for (const other of others.slice(at, at + 50)) expect(hash(other as Plan)).not.toBe(hash(plan));
      }),
      { numRuns: 60 },
    );
  });

  test('is another on another account, region, role, environment or for another operation', () => {
    const plan = planOf([['i-1']]);
    const elsewhere = [
      { ...prod, name: 'prod2' },
      { ...prod, account: '444455556666' },
      { ...prod, region: 'us-east-1' },
      { ...prod, roles: { ...prod.roles, operate: 'arn:aws:iam::111122223333:role/other' } },
    ].map((env) => planHash('command.run', env, plan));
    const all = [hash(plan), planHash('command.other', prod, plan), ...elsewhere];
    expect(new Set(all).size).toBe(all.length);
  });

  test('does not hang on words of the configuration that change nothing in AWS', () => {
    const plan = planOf([['i-1']]);
    expect(planHash('command.run', { ...prod, label: 'Live' }, plan)).toBe(hash(plan));
  });

  test('is shown as two groups of four', () => {
    expect(hash(planOf([['i-1']]))).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint('7f3a91c2ffff')).toBe('7f3a-91c2');
  });
});

describe('what changed since the plan was made', () => {
  const ids = fc.uniqueArray(fc.constantFrom('i-1', 'i-2', 'i-3', 'i-4', 'i-5'));
  const pins = fc.dictionary(fc.constantFrom('document', 'version', 'hash'), fc.constantFrom('1', '2'), { noNullPrototype: true });

  test('are the targets that came, those that went, and the pins that moved', () => {
    fc.assert(
      fc.property(ids, ids, pins, pins, (before, now, was, is) => {
        const found = drift(planOf([before], { pins: was }), planOf([now], { pins: is }));
        expect(found.added).toEqual(now.filter((id) => !before.includes(id)));
        expect(found.gone).toEqual(before.filter((id) => !now.includes(id)));
        expect([...found.moved].sort()).toEqual(['document', 'hash', 'version'].filter((pin) => was[pin as 'hash'] !== is[pin as 'hash']));
      }),
    );
  });

  test('counts a target that cannot be reached as gone, and one that is back as new', () => {
    const all = planOf([['i-1', 'i-2']]);
    const stopped = planOf([['i-1']], { targets: [{ id: 'i-1' }, { id: 'i-2', out: 'stopped' }] });
    expect(touched(stopped).map(({ id }) => id)).toEqual(['i-1']);
    expect(drift(all, stopped)).toEqual({ added: [], gone: ['i-2'], moved: [] });
    expect(drift(stopped, all)).toEqual({ added: ['i-2'], gone: [], moved: [] });
  });

  test('is nothing for the same plan, stored and read', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        expect(drift(plan, JSON.parse(JSON.stringify(plan)) as Plan)).toEqual({ added: [], gone: [], moved: [] });
      }),
    );
  });
});
