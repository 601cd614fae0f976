import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoadedPolicy, loadPolicy } from '../../src/auth/policy/load.ts';
import type { PolicyAction } from '../../src/auth/policy/schema.ts';
import type { QuestionContext } from '../../src/domain/decision.ts';
import type { Person } from '../../src/domain/person.ts';
import { prod } from '../domain/samples.ts';

const actions: PolicyAction[] = [
  { name: 'command.run', risk: 'change' },
  { name: 'param.get', risk: 'read' },
];

async function policyOf(...texts: string[]): Promise<LoadedPolicy> {
  const folder = await mkdtemp(join(tmpdir(), 'policies-'));
  await Promise.all(texts.map((text, at) => writeFile(join(folder, `${at}.cedar`), text)));
  return loadPolicy({ folder, actions, timezone: 'UTC' }).finally(() => rm(folder, { recursive: true }));
}

const someone = (...groups: string[]): Person => ({ id: 'U1', team: 'T1', name: 'Ana', groups });
const dev = { ...prod, name: 'dev' };

const atom = fc.constantFrom(
  'context.breakGlass',
  'context.freezes.contains("year-end")',
  'context.time.hour < 12',
  'context.channel == "ops"',
  '(context has targetCount && context.targetCount * 4611686018427387904 > 0)',
  '(context has reason)',
  'principal in Group::"sre"',
  'principal is Workflow',
  'resource.name == "prod"',
  'principal.id == "U1"',
  '9223372036854775807 + 1 > 0',
);
const condition = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    atom,
    tie('any').map((one) => `!(${one})`),
    fc.tuple(tie('any'), fc.constantFrom('&&', '||'), tie('any')).map(([left, join, right]) => `(${left} ${join} ${right})`),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(([is, then, otherwise]) => `(if ${is} then ${then} else ${otherwise})`),
  ),
})).any;
const policyText = fc
  .record({
    effect: fc.constantFrom('permit', 'permit', 'forbid'),
    action: fc.constantFrom('action', 'action == Action::"command.run"', 'action in Action::"read"'),
    conditions: fc.array(fc.tuple(fc.constantFrom('when', 'unless'), condition), { maxLength: 2 }),
  })
  .map(
    ({ effect, action, conditions }) =>
      `${effect}(principal, ${action}, resource) ${conditions.map(([word, body]) => `${word} { ${body} }`).join(' ')};`,
  );
const anyContext: fc.Arbitrary<QuestionContext> = fc.record({
  channel: fc.constantFrom('ops', 'web'),
  freezes: fc.subarray(['year-end']),
  at: fc.constantFrom(0, 18 * 3_600_000),
  breakGlass: fc.boolean(),
  reason: fc.constantFrom(undefined, 'why'),
  targets: fc.constantFrom(undefined, ['i-1'], ['i-1', 'i-2']),
});

test('what is allowed may ever be done, whatever the policies ask of the circumstances', async () => {
  let allowed = 0;
  let never = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(policyText, { minLength: 1, maxLength: 4 }),
      fc.array(anyContext, { minLength: 3, maxLength: 3 }),
      async (texts, contexts) => {
        // A policy that can never apply stops the load; what is left is as good.
        const policy = await policyOf('permit(principal in Group::"never", action, resource);', ...texts).catch(() => undefined);
        fc.pre(policy !== undefined);
        for (const person of [someone(), someone('sre'), { ...someone(), workflow: true } as const]) {
          for (const environment of [prod, dev]) {
            for (const { name: action } of actions) {
              const ever = policy.mayEver(person, action, environment);
              const now = contexts.filter((context) => policy.decide({ person, action, environment, context }).allowed);
              if (!ever) never++;
              allowed += now.length;
              if (now.length > 0) expect(ever).toBe(true);
            }
          }
        }
      },
    ),
    { numRuns: 50 },
  );
  // The property has said something of both kinds.
  expect(allowed).toBeGreaterThan(100);
  expect(never).toBeGreaterThan(100);
}, 90_000);

describe('what may never be done', () => {
  const sre = 'permit(principal in Group::"sre", action, resource)';

  test('is what no permit gives to the person, the action and the environment', async () => {
    const policy = await policyOf(
      'permit(principal in Group::"sre", action == Action::"command.run", resource == Environment::"prod") when { context.time.hour < 12 };',
    );
    expect(policy.mayEver(someone('sre'), 'command.run', prod)).toBe(true);
    expect(policy.mayEver(someone('web-team'), 'command.run', prod)).toBe(false);
    expect(policy.mayEver(someone('sre'), 'param.get', prod)).toBe(false);
    expect(policy.mayEver(someone('sre'), 'command.run', dev)).toBe(false);
    expect(policy.mayEver({ ...someone('sre'), workflow: true }, 'command.run', prod)).toBe(false);
    expect(policy.mayEver(someone('sre'), 'no.such', prod)).toBe(false);
  });

  test('whatever Cedar can say of the person and the environment is still said', async () => {
    const policy =
      await policyOf(`permit(principal is Person in Group::"a", action in [Action::"command", Action::"read"], resource is Environment) when {
      principal.id like "U*" && ["T1", "T2"].containsAny([principal.team]) && {a: {b: 1}}.a.b + 2 * 3 - 1 == 6 && -1 < 2 &&
      (if principal is Workflow then false else principal has id) && principal in [Group::"a", Group::"b"] && !(["x"].isEmpty()) &&
      ip("10.0.0.1").isInRange(ip("10.0.0.0/8")) && decimal("1.5").lessThan(decimal("2.0")) &&
      datetime("2026-11-25") < datetime("2026-11-25").offset(duration("1h")) && resource in Environment::"prod" &&
      context.channel like "ops*" };`);
    expect(policy.mayEver(someone('a'), 'command.run', prod)).toBe(true);
    expect(policy.mayEver(someone('b'), 'command.run', prod)).toBe(false);
    expect(policy.mayEver(someone('a'), 'command.run', dev)).toBe(false);
    expect(policy.mayEver({ ...someone('a'), id: 'W1' }, 'command.run', prod)).toBe(false);
  });

  test.each([
    ['forbids whatever the circumstances', 'forbid(principal, action, resource == Environment::"prod");', false],
    ['forbids outside of a group', 'forbid(principal, action, resource) unless { principal in Group::"sre-leads" };', false],
    ['forbids in some circumstances', 'forbid(principal, action, resource) when { context.time.hour < 12 };', true],
    [
      'forbids unless the glass is broken',
      'forbid(principal, action, resource == Environment::"prod") unless { context.breakGlass };',
      true,
    ],
    ['asks for approval', '@approval("1 of sre-leads") forbid(principal, action in Action::"operation", resource);', true],
  ])('a policy that %s', async (_, text, ever) => {
    expect((await policyOf(`${sre};`, text)).mayEver(someone('sre'), 'command.run', prod)).toBe(ever);
  });

  test.each([
    ['of one environment', 'when { context has reason && resource.name == "dev" }', false],
    ['of one environment, or else of the circumstances', 'when { resource.name == "dev" || context.channel == "ops" }', true],
    ['that leaves an environment out, or circumstances', 'unless { resource.name == "prod" || context.channel == "ops" }', false],
    ['where circumstances are not', 'when { !context.breakGlass } unless { !(context.channel == "ops") }', true],
    ['below a not', 'when { !(context.breakGlass || resource.name == "prod") }', false],
  ])('a permit %s', async (_, conditions, ever) => {
    expect((await policyOf(`${sre} ${conditions};`)).mayEver(someone('sre'), 'command.run', prod)).toBe(ever);
  });
});
