import type { Place, World } from '../world.ts';
import { newest, removeParameter } from './parameter.ts';
import { expiresAt } from './policies.ts';

/**
 * Brings Parameter Store to the present: what AWS had still to look at is kept, what expired is gone. AWS does it by
 * scans now and then; here it is done before each answer. A write is seen by the next read: AWS promises nothing either
 * way, and tools that wait for GetParameters to show a new version (CloudFormation's) are no proof of a delay.
 */
export function settle({ clock }: World, { parameters }: Place): void {
  const due = parameters.pending.filter(({ dueAt }) => dueAt <= Date.now());
  for (const each of due) {
    parameters.pending.splice(parameters.pending.indexOf(each), 1);
    each.commit();
  }
  if (parameters.counts.Advanced === 0) return; // only they have policies
  const now = clock.now();
  for (const parameter of parameters.byKey.values())
    if ((expiresAt(newest(parameter)) ?? Number.POSITIVE_INFINITY) <= now) removeParameter(parameters, parameter);
}
