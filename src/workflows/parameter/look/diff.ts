import { z } from 'zod';
import type { Environment } from '../../../domain/environment.ts';
import { defineLook } from '../../../domain/look.ts';
import type { Statement } from '../../../domain/operation.ts';
import type { PlanContext } from '../../../domain/plan.ts';
import { UserError } from '../../../errors.ts';
import { parsePath } from '../name.ts';
import { parameterName } from '../words.ts';
import { comparedPaths } from './diff-paths.ts';
import { comparedVersions } from './diff-versions.ts';
import { readsOf } from './one.ts';
import { describes, insideOf, lookRoles, pathField, pathWord, readsUnder } from './path.ts';

const isVersion = (word: string | undefined): word is string => word !== undefined && /^\d{1,15}$/.test(word);

interface Asked {
  readonly name: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly with?: string | undefined;
}

/** Two versions of one parameter, or two paths held against each other, in one environment or in two. */
const isPaths = ({ from, with: other }: Asked): boolean => other !== undefined || (from !== undefined && !isVersion(from));

const secondPath = ({ name, from }: Asked): string => parsePath(from ?? name);

const nameOrPath = z.string().superRefine((typed, context) => {
  const wrong = [pathWord, parameterName].map((each) => each.safeParse(typed).error?.issues[0]?.message);
  if (wrong.every((each) => each !== undefined)) context.addIssue({ code: 'custom', message: wrong[0] ?? '' });
});

const input = z
  .object({
    name: nameOrPath,
    from: z.string().max(1_100, 'write a version or a path').optional(),
    to: z
      .string()
      .regex(/^\d{1,15}$/, 'write a version, such as 4')
      .optional(),
    with: z.string().max(100, 'write the name of an environment').optional(),
  })
  .superRefine((asked, context) => {
    const say = (message: string, field: keyof Asked) => context.addIssue({ code: 'custom', message, path: [field] });
    const { from, to, with: other } = asked;
    if (other !== undefined && isVersion(from)) say('with another environment, write the path there, such as /myapp/staging', 'from');
    else if (isPaths(asked) && !pathWord.safeParse(asked.name).success) say('a path begins with a slash, such as /myapp/prod', 'name');
    else if (isPaths(asked) && to !== undefined) say('between two paths there are no versions', 'to');
    else if (isPaths(asked) && from !== undefined && !pathWord.safeParse(from).success)
      say('write a version, such as 3, or a second path, such as /myapp/staging', 'from');
  });

export const diffParameters = defineLook({
  name: 'param.diff',
  words: 'param diff',
  title: 'Compare versions of a parameter, or two paths',
  inEnvironment: true,
  input,
  form: {
    name: {
      ...pathField,
      label: 'Parameter or path',
      example: '/myapp/prod',
      hint: 'Of a parameter two versions are compared, else two paths.',
    },
    from: {
      kind: 'text',
      label: 'Version, or the other path',
      at: 'words',
      optional: true,
      example: '/myapp/staging',
      hint: 'Without it: the last change, or the same path in the other environment.',
    },
    to: { kind: 'text', label: 'Version to compare with', at: 'words', optional: true, hint: 'Without it: the newest.' },
    with: { kind: 'text', label: 'Environment of the other path', optional: true, example: 'staging' },
  },
  roles: lookRoles,
  contexts(asked): readonly [PlanContext, ...PlanContext[]] {
    if (!isPaths(asked)) return [{ path: asked.name }];
    const { with: environment } = asked;
    return [insideOf(asked.name), { ...insideOf(secondPath(asked)), ...(environment !== undefined && { environment }) }];
  },
  reads: (asked, env) => (isPaths(asked) ? [describes(env), ...pathsIn(asked, env)] : readsOf(env, asked.name)),
  async look(asked, [left, right], tell) {
    if (!isPaths(asked)) return comparedVersions(asked.name, asked.from, asked.to, left);
    const paths = [parsePath(asked.name), secondPath(asked)] as const;
    const other = right ?? left;
    if (paths[0] === paths[1] && other.env.name === left.env.name)
      throw new UserError(`Both are ${paths[0]} on ${left.env.name}. Write a second path, or --with and another environment.`);
    return comparedPaths({ path: paths[0], place: left }, { path: paths[1], place: other }, tell);
  },
});

/** In the other environment the other path alone is read. Where both are in one, or may be, both. */
function pathsIn(asked: Asked, env: Environment): Statement[] {
  const own = readsUnder(env, asked.name);
  const other = readsUnder(env, secondPath(asked));
  return asked.with !== undefined && asked.with !== env.name ? [own] : [own, other];
}
