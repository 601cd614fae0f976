import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import type { Policy, QuestionContext } from '../../src/domain/decision.ts';
import type { Environment } from '../../src/domain/environment.ts';
import { isMet } from '../../src/domain/requirement.ts';

const actions = [{ name: 'command.run', title: 'Run a script' }, { name: 'param.get', title: 'SSH like nobody' }, { name: 'fleet' }];
const folders: string[] = [];

async function policyOf(...texts: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'policies-'));
  folders.push(folder);
  await Promise.all(texts.map((text, at) => writeFile(join(folder, `${at}.cedar`), text)));
  return loadPolicy({ folder, actions });
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const environment = (name: string): Environment => ({
  name,
  label: name,
  account: '111111111111',
  region: 'eu-central-1',
  partition: 'aws',
  roles: { observe: 'arn:aws:iam::111111111111:role/observe', operate: 'arn:aws:iam::111111111111:role/operate' },
  defaults: { concurrency: '20%', errors: '0', timeout: '10m' },
});

interface Asked {
  groups?: readonly string[];
  action?: string;
  on?: string;
  context?: Partial<QuestionContext>;
}

const ask = (policy: Policy, { groups = [], action = 'command.run', on = 'prod', context = {} }: Asked = {}) =>
  policy.decide({
    person: { id: 'U1', team: 'T1', name: 'Ana', groups },
    action,
    environment: environment(on),
    context: { channel: 'ops', ...context },
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

  test('an area stands for its operations, and "operation" for all of them but no act', async () => {
    const policy = await policyOf(
      'permit(principal in Group::"area", action in Action::"command", resource);',
      'permit(principal in Group::"all", action in Action::"operation", resource);',
      'permit(principal in Group::"requests", action in Action::"request", resource);',
    );
    const may = (group: string) =>
      ['command.run', 'param.get', 'fleet', 'observe', 'request.read', 'request.cancel'].filter(
        (action) => ask(policy, { groups: [group], action }).allowed,
      );
    expect(may('area')).toEqual(['command.run']);
    expect(may('all')).toEqual(['command.run', 'param.get', 'fleet']);
    expect(may('requests')).toEqual(['request.read', 'request.cancel']);
  });

  test('policies see the person, the environment and the circumstances', async () => {
    const policy = await policyOf(`permit(principal, action, resource) when {
      principal.id == "U1" && principal.team == "T1" && resource.name == "prod" && resource.account == "111111111111" &&
      resource.region == "eu-central-1" && context.channel == "ops" && context has reason && context.reason == "why" &&
      context has risk && context.risk == "change" && context has targets && context.targets.contains("i-1") &&
      context has targetCount && context.targetCount == 2 && context has document && context.document == "D" &&
      context has path && context.path == "/p" };`);
    const context = { reason: 'why', risk: 'change', targets: ['i-1', 'i-2', 'i-1'], about: { document: 'D', path: '/p', other: 'x' } };
    expect(ask(policy, { context })).toMatchObject({ allowed: true });
    expect(ask(policy, { context: { ...context, reason: 'another' } }).allowed).toBe(false);
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
      context: { channel: 'ops' },
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
      { ...whole, context: { channel: 'ops', reason: 7 } },
      { ...whole, context: { channel: 'ops', targets: 'i-1', about: { path: null } } },
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

  test('is another with another list of operations', async () => {
    const policy = await policyOf(everyone);
    const more = await loadPolicy({ folder: folders.at(-1) ?? '', actions: [...actions, { name: 'runbook.start' }] });
    expect(more.digest).not.toBe(policy.digest);
    expect(ask(more, { action: 'runbook.start' }).allowed).toBe(true);
    expect(ask(policy, { action: 'runbook.start' }).allowed).toBe(false);
  });
});
