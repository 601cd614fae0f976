import { expect, test } from 'vitest';
import type { Current } from '../../../src/workflows/parameter/current.ts';
import type { Policy } from '../../../src/workflows/parameter/policies.ts';
import { policiesFor, policyFacts } from '../../../src/workflows/parameter/put-policies.ts';

const now = Date.parse('2026-11-25T12:00:30Z');
const name = '/myapp/prod/partner-token';
const unchanged: Policy = { type: 'NoChangeNotification', after: 60, unit: 'Days' };
const current = (policies: Current['policies']): Current => ({
  name,
  version: 2,
  type: 'SecureString',
  tier: 'Advanced',
  dataType: 'text',
  changed: '2026-11-20 09:12 UTC by ana.berg',
  policies,
});

test('of what nothing is said, or what is so already, nothing is told to AWS: an overwrite keeps it', () => {
  expect(policiesFor({ name }, current([unchanged]), now)).toEqual({ after: [unchanged] });
  expect(policiesFor({ name, notifyUnchanged: '60d' }, current([unchanged]), now)).toEqual({ after: [unchanged] });
  expect(policiesFor({ name, expires: 'never' }, undefined, now)).toEqual({ after: [] });
});

test('a policy that can not be read stays; it could not be said again, so no other is changed beside it', () => {
  expect(policiesFor({ name }, current('unread'), now)).toEqual({ after: 'unread' });
  expect(policyFacts('unread', current('unread'))).toEqual([{ label: 'Policies', value: expect.stringContaining('stay as they are') }]);
  expect(() => policiesFor({ name, expires: '9d' }, current('unread'), now)).toThrow('has a policy that can not be read here');
});

test('facts say what holds afterwards, and what held before where that was something else', () => {
  const { after } = policiesFor({ name, expires: '10d' }, current([unchanged]), now);
  expect(policyFacts(after, current([unchanged]))).toEqual([
    { label: 'Expires', value: '2026-12-05 12:00 UTC (was never)' },
    { label: 'Notice when unchanged', value: '60 days' },
  ]);
  expect(policyFacts(after, undefined)).toEqual([
    { label: 'Expires', value: '2026-12-05 12:00 UTC' },
    { label: 'Notice when unchanged', value: '60 days' },
  ]);
  expect(policyFacts([], current([unchanged]))).toEqual([{ label: 'Notice when unchanged', value: 'none (was 60 days)' }]);
});
