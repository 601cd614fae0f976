import type { Environment } from '../../domain/environment.ts';
import { UserError } from '../../errors.ts';

/** As whom the steps of a runbook run: a role, which `parameter` names to the runbook; none: the starter's own session. */
export interface RunsAs {
  readonly role?: string | undefined;
  /** The parameter that must carry the role. */
  readonly parameter?: string | undefined;
}

const reference = /^\{\{\s*([\w.-]+)\s*\}\}$/;

/**
 * Reads a runbook's assumeRole against what it is given. Where it takes a role by a parameter and none is given, it gets the
 * environment's. Throws UserError for a role that the configuration does not name for runbooks.
 * @param given the value that the runbook would get for a parameter, its default included; '' where there is none
 */
export function runsAs(assumeRole: string | undefined, given: (parameter: string) => string, env: Environment): RunsAs {
  const text = assumeRole?.trim() ?? '';
  const parameter = reference.exec(text)?.[1];
  const role = parameter === undefined ? text : given(parameter).trim();
  if (role === '') return parameter === undefined || env.roles.runbook === undefined ? {} : { role: env.roles.runbook, parameter };
  if (role !== env.roles.runbook)
    throw new UserError(
      `The runbook would run as ${role}, and that is not the role for runbooks on ${env.name}${env.roles.runbook === undefined ? ', which has none' : `: ${env.roles.runbook}`}. ` +
        "Leave the role out, or let whoever runs this bot name it under the environment's roles.runbook.",
    );
  return { role, parameter };
}
