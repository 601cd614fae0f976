import type { Environment } from '../../domain/environment.ts';
import type { Elsewhere } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import type { RunbookCall } from './start-call.ts';

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? '';

/**
 * The accounts and regions of these environments and of the own one. Undefined: the own alone. AWS assumes a role of the same
 * name in each of them, so each must have its role for runbooks. Policy is asked for each by the plan's contexts.
 */
export async function locationsOf(
  also: readonly string[],
  env: Environment,
  elsewhere: Elsewhere,
  over: string | undefined,
): Promise<RunbookCall['locations']> {
  const others = [...new Set(also)].filter((name) => name !== env.name);
  if (others.length === 0) return undefined;
  if (over !== undefined) throw new UserError('Over several environments it runs once in each: leave out --targets and --values.');
  const places = [env, ...(await Promise.all(others.map(async (name) => (await elsewhere(name)).env)))];
  return places.map(({ name, account, region, roles }) => {
    if (roles.runbook === undefined)
      throw new UserError(`${name} has no role for runbooks, which AWS would assume there: roles.runbook of its configuration names it.`);
    if (nameOf(roles.runbook) !== nameOf(env.roles.runbook ?? ''))
      throw new UserError(
        `AWS assumes a role of the same name everywhere, and that of ${name} is ${nameOf(roles.runbook)}, not ${nameOf(env.roles.runbook ?? '(none)')}.`,
      );
    return { account, region, role: nameOf(roles.runbook) };
  });
}
