import { z } from 'zod';
import { inRegion } from '../../../aws/session-policy.ts';
import type { Environment } from '../../../domain/environment.ts';
import type { Field, Statement } from '../../../domain/operation.ts';
import { UserError } from '../../../errors.ts';
import { parameterArn, parsePath } from '../name.ts';

/** A path to look under. */
export const pathWord = z.string().superRefine((typed, context) => {
  try {
    parsePath(typed);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

export const pathField: Field = { kind: 'text', label: 'Path', at: 'words', example: '/myapp/prod', hint: '/ is all of them.' };

/** What policies are asked about a path: it with a slash at its end, so that like "/myapp/prod/*" means the path itself too. */
export const insideOf = (typed = '/'): { readonly path: string } => {
  const path = parsePath(typed);
  return { path: path === '/' ? path : `${path}/` };
};

/** Metadata alone. AWS knows no resources for it: what of it is asked for is this bot's to bound. */
export const describes = (env: Environment): Statement => inRegion(env, ['ssm:DescribeParameters']);

/** All values under exactly this path; what decrypts them is not among it. */
export const readsUnder = (env: Environment, typed: string): Statement => ({
  actions: ['ssm:GetParametersByPath'],
  resources: [parameterArn(env, parsePath(typed))],
});

/** What the observing role needs for all that is looked at here. */
export const lookRoles = (env: Environment): Statement[] => [
  describes(env),
  {
    actions: ['ssm:GetParameterHistory', 'ssm:GetParametersByPath', 'ssm:ListTagsForResource'],
    resources: [parameterArn(env, '*')],
  },
];

/** How many of a list can be left out. AWS holds 100,000 parameters in a region; each page before costs its calls. */
export const skipCount = z.number().int('write a whole number').min(0, 'write 0 or more').max(100_000, 'AWS holds 100,000 at most');
export const skipField: Field = { kind: 'number', label: 'Leave out so many', optional: true, example: '50' };
