import { z } from 'zod';
import { describeParameters, under } from '../../aws/parameters.ts';
import type { Environment } from '../../domain/environment.ts';
import { defineOperation } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { findVersion } from './changed.ts';
import { type Current, readCurrent } from './current.ts';
import { parsePath } from './name.ts';
import { putRights } from './put-plan.ts';
import { putRoles, startPut, wrongValue } from './put-start.ts';
import { mostAtOnce, planSeveral } from './several.ts';
import { parameterPath } from './words.ts';

/**
 * Copies what is under a path of another environment, or one parameter. Secrets are not read: what is a secret there is asked of
 * the asker when it starts, since an environment should have its own.
 */
export const copyParameters = defineOperation({
  name: 'param.copy',
  words: 'param copy',
  title: 'Copy parameters from another environment',
  risk: 'change',
  input: z.object({ path: parameterPath, from: z.string().min(1).max(100), as: parameterPath.optional() }),
  form: {
    path: { kind: 'text', label: 'Path or parameter', at: 'words', example: '/myapp/staging' },
    from: { kind: 'text', label: 'From the environment', example: 'staging' },
    as: {
      kind: 'text',
      label: 'As',
      optional: true,
      example: '/myapp/prod',
      hint: 'The path there. Without it: the same, with the name of the environment in it changed.',
    },
  },
  async plan({ path: typed, from, as }, observer, env, elsewhere) {
    const path = parsePath(typed);
    if (from === env.name) throw new UserError(`From ${from} to ${from}: name another environment to copy from, by --from.`);
    const source = await elsewhere(from);
    const to = as === undefined ? translated(path, source.env, env) : parsePath(as);
    const one = await readCurrent(path, source.aws);
    const { found, more } = one ? { found: [{ Name: path }], more: false } : await describeParameters(source.aws, under(path), mostAtOnce);
    if (more)
      throw new UserError(`There are more than ${mostAtOnce} parameters under ${path} on ${from}: copy a part of them, by a longer path.`);
    if (found.length === 0) throw new UserError(`There is no parameter ${path} on ${from}, and none under it.`);
    const all: Current[] = [];
    for (const { Name: name = '' } of found) all.push((name === path ? one : await readCurrent(name, source.aws)) ?? gone(name, from));
    const wanted = all.map((each) => ({
      name: `${to}${each.name.slice(path === '/' ? 0 : path.length)}`,
      type: each.type,
      value: each.value,
      description: each.description,
      pattern: each.allowedPattern,
      // An image, as text is, may be of one region alone: AWS says so when it is set.
      dataType: each.dataType,
    }));
    const withPolicies = all.filter(({ policies }) => policies.length > 0).map((each) => each.name);
    const secrets = all.filter(({ type }) => type === 'SecureString').length;
    const warnings = [
      ...(secrets === 0
        ? []
        : [`Secrets are not copied: ${secrets === 1 ? 'the value of 1 is' : `the values of ${secrets} are`} asked for when it starts.`]),
      ...(withPolicies.length === 0
        ? []
        : [`Policies, as when it expires, are not copied: ${withPolicies.join(', ')} has some on ${from}.`]),
    ];
    const contexts = all.map(({ name }) => ({ environment: from, path: name }));
    return planSeveral(
      {
        wanted,
        contexts,
        warnings,
        summary: (count) => `Copy ${count === 1 ? '1 parameter' : `${count} parameters`} from ${path} of ${from} to ${to}`,
      },
      observer,
      env,
    );
  },
  roles: putRoles,
  iam: putRights,
  wrongSecret: ({ call }, value) => wrongValue(call, value),
  start: startPut,
  recover: findVersion,
});

/** '/myapp/staging/db' on staging is '/myapp/prod/db' on prod. */
function translated(path: string, from: Environment, to: Environment): string {
  const levels = path.split('/');
  if (levels.filter((level) => level === from.name).length !== 1)
    throw new UserError(`${path} does not have ${from.name} in it once, so it is not known what it is on ${to.name}. Say so: --as PATH.`);
  return levels.map((level) => (level === from.name ? to.name : level)).join('/');
}

function gone(name: string, from: string): never {
  throw new UserError(`${name} was deleted on ${from} just now. Send it again.`);
}
