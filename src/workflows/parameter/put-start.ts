import { inRegion } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, StartContext, Started, Statement } from '../../domain/operation.ts';
import type { Wave } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { changed } from './changed.ts';
import { parameterArn } from './name.ts';
import { type PutCall, put } from './put-call.ts';
import { parameterReads, withKeys } from './rights.ts';
import { contentProblems } from './value.ts';

/** What the two roles need for setting parameters. */
export const putRoles = (env: Environment): { readonly observe: readonly Statement[]; readonly operate: readonly Statement[] } => ({
  observe: parameterReads(env),
  operate: [
    { actions: ['ssm:PutParameter'], resources: [parameterArn(env, '*')] },
    withKeys(env, 'kms:Encrypt', 'kms:GenerateDataKey'),
    inRegion(env, ['ec2:DescribeImages']),
  ],
});

/**
 * Sets the wave's parameter. The version that the plan was made from was looked at just before; AWS has no call that does both
 * at once, so whoever writes within this moment is overwritten: theirs stays as the version before.
 */
export async function startPut({ targets: [name = ''], call }: Wave<PutCall>, { secret }: StartContext, aws: Aws): Promise<Started> {
  const value = call.value ?? secret;
  if (value === undefined) throw new UserError(`The value of ${name} is missing. Nothing was set.`);
  const wrong = wrongValue(call, value);
  if (wrong) throw new UserError(wrong);
  return { execution: changed(name, aws, await put(name, call, value, aws)) };
}

/** What AWS would refuse of a value; the words never hold it. */
export const wrongValue = ({ type, tier, pattern, dataType }: PutCall, value: string): string | undefined =>
  contentProblems({ type, value, tier, allowedPattern: pattern, dataType })[0]?.words;
