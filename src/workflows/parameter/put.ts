import { defineOperation } from '../../domain/operation.ts';
import { findVersion } from './changed.ts';
import { parameterArn } from './name.ts';
import { form, input, secretTyped } from './put-input.ts';
import { planPut, putRights } from './put-plan.ts';
import { putRoles, startPut, wrongValue } from './put-start.ts';

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
  roles: (env) => {
    const { observe, operate } = putRoles(env);
    return { observe, operate: [...operate, { actions: ['ssm:AddTagsToResource'], resources: [parameterArn(env, '*')] }] };
  },
  iam: putRights,
  wrongSecret: ({ call }, value) => wrongValue(call, value),
  start: startPut,
  recover: findVersion,
});
