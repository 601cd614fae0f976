import { type PolicyDocument, policyOf } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { OperationSpec, Statement } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { runbookTrust } from './runbook.ts';
import { type NamedPolicy, type Packed, packed } from './size.ts';

/** One role as it is to be made in an account. */
export interface PrintedRole {
  readonly account: string;
  /** Its ARN. */
  readonly role: string;
  /** The names of the environments that it serves. */
  readonly environments: readonly string[];
  /** Who may assume it. The bot's own identity is there already: it gets a policy alone. */
  readonly trust?: PolicyDocument;
  readonly kind: Packed['kind'];
  readonly policies: readonly NamedPolicy[];
}

/** The tags that a session has: createSessions sets no others. */
const sessionTags = ['ssm-chatops-request', 'ssm-chatops-person'];

export const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** The roles that these environments name, each with what the operations need that are granted where it serves. */
export function rolesOf(
  environments: readonly Environment[],
  grantedIn: (env: Environment) => readonly Pick<OperationSpec, 'roles'>[],
  bot: string,
): PrintedRole[] {
  const used = (['observe', 'operate', 'runbook'] as const).flatMap((use) =>
    environments.flatMap((env) => {
      const role = env.roles[use];
      const rights = grantedIn(env).flatMap((operation) => operation.roles(env)[use] ?? []);
      return role === undefined || rights.length === 0 ? [] : [{ role, use, env, rights }];
    }),
  );
  return [...new Set(used.map(({ role }) => role))].map((role) => {
    const uses = used.filter((each) => each.role === role);
    const served = [...new Set(uses.map(({ env }) => env))];
    const isRunbook = uses.some(({ use }) => use === 'runbook');
    if (isRunbook && uses.some(({ use }) => use !== 'runbook'))
      throw new UserError(`The role ${role} is both for runbooks and for the bot. Give runbooks a role of their own under roles.runbook.`);
    const regions = [...new Set(served.map(({ region }) => region))];
    return {
      account: accountOf(role),
      role,
      environments: served.map(({ name }) => name),
      trust: isRunbook ? runbookTrust(served[0] as Environment, regions) : botTrust(role, served, bot),
      ...packed(
        role,
        uses.flatMap(({ rights }) => rights),
      ),
    };
  });
}

function botTrust(role: string, environments: readonly Environment[], bot: string): PolicyDocument {
  const ids = [...new Set(environments.map(({ externalId }) => externalId))];
  if (ids.length > 1)
    throw new UserError(
      `${environments.map(({ name }) => name).join(' and ')} share the role ${role}, and not their externalId. Give them the same one, or roles of their own.`,
    );
  const [externalId] = ids;
  const Principal = { AWS: bot };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal,
        Action: 'sts:AssumeRole',
        ...(externalId !== undefined && { Condition: { StringEquals: { 'sts:ExternalId': [externalId] } } }),
      },
      {
        Effect: 'Allow',
        Principal,
        Action: 'sts:TagSession',
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': sessionTags } },
      },
      // Who asked: the session's source identity, which CloudTrail shows with every call.
      { Effect: 'Allow', Principal, Action: 'sts:SetSourceIdentity' },
    ],
  };
}

/** What the bot itself needs: to assume exactly these roles. */
export function botOf(bot: string, roles: readonly PrintedRole[]): PrintedRole {
  const statement: Statement = {
    actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    resources: roles.filter(({ trust }) => JSON.stringify(trust).includes(JSON.stringify(bot))).map(({ role }) => role),
  };
  return {
    account: accountOf(bot),
    role: bot,
    environments: [...new Set(roles.flatMap(({ environments }) => environments))],
    kind: 'managed',
    policies: [{ name: 'ssm-chatops-assume', policy: policyOf([statement]) }],
  };
}
