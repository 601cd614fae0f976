import { beforeAll, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/auth/policy/load.ts';
import type { Policy } from '../../src/domain/decision.ts';
import { describeRequirement } from '../../src/domain/requirement.ts';

// The company of policies/: what its files promise in words.
let policy: Policy;
beforeAll(async () => {
  policy = await loadPolicy({
    folder: new URL('../../policies', import.meta.url).pathname,
    actions: [{ name: 'command.run', title: 'Run a script' }],
  });
});

const ask = (
  group: string,
  action: string,
  on: string,
  { reason = 'OPS-1', count = 1 }: { reason?: string | undefined; count?: number } = {},
) =>
  policy.decide({
    person: { id: 'U1', team: 'T1', name: 'Ana', groups: [group] },
    action,
    environment: {
      name: on,
      label: on,
      account: '1',
      region: 'r',
      partition: 'aws',
      roles: { observe: '', operate: '' },
      defaults: { concurrency: '1', errors: '0', timeout: '1m' },
    },
    context: {
      channel: 'ops',
      ...(action === 'command.run' && { reason, risk: 'change', targets: Array.from({ length: count }, (_, at) => `i-${at}`) }),
    },
  });

const where = (group: string, action: string) => ['prod', 'staging', 'dev'].filter((on) => ask(group, action, on).allowed);

describe('the example company', () => {
  test.each([
    ['sre', ['prod', 'staging', 'dev'], ['prod', 'staging', 'dev']],
    ['on-call', ['prod', 'staging', 'dev'], ['prod', 'staging', 'dev']],
    ['web-team', ['staging', 'dev'], ['dev']],
    ['sre-leads', ['prod'], []],
    ['security', ['prod'], []],
    ['strangers', [], []],
  ])('%s look at %j and run commands on %j', (group, looks, runs) => {
    expect(where(group, 'observe')).toEqual(looks);
    expect(where(group, 'command.run')).toEqual(runs);
  });

  test('commands on prod want a lead, and over 100 targets somebody of security too', () => {
    const who = (on: string, count: number) => describeRequirement(ask('sre', 'command.run', on, { count }).requirement);
    expect(who('prod', 1)).toBe('1 of sre-leads');
    expect(who('prod', 100)).toBe('1 of sre-leads');
    expect(who('prod', 101)).toBe('1 of sre-leads and 1 of security');
    expect(who('staging', 500)).toBe('nobody');
  });

  test('more than 100 targets on prod want a reason', () => {
    expect(ask('sre', 'command.run', 'prod', { reason: '', count: 101 }).why).toContain('add --reason');
    expect(ask('sre', 'command.run', 'prod', { reason: '', count: 100 }).allowed).toBe(true);
    expect(ask('sre', 'command.run', 'staging', { reason: '', count: 101 }).allowed).toBe(true);
  });

  test('a refusal names the policy and the groups', () => {
    expect(ask('web-team', 'command.run', 'prod').why).toBe(
      'You may not run a script on prod. Policy prod-operators wants one of: sre, on-call. You are in: web-team.',
    );
  });

  test('all groups read requests; sre, on-call and the leads cancel them', () => {
    const may = (action: string) =>
      ['sre', 'on-call', 'sre-leads', 'security', 'web-team', 'strangers'].filter((group) => ask(group, action, 'prod').allowed);
    expect(may('request.read')).toEqual(['sre', 'on-call', 'sre-leads', 'security', 'web-team']);
    expect(may('request.cancel')).toEqual(['sre', 'on-call', 'sre-leads']);
  });

  test('sre, on-call and the leads read what machines said; the web team on dev only', () => {
    const may = (environment: string) =>
      ['sre', 'on-call', 'sre-leads', 'security', 'web-team', 'strangers'].filter(
        (group) => ask(group, 'output.read', environment).allowed,
      );
    expect(may('prod')).toEqual(['sre', 'on-call', 'sre-leads']);
    expect(may('dev')).toEqual(['sre', 'on-call', 'sre-leads', 'web-team']);
  });
});
