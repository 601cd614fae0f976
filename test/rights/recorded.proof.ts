import { expect, test } from 'vitest';
import type { Evaluated } from '../../sandbox/aws/record.ts';
import type { PrintedRole } from '../../src/cli/iam/roles.ts';
import { actionsOf, isAllowed, printedRoles, recordedRights, without } from './recorded.ts';

const printed = await printedRoles();
const recorded = await recordedRights();
const named = ({ role, access: { action, resource } }: Evaluated) => `${role}: ${action} on ${resource}`;
const policiesOf = (role: string) => printed.get(role)?.policies ?? [];
const trustOf = (role: string) => printed.get(role)?.trust;
const documents = ({ policies }: PrintedRole) => policies.map(({ policy }) => policy);

/** What tests ask for in order to be refused. */
const onPurpose: readonly ((refused: Evaluated) => boolean)[] = [
  // Configurations of tests name roles that are not there, or that are not for this.
  ({ access }) => access.action.startsWith('sts:') && !printed.has(access.resource),
];

test('without any record nothing is proven, and it says what to run', async () => {
  await expect(recordedRights('/nowhere')).rejects.toThrow(/^No call to AWS was recorded .* Run "npm test" first\.$/);
});

test('every call that was allowed in any test is allowed by what is printed', async () => {
  const denied: string[] = [];
  for (const each of recorded.filter(({ allowed }) => allowed))
    if (!(await isAllowed(each, policiesOf(each.role), trustOf))) denied.push(named(each));
  expect(denied).toEqual([]);
});

test('no call was refused, but those that tests make in order to be refused', () => {
  const refused = recorded.filter((each) => !each.allowed && !onPurpose.some((fits) => fits(each)));
  expect(refused.map(named)).toEqual([]);
});

const ofBot = [...printed.values()].filter(({ trust }) => !JSON.stringify(trust ?? {}).includes('ssm.amazonaws.com'));
const granted = ofBot.flatMap((role) => actionsOf(documents(role)).map((action) => [role.role, action] as const));

test.each(granted)('%s needs %s: without it a call fails', async (role, action) => {
  const uses = recorded.filter((each) => each.allowed && each.role === role && each.access.action === action);
  const less = policiesOf(role).map(({ name, policy }) => ({ name, policy: without(policy, action) }));
  expect(uses.length, 'no test makes a call that needs it').toBeGreaterThan(0);
  for (const use of uses) if (!(await isAllowed(use, less, trustOf))) return;
  expect.fail(`${role} may do without ${action}: every recorded call is allowed without it.`);
});

const trusted = ofBot.flatMap(({ role, trust }) => (trust ? actionsOf([trust]).map((action) => [role, action, trust] as const) : []));

test.each(trusted)('the trust of %s needs %s: without it a session fails', async (role, action, trust) => {
  const uses = recorded.filter(({ allowed, access }) => allowed && access.action === action && access.resource === role);
  expect(uses.length, 'no test assumes it so').toBeGreaterThan(0);
  for (const use of uses) if (!(await isAllowed(use, policiesOf(use.role), () => without(trust, action)))) return;
  expect.fail(`${role} may be assumed without ${action}.`);
});
