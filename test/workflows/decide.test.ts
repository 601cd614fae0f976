import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import type { Plan, PlanContext } from '../../src/domain/plan.ts';
import type { Request } from '../../src/domain/request.ts';
import { describeRequirement } from '../../src/domain/requirement.ts';
import { DeniedError, UserError } from '../../src/errors.ts';
import { operations } from '../../src/workflows/index.ts';
import { decidePlan, mustNeedGlass } from '../../src/workflows/lifecycle/decide.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { ana, planOf, prod, received } from '../domain/samples.ts';

const members = { security: ['U0SAM'], leads: ['U0BO', 'U0CLEO'] };
const dev = { ...prod, name: 'dev' };
let folder: string;
let desk: Desk;
let now: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
  await writeFile(
    join(folder, 'test.cedar'),
    `@id("all") permit(principal, action in Action::"operation", resource) when { context has document && context.document != "Forbidden" };
     @id("glass") permit(principal in Group::"on-call", action == Action::"break-glass", resource == Environment::"prod");
     @id("wide") permit(principal in Group::"on-call", action == Action::"wide-session", resource == Environment::"prod");
     @approval("1 of security") @step_up
     forbid(principal, action in Action::"operation", resource) when { context has document && context.document == "AWS-RunShellScript" };
     @approval("1 of leads")
     forbid(principal, action in Action::"operation", resource == Environment::"prod") when { context.freezes.contains("fair") };
     @reason("Databases are for the DBAs.")
     forbid(principal, action in Action::"operation", resource) when { context has tagsOfAny && context.tagsOfAny.contains("App=db") };
     @reason("Nothing runs on dev.")
     forbid(principal, action in Action::"operation", resource == Environment::"dev") unless { context.breakGlass };`,
  );
  desk = {
    environments: [prod, dev],
    freezes: [{ name: 'fair', environments: ['prod'], timezone: 'UTC', from: '2026-12-01', to: '2026-12-02' }],
    clock: { now: () => now },
    people: { members: async (group: keyof typeof members) => members[group] },
    policy: await loadPolicy({ folder, actions: operations, timezone: 'UTC' }),
  } as unknown as Desk;
});
beforeEach(() => {
  now = Date.parse('2026-11-25T12:00:00Z');
});
afterAll(() => rm(folder, { recursive: true }));

const planWith = (contexts: readonly PlanContext[], own: Partial<Plan> = {}): Plan => ({
  ...planOf([['i-1']]),
  contexts: contexts as [PlanContext],
  ...own,
});
const decide = (plan: Plan, { groups = [], request = {} }: { groups?: readonly string[]; request?: Partial<Request> } = {}) =>
  decidePlan(desk, { ...ana, groups }, received(request), prod, plan);
const runs = (...documents: readonly string[]) => planWith(documents.map((document) => ({ document })));
const broken = { breakGlass: true, reason: 'the shop is down' } as const;

test('what the rollback runs needs the approvals, the codes and the permit that it would need alone', async () => {
  const alone = await decide(runs('Restart'));
  expect(describeRequirement(alone.requirement)).toBe('nobody');
  expect(alone.stepUp).toBeUndefined();
  const both = await decide(runs('Restart', 'AWS-RunShellScript'));
  expect(describeRequirement(both.requirement)).toBe('1 of security');
  expect(both).toMatchObject({ stepUp: true, eligible: { security: ['U0SAM'] } });
  await expect(decide(runs('Restart', 'Forbidden'))).rejects.toThrow(DeniedError);
});

test('another environment that the plan touches is asked about too', async () => {
  await expect(decide(planWith([{ document: 'Restart' }, { document: 'Restart', environment: 'dev' }]))).rejects.toThrow(
    'Nothing runs on dev.',
  );
});

test('the tags of any target can refuse the whole plan', async () => {
  const tagged = (ofAny: readonly string[]) => planWith([{ document: 'Restart' }], { tags: { ofAll: ['Env=prod'], ofAny } });
  expect((await decide(tagged(['Env=prod', 'App=web']))).policies).toEqual(['all']);
  await expect(decide(tagged(['Env=prod', 'App=db']))).rejects.toThrow('Databases are for the DBAs.');
});

test('a freeze asks for more while it is active, and the decision names it', async () => {
  now = Date.parse('2026-12-01T12:00:00Z');
  const frozen = await decide(runs('AWS-RunShellScript'));
  expect(describeRequirement(frozen.requirement)).toBe('1 of security and 1 of leads');
  expect(frozen.freezes).toMatchObject([{ name: 'fair' }]);
  now = Date.parse('2026-12-03T00:00:00Z');
  expect((await decide(runs('AWS-RunShellScript'))).freezes).toEqual([]);
});

test('a session that is wider than the plan is a right of its own', async () => {
  const plan = planOf([['i-1']], { contexts: [{ document: 'Restart' }] });
  const wide = { ...plan, waves: plan.waves.map((wave) => ({ ...wave, wide: true as const })) };
  await expect(decide(wide)).rejects.toThrow('You may not run with a session that is wider than its plan on prod.');
  expect((await decide(wide, { groups: ['on-call'] })).requirement).toEqual([{}]);
});

describe('break-glass', () => {
  test('sets the approvals aside where it is permitted, and keeps who they were', async () => {
    const decision = await decide(runs('AWS-RunShellScript'), { groups: ['on-call'], request: broken });
    expect(decision).toMatchObject({ requirement: [{}], setAside: [{ security: 1 }], eligible: { security: ['U0SAM'] } });
    await expect(decide(runs('AWS-RunShellScript'), { request: broken })).rejects.toThrow('You may not break the glass on prod.');
  });

  test('gives no right to what is forbidden', async () => {
    await expect(decide(runs('Forbidden'), { groups: ['on-call'], request: broken })).rejects.toThrow(DeniedError);
  });

  test('is for what could not run as it is', () => {
    const need = (plan: Plan) => mustNeedGlass(desk, { ...ana, groups: ['on-call'] }, received(broken), prod, plan);
    expect(() => need(runs('AWS-RunShellScript'))).not.toThrow();
    expect(() => need(runs('Restart'))).toThrow(UserError);
    expect(() => need(planWith([{ document: 'Restart', environment: 'dev' }]))).not.toThrow();
  });
});
