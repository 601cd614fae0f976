import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import type { PolicyAction } from '../../src/auth/policy/schema.ts';
import { acts, type Policy, type QuestionContext } from '../../src/domain/decision.ts';
import type { Environment } from '../../src/domain/environment.ts';
import { isMet } from '../../src/domain/requirement.ts';
import { prod } from '../domain/samples.ts';

const actions: PolicyAction[] = [
  { name: 'command.run', title: 'Run a script', risk: 'change' },
  { name: 'param.get', title: 'SSH like nobody', risk: 'read' },
  { name: 'node.deregister', title: 'Deregister a node', risk: 'destructive' },
  { name: 'fleet' },
];
const folders: string[] = [];

async function policyOf(...texts: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'policies-'));
  folders.push(folder);
  await Promise.all(texts.map((text, at) => writeFile(join(folder, `${at}.cedar`), text)));
  return loadPolicy({ folder, actions, timezone: 'Europe/Berlin' });
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const environment = (name: string): Environment => ({ ...prod, name });
/** A Wednesday, 11:30 in Berlin. */
const quiet = { channel: 'ops', freezes: [], at: Date.parse('2026-11-25T10:30:00Z') };

interface Asked {
  groups?: readonly string[];
  action?: string;
  on?: string;
  context?: Partial<QuestionContext>;
  workflow?: true;
}

const ask = (policy: Policy, { groups = [], action = 'command.run', on = 'prod', context = {}, workflow }: Asked = {}) =>
  policy.decide({
    person: { id: 'U1', team: 'T1', name: 'Ana', groups, workflow },
    action,
    environment: environment(on),
    context: { ...quiet, ...context },
  });

const everyone = 'permit(principal, action, resource);';

