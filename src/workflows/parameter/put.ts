import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { changed, findVersion } from './changed.ts';
import { parameterArn } from './name.ts';
import { type PutCall, put } from './put-call.ts';
import { form, input, secretTyped } from './put-input.ts';
import { planPut, putRights } from './put-plan.ts';
import { inRegion, parameterReads, withKeys } from './rights.ts';
import { contentProblems } from './value.ts';

/** Sets a parameter: makes it, or gives it a new version. */
export const putParameter = defineOperation({
  name: 'param.put',
  words: 'param put',
  title: 'Set a parameter',
  risk: 'change',
  input,
  form,
  keepsOut: secretTyped,
  plan: planPut,
  roles: (env) => ({
    observe: parameterReads(env),
    operate: [
      { actions: ['ssm:PutParameter'], resources: [parameterArn(env, '*')] },
      withKeys(env, 'kms:Encrypt', 'kms:GenerateDataKey'),
      inRegion(env, ['ec2:DescribeImages']),
    ],
  }),
  iam: putRights,
  wrongSecret: ({ call }, value) => wrongValue(call, value),
  async start({ targets: [name = ''], call }, { secret }, aws) {
    const value = call.value ?? secret;
    if (value === undefined) throw new UserError(`The value of ${name} is missing. Nothing was set.`);
    const wrong = wrongValue(call, value);
    if (wrong) throw new UserError(wrong);
    return { execution: changed(name, aws, await put(name, call, value, aws)) };
  },
  recover: findVersion,
});

/** What AWS would refuse; the words never hold the value. */
const wrongValue = ({ type, tier, pattern, dataType }: PutCall, value: string): string | undefined =>
  contentProblems({ type, value, tier, allowedPattern: pattern, dataType })[0]?.words;
