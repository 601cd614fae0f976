import type { Environment } from '../../domain/environment.ts';
import { UserError } from '../../errors.ts';

/** The role as which the steps of a runbook run, and the parameter that must carry it, where it takes it by one. */
export interface RunsAs {
  readonly role: string;
  readonly parameter?: string | undefined;
}

const reference = /^\{\{\s*([\w.-]+)\s*\}\}$/;

/**
 * Reads a runbook's assumeRole against what it is given. Where it takes a role by a parameter and none is given, it gets the
 * environment's. Throws UserError for a role that the configuration does not name for runbooks, and where there is none: the steps
 * would run with the session of this request, which may start the runbook and nothing else, and ends after 15 minutes.
 * @param given the value that the runbook would get for a parameter, its default included; '' where there is none
 */
export function runsAs(assumeRole: string | undefined, given: (parameter: string) => string, env: Environment): RunsAs {
  const text = assumeRole?.trim() ?? '';
  const parameter = reference.exec(text)?.[1];
  const named = parameter === undefined ? text : given(parameter).trim();
  const { runbook: role } = env.roles;
  const way = "Let whoever runs this bot name one under the environment's roles.runbook";
  if (named === '' && parameter === undefined)
    throw new UserError(
      'This runbook assumes no role. Its steps would run with the session of this request, which may start a runbook and nothing else, and ends after 15 minutes: they would fail half-way. Give it an assumeRole: "{{ AutomationAssumeRole }}", with a parameter of that name.',
    );
  if (role === undefined) throw new UserError(`There is no role for runbooks on ${env.name}, so their steps would have no rights. ${way}.`);
  if (named !== '' && named !== role)
    throw new UserError(
      `The runbook would run as ${named}, and the role for runbooks on ${env.name} is ${role}. Leave the role out, and it gets that one. ${way}, if it must be another.`,
    );
  return { role, parameter };
}