describe('what is granted', () => {
  test('nothing is allowed that no policy permits', async () => {
    const policy = await policyOf('permit(principal in Group::"sre", action, resource);');
    expect(ask(policy, { groups: ['web-team'] })).toMatchObject({ allowed: false, requirement: [], policies: [] });
    expect(ask(policy, { groups: ['sre'] })).toMatchObject({ allowed: true, requirement: [{}], policies: ['0.cedar:1'] });
  });

  test('a plain forbid refuses whatever is granted, and its reason is shown', async () => {
    const policy = await policyOf(
      everyone,
      '@id("freeze")\n@reason("Prod is frozen until Monday.")\nforbid(principal, action, resource == Environment::"prod");',
    );
    expect(ask(policy)).toMatchObject({
      allowed: false,
      policies: ['freeze'],
      why: 'You may not run a script on prod. Prod is frozen until Monday.',
    });
    expect(ask(policy, { on: 'dev' }).allowed).toBe(true);
  });

  test('an area, a risk and "operation" stand for their operations, and for no act', async () => {
    const policy = await policyOf(
      'permit(principal in Group::"area", action in Action::"command", resource);',
      'permit(principal in Group::"all", action in Action::"operation", resource);',
      'permit(principal in Group::"requests", action in Action::"request", resource);',
      'permit(principal in Group::"readers", action in Action::"read", resource);',
      'permit(principal in Group::"bold", action in [Action::"change", Action::"destructive"], resource);',
    );
    const all = [...actions.map(({ name }) => name), ...Object.keys(acts)];
    const may = (group: string) => all.filter((action) => ask(policy, { groups: [group], action }).allowed);
    expect(may('area')).toEqual(['command.run']);
    expect(may('all')).toEqual(['command.run', 'param.get', 'node.deregister', 'fleet']);
    expect(may('requests')).toEqual(['request.read', 'request.cancel', 'request.review']);
    expect(may('readers')).toEqual(['param.get']);
    expect(may('bold')).toEqual(['command.run', 'node.deregister']);
  });

  test('policies see the person, the environment and the circumstances', async () => {
    const policy = await policyOf(`permit(principal, action, resource) when {
      principal.id == "U1" && principal.team == "T1" && resource.name == "prod" && resource.account == "111122223333" &&
      resource.region == "eu-central-1" && context.channel == "ops" && context has reason && context.reason == "why" &&
      context has targets && context.targets.contains("i-1") && context has targetCount && context.targetCount == 2 &&
      context has tagsOfAll && context.tagsOfAll.contains("App=web") && !context.tagsOfAll.contains("Env=dev") &&
      context has tagsOfAny && context.tagsOfAny.contains("Env=dev") && context.breakGlass &&
      context.freezes.containsAll(["weekend", "year-end"]) && context has document && context.document == "D" &&
      context has documentOwner && context.documentOwner == "Amazon" && context has path && context.path == "/p" &&
      context.time.hour == 11 && context.time.minute == 30 && context.time.weekday == "wednesday" && context.time.date == "2026-11-25" };`);
    const context = {
      reason: 'why',
      breakGlass: true,
      freezes: ['year-end', 'weekend'],
      targets: ['i-1', 'i-2', 'i-1'],
      tags: { ofAll: ['App=web'], ofAny: ['App=web', 'Env=dev'] },
      about: { document: 'D', documentOwner: 'Amazon', path: '/p' },
    };
    expect(ask(policy, { context })).toMatchObject({ allowed: true });
    const others: Partial<QuestionContext>[] = [
      { reason: 'another' },
      { breakGlass: undefined },
      { freezes: ['weekend'] },
      { tags: { ofAll: [], ofAny: ['App=web', 'Env=dev'] } },
      { about: { ...context.about, documentOwner: '111122223333' } },
      { at: quiet.at + 60_000 },
    ];
    for (const other of others) expect(ask(policy, { context: { ...context, ...other } }).allowed).toBe(false);
  });

  test.each([
    ['2026-06-30T22:05:00Z', '{ hour: 0, minute: 5, weekday: "wednesday", date: "2026-07-01" }'],
    ['2026-10-25T00:59:00Z', '{ hour: 2, minute: 59, weekday: "sunday", date: "2026-10-25" }'],
    ['2026-10-25T01:00:00Z', '{ hour: 2, minute: 0, weekday: "sunday", date: "2026-10-25" }'],
    ['2026-03-29T01:00:00Z', '{ hour: 3, minute: 0, weekday: "sunday", date: "2026-03-29" }'],
  ])('%s is %s on the clocks of Berlin', async (at, local) => {
    const policy = await policyOf(`permit(principal, action, resource) when { context.time == ${local} };`);
    expect(ask(policy, { context: { at: Date.parse(at) } }).allowed).toBe(true);
  });

  test('a workflow is no member of a group, and a policy can name it', async () => {
    const policy = await policyOf(
      'permit(principal in Group::"sre", action, resource);',
      'permit(principal == Workflow::"U1", action == Action::"command.run", resource == Environment::"dev");',
      '@approval("1 of sre") forbid(principal is Workflow, action in Action::"change", resource);',
    );
    const workflow = { groups: ['sre'], workflow: true } as const;
    expect(ask(policy, { ...workflow, on: 'dev' })).toMatchObject({ allowed: true, requirement: [{ sre: 1 }] });
    expect(ask(policy, { groups: ['sre'], on: 'dev' })).toMatchObject({ allowed: true, requirement: [{}] });
    expect(ask(policy, { ...workflow, on: 'prod' })).toMatchObject({
      allowed: false,
      why: 'Workflow U1 may not run a script on prod. No policy permits it to this workflow, as it was asked.',
    });
  });

  test('a group that is named twice for a person counts once', async () => {
    const policy = await policyOf('permit(principal in Group::"sre", action, resource);');
    expect(ask(policy, { groups: ['sre', 'sre'] }).allowed).toBe(true);
  });

  test('names are never read as policy text', async () => {
    const policy = await policyOf('permit(principal in Group::"sre", action, resource == Environment::"prod");');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (group, channel) => {
        fc.pre(group !== 'sre');
        const decision = ask(policy, { groups: [group], context: { channel, reason: channel, targets: [channel] } });
        expect(decision.allowed).toBe(false);
        expect(decision.why).toContain('Policy 0.cedar:1 wants sre.');
      }),
      { numRuns: 40 },
    );
  });
});

