import { parseArgs } from 'node:util';
import { loadPolicy } from '../auth/policy/load.ts';
import { type Config, readConfig } from '../config.ts';
import type { Environment } from '../domain/environment.ts';
import { UserError } from '../errors.ts';
import { actions } from '../workflows/index.ts';
import type { Command } from './command.ts';
import { askers, isGranted } from './iam/granted.ts';
import { presentIdentity, principalOf } from './iam/identity.ts';
import { botOf, type PrintedRole, rolesOf } from './iam/roles.ts';
import { templateOf } from './iam/template.ts';

const usage = `ssm-chatops iam [--env ENV] [--json] [--bot ARN]
  Prints the roles that the environments of the configuration need, with the least policies for what the policies grant
  there, and what the bot itself needs. CloudFormation, one document for each account; --json: the same as data.
  --env ENV   only the roles that ENV uses, whole: where it shares them, with what the others need
  --bot ARN   the role or user as which the bot runs; without it, that of the present AWS credentials.
              A role that has a path must be named: AWS does not say the path of a session's role.`;

/** Prints roles; nothing is changed in AWS. */
export const run: Command = async (args, { env, out }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      env: { type: 'string' },
      json: { type: 'boolean', default: false },
      bot: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    out(usage);
    return 0;
  }
  const file = env.SSM_CHATOPS_CONFIG || './ssm-chatops.yml';
  const config = await readConfig(file);
  const wanted = values.env === undefined ? config.environments : [environmentOf(config, values.env)];
  const bot = principalOf(values.bot ?? (await presentIdentity(env.AWS_REGION || (config.environments[0]?.region ?? 'us-east-1'))));
  const { roles, ungranted } = await rolesFor(config, bot);
  const arns = wanted.flatMap((each) => Object.values(each.roles));
  const shown = [...roles.filter(({ role }) => arns.includes(role)), botOf(bot, roles)];
  if (values.json) out(JSON.stringify(shown, null, 2));
  else for (const text of templates(file, shown, ungranted)) out(text);
  return 0;
};

function environmentOf({ environments }: Config, name: string): Environment {
  const found = environments.find((each) => each.name === name);
  if (!found) throw new UserError(`There is no environment "${name}". There are: ${environments.map((each) => each.name).join(', ')}.`);
  return found;
}

interface Left {
  readonly account: string;
  readonly what: string;
}

/** All roles of the configuration, and what is left out of them since nobody is granted it. */
async function rolesFor(config: Config, bot: string): Promise<{ roles: PrintedRole[]; ungranted: Left[] }> {
  const policy = await loadPolicy({ folder: config.policies, actions, timezone: config.timezone });
  const asking = await askers(policy, config.policies);
  const grantedIn = (env: Environment) => actions.filter((action) => isGranted(policy, asking, action, env));
  const roles = rolesOf(config.environments, grantedIn, bot);
  if (roles.length === 0) throw new UserError(`The policies in ${config.policies} grant no operation anywhere, so no role is needed.`);
  const ungranted = config.environments.flatMap((env) =>
    actions
      .filter((action) => !grantedIn(env).includes(action))
      .map(({ name }) => ({ account: env.account, what: `${name} on ${env.name}` })),
  );
  return { roles, ungranted };
}

function templates(file: string, roles: readonly PrintedRole[], ungranted: readonly Left[]): string[] {
  return [...new Set(roles.map(({ account }) => account))].map((account, at) => {
    const own = roles.filter((each) => each.account === account);
    const left = ungranted.filter((each) => each.account === account).map(({ what }) => what);
    const name = `ssm-chatops-${account}.yml`;
    const notes = [
      `Account ${account}: what ${file} and its policies need there.`,
      `Save this document as ${name} and deploy it in that account:`,
      `  aws cloudformation deploy --stack-name ssm-chatops --template-file ${name} --capabilities CAPABILITY_NAMED_IAM`,
      ...(own.some(({ trust }) => trust !== undefined)
        ? ['The role or user as which the bot runs must be there first: the roles trust it by name.']
        : []),
      ...(left.length > 0 ? [`No policy grants this to anybody, so it is left out: ${left.join(', ')}.`] : []),
    ];
    return `${at > 0 ? '---\n' : ''}${templateOf(account, own, notes)}`.trimEnd();
  });
}
