import { expect, test } from 'vitest';
import { compare, comparePlans, likenessOf } from '../../src/domain/compare.ts';
import { decisionOf, execution, planOf, received } from './samples.ts';

const script = (text: string) => ({ texts: [{ label: 'Script', text }] });
const ran = (own = planOf([['i-1', 'i-2']])) =>
  received({
    state: 'succeeded',
    plan: own,
    decision: decisionOf([{}]),
    startedAt: 5_000,
    waves: [
      {
        state: 'succeeded',
        refusals: 0,
        gone: [],
        execution: { ...execution('c-1', 'succeeded'), counts: { total: 2, succeeded: 2, failed: 0, notRun: 0 } },
      },
    ],
  });

test('the same script on more instances is found by its text, and the new ones are named', () => {
  const now = planOf([['i-1', 'i-2', 'i-3']]);
  expect(likenessOf(received(), now, [])[0]).toBe(likenessOf(received(), ran().plan ?? now, [])[0]);
  expect(compare(ran(), 'text', now)).toMatchObject({ how: 'text', at: 5_000, outcome: 'succeeded: 2 of 2 succeeded', diffs: [] });
  expect(comparePlans(ran().plan ?? now, now)).toEqual(['1 more: i-3']);
});

test('another script on the same words of targets is found by them, in any order, and its change is a diff', () => {
  const now = planOf([['i-1', 'i-2']], script('uptime\nrm -rf /srv/cache'));
  const words = ['tag:App=myapp', 'tag:Env=prod'];
  expect(likenessOf(received(), now, words)[1]).toBe(likenessOf(received(), planOf([['i-9']]), [...words].reverse())[1]);
  expect(likenessOf(received(), now, words)[0]).not.toBe(likenessOf(received(), planOf([['i-1']]), words)[0]);
  const [diff] = compare(ran(), 'targets', now)?.diffs ?? [];
  expect(diff).toEqual({ label: 'Script', text: '@@ -1,1 +1,2 @@\n uptime\n+rm -rf /srv/cache' });
});

test('what was asked elsewhere or by another operation is not the same thing', () => {
  const plan = planOf([['i-1']]);
  const keys = [received(), received({ environment: 'dev' }), received({ operation: 'command.other' })].map((one) =>
    likenessOf(one, plan, ['all']),
  );
  expect(new Set(keys.flat()).size).toBe(6);
});

test('the outcome of what runs, and of what was never started, is told as it is', () => {
  const plan = planOf([['i-1']]);
  expect(compare({ ...ran(), state: 'running' }, 'text', plan)?.outcome).toBe('runs now: 2 of 2 succeeded');
  expect(compare(received({ plan, state: 'rejected' }), 'again', plan)?.outcome).toBe('rejected');
  expect(compare(received(), 'again', plan)).toBeUndefined();
});