describe('who must agree', () => {
  const lead = '@id("lead")\n@approval("1 of sre-leads")\nforbid(principal, action in Action::"command", resource == Environment::"prod");';
  const large =
    '@approval("1 of security or 2 of sre-leads")\nforbid(principal, action in Action::"command", resource) when { context has targetCount && context.targetCount > 100 };';
  const many = Array.from({ length: 101 }, (_, at) => `i-${at}`);

  test('a marked forbid that matches is a requirement, not a refusal', async () => {
    const policy = await policyOf(everyone, lead);
    expect(ask(policy)).toMatchObject({ allowed: true, requirement: [{ 'sre-leads': 1 }], policies: ['0.cedar:1', 'lead'] });
    expect(ask(policy, { on: 'dev' })).toMatchObject({ allowed: true, requirement: [{}] });
  });

  test('a marked forbid grants nothing', async () => {
    expect(ask(await policyOf('permit(principal in Group::"sre", action, resource);', lead)).allowed).toBe(false);
  });

  test('requirements of all that match add up, and a broader permit takes none away', async () => {
    const policy = await policyOf(everyone, lead, large, everyone.replace('resource', 'resource == Environment::"prod"'));
    const { requirement } = ask(policy, { context: { targets: many } });
    expect(requirement).toEqual([{ 'sre-leads': 1, security: 1 }, { 'sre-leads': 2 }]);
    expect(isMet(requirement, [{ id: 'U2', groups: ['sre-leads', 'security'] }])).toBe(false);
  });

  test('codes of authenticator apps are asked for where one of the policies that match says so', async () => {
    const policy = await policyOf(everyone, lead, large.replace('@approval', '@step_up @approval'));
    expect(ask(policy, { context: { targets: many } }).stepUp).toBe(true);
    expect(ask(policy)).toMatchObject({ allowed: true, requirement: [{ 'sre-leads': 1 }] });
    expect(ask(policy).stepUp).toBeUndefined();
  });

  test('a plain forbid is lifted by no approval', async () => {
    const policy = await policyOf(everyone, lead, 'forbid(principal, action, resource == Environment::"prod");');
    expect(ask(policy)).toMatchObject({ allowed: false, requirement: [] });
  });

  test('a hundred and one is over a hundred, a hundred is not', async () => {
    const policy = await policyOf(everyone, large);
    expect(ask(policy, { context: { targets: many } }).requirement).not.toEqual([{}]);
    expect(ask(policy, { context: { targets: many.slice(1) } }).requirement).toEqual([{}]);
  });
});

describe('in doubt it is refused', () => {
  const overflow = 'when { context has targetCount && context.targetCount * 9223372036854775807 > 0 }';
  const two = { context: { targets: ['i-1', 'i-2'] } };

  test.each([
    ['a permit', `@id("bad") permit(principal, action, resource) ${overflow};`],
    ['a forbid', `@id("bad") forbid(principal, action, resource) ${overflow};`],
    ['a marked forbid', `@id("bad") @approval("1 of sre") forbid(principal, action in Action::"operation", resource) ${overflow};`],
  ])('%s that errs while it is evaluated refuses, although another permits', async (_, text) => {
    const policy = await policyOf(everyone, text);
    expect(ask(policy, two)).toMatchObject({ allowed: false, requirement: [] });
    expect(ask(policy, two).why).toContain('policy bad could not be evaluated');
    expect(ask(policy).allowed).toBe(true);
  });

  test('an action that is not in the list is refused', async () => {
    const policy = await policyOf(everyone);
    for (const action of ['command.stop', '', 'operation', 'command', 'constructor']) expect(ask(policy, { action }).allowed).toBe(false);
  });

  test('a question of the wrong shape is refused and nothing is thrown', async () => {
    const policy = await policyOf(everyone);
    const whole = {
      person: { id: 'U1', team: 'T1', name: 'Ana', groups: [] },
      action: 'observe',
      environment: environment('dev'),
      context: quiet,
    };
    expect(policy.decide(whole).allowed).toBe(true);
    const broken = [
      {},
      { ...whole, person: undefined },
      { ...whole, person: { ...whole.person, team: undefined } },
      { ...whole, person: { ...whole.person, groups: [7] } },
      { ...whole, environment: undefined },
      { ...whole, environment: { name: 'dev' } },
      { ...whole, context: {} },
      { ...whole, context: { channel: 'ops' } },
      { ...whole, context: { ...quiet, at: undefined } },
      { ...whole, context: { ...quiet, freezes: [7] } },
      { ...whole, context: { ...quiet, breakGlass: 'yes' } },
      { ...whole, context: { ...quiet, reason: 7 } },
      { ...whole, context: { ...quiet, targets: 'i-1', about: { path: null } } },
    ];
    for (const question of broken) {
      const decision = policy.decide(question as never);
      expect(decision).toMatchObject({ allowed: false, requirement: [] });
      expect(decision.why).toContain('could not be decided');
    }
  });
});

describe('a refusal says why, and who may', () => {
  const operators =
    '@id("prod-operators")\npermit(principal, action in Action::"command", resource == Environment::"prod") when { principal in [Group::"sre", Group::"on-call"] };';

  test('it names the policy that would permit it, its groups and the own ones', async () => {
    const policy = await policyOf(operators);
    expect(ask(policy, { groups: ['web-team'] }).why).toBe(
      'You may not run a script on prod. Policy prod-operators wants one of: sre, on-call. You are in: web-team.',
    );
    expect(ask(policy).why).toContain('You are in: no group.');
  });

  test.each([
    ['the first line', 'permit(principal in Group::"sre", action, resource);', 'wants sre.'],
    ['a type and a group', 'permit(principal is Person in Group::"sre", action, resource);', 'wants sre.'],
    ['a list', 'permit(principal, action, resource) when { principal in [Group::"sre", Group::"dba"] };', 'wants one of: sre, dba.'],
    [
      'an "or"',
      'permit(principal, action, resource) when { principal in Group::"sre" || principal in Group::"dba" };',
      'wants one of: sre, dba.',
    ],
  ])('the groups are read from %s', async (_, text, said) => {
    expect(ask(await policyOf(text)).why).toContain(said);
  });

  test('a permit for elsewhere, or under other circumstances, is not offered', async () => {
    const policy = await policyOf(
      operators,
      'permit(principal in Group::"dba", action == Action::"param.get", resource);',
      'permit(principal in Group::"night", action, resource) when { context.channel == "night-shift" };',
    );
    const { why } = ask(policy, { groups: ['web-team'] });
    expect(why).not.toContain('dba');
    expect(why).not.toContain('night');
    expect(ask(policy, { groups: ['web-team'], on: 'dev' }).why).toBe(
      'You may not run a script on dev. No policy permits it to any group, as it was asked.',
    );
  });

  test('who lacks the group hears of the group before the reason of a forbid', async () => {
    const policy = await policyOf(
      operators,
      '@reason("Add --reason.")\nforbid(principal, action, resource) unless { context has reason };',
    );
    expect(ask(policy, { groups: ['web-team'] }).why).toContain('wants one of: sre');
    expect(ask(policy, { groups: ['sre'] }).why).toBe('You may not run a script on prod. Add --reason.');
  });

  test('a forbid without a reason is named', async () => {
    expect(ask(await policyOf(everyone, '@id("no-fun") forbid(principal, action, resource);')).why).toContain('Policy no-fun forbids it.');
  });

  test.each([
    ['observe', 'You may not look at prod.'],
    ['request.cancel', 'You may not cancel requests of others on prod.'],
    ['request.read', 'You may not read requests on prod.'],
    ['request.review', 'You may not close reviews of break-glass on prod.'],
    ['audit.read', 'You may not read the audit of prod.'],
    ['break-glass', 'You may not break the glass on prod.'],
    ['param.get', 'You may not SSH like nobody on prod.'],
    ['fleet', 'You may not use fleet on prod.'],
  ])('%s is said in words', async (action, said) => {
    expect(ask(await policyOf(operators), { action }).why).toContain(said);
  });
});

describe('the digest', () => {
  test('is the same for the same policies and another for a changed word', async () => {
    const [one, same, other] = [await policyOf(everyone), await policyOf(everyone), await policyOf(`${everyone} // more`)];
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(same.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
    expect(ask(one).digest).toBe(one.digest);
  });

  test('is another with another time zone: the same policy says something else', async () => {
    const here = await policyOf(everyone);
    const there = await loadPolicy({ folder: folders.at(-1) ?? '', actions, timezone: 'Asia/Tokyo' });
    expect(there.digest).not.toBe(here.digest);
  });

  test('is another with another list of operations', async () => {
    const policy = await policyOf(everyone);
    const more = await loadPolicy({
      folder: folders.at(-1) ?? '',
      actions: [...actions, { name: 'runbook.start' }],
      timezone: 'Europe/Berlin',
    });
    expect(more.digest).not.toBe(policy.digest);
    expect(ask(more, { action: 'runbook.start' }).allowed).toBe(true);
    expect(ask(policy, { action: 'runbook.start' }).allowed).toBe(false);
  });
});
