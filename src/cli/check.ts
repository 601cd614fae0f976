import { parseArgs } from 'node:util';
import type { Config, Settings } from '../config.ts';
import { identityIn, lookAtIdentity } from './check/aws.ts';
import { lookAtChannels } from './check/channels.ts';
import { eligibleIn } from './check/eligible.ts';
import { countOf, type Finding } from './check/finding.ts';
import { lookAtGroups } from './check/groups.ts';
import { lookAtKey } from './check/key.ts';
import { type Look, once, runLooks } from './check/look.ts';
import { lookAtPolicies, readPolicies } from './check/policies.ts';
import { inLines, withoutSecrets } from './check/print.ts';
import { lookAtRedis } from './check/redis.ts';
import { lookAtRoles } from './check/roles.ts';
import { readInstallation } from './check/settings.ts';
import { lookAtToken, whatSlackHides, whoAmI } from './check/slack.ts';
import { lookAtDeliveries } from './check/socket.ts';
import type { Command } from './command.ts';

const usage = `ssm-chatops check [--json] [--bots N]
  Looks at the whole installation and says what is wrong, each finding with its fix. Changes nothing.
  --json     an array of {area, name, state: ok|warning|problem|unknown, says, fix?}
  --bots N   so many bot processes run now: more sockets than theirs are a problem
  Ends with 0 where no problem was found (warnings may be), 1 where one was, 2 where the environment or the
  configuration could not be read, so that not everything could be looked at.`;

/** Walks the installation that the environment describes. */
export const run: Command = async (args, { env, out }) => {
  const asked = readArguments(args);
  if (asked === undefined || asked.help) {
    out(usage);
    return asked ? 0 : 2;
  }
  const { settings, config, findings: read } = await readInstallation(env);
  const looks = settings ? looksAt(settings, config, asked.bots, env) : [];
  // Reading policies keeps the processor busy, which is not to count as the silence of others: it comes first.
  const local = await runLooks(looks.filter(({ area }) => area === 'policies'));
  const remote = await runLooks(looks.filter(({ area }) => area !== 'policies'));
  const findings = withoutSecrets([...read, ...local, ...remote], env);
  out(asked.json ? JSON.stringify(findings, undefined, 2) : inLines(findings));
  if (!settings || !config) return 2;
  return countOf(findings, 'problem') > 0 ? 1 : 0;
};

/** Undefined: they are not as the usage says. */
function readArguments(args: readonly string[]): { json: boolean; help: boolean; bots: number | undefined } | undefined {
  const options = { json: { type: 'boolean' }, bots: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { json = false, bots, help = false } = parseArgs({ args: [...args], options }).values;
    if (bots !== undefined && !/^\d{1,2}$/.test(bots)) return undefined;
    return { json, help, bots: bots === undefined ? undefined : Number(bots) };
  } catch {
    return undefined;
  }
}

/** Everything that can be looked at; without a configuration, what needs none. */
function looksAt(settings: Settings, config: Config | undefined, bots: number | undefined, env: NodeJS.ProcessEnv): Look[] {
  const { REDIS_URL: redis, SSM_CHATOPS_KEY: secret } = settings;
  const always: Look[] = [
    { area: 'slack', name: 'bot token', find: () => lookAtToken(settings) },
    { area: 'slack', name: 'sockets', find: () => lookAtDeliveries(settings, bots) },
    { area: 'slack', name: 'command and clicks', find: async () => [whatSlackHides(settings)] },
    { area: 'redis', name: 'connection', find: () => lookAtRedis(redis) },
    { area: 'key', name: 'SSM_CHATOPS_KEY', find: () => lookAtKey(redis, secret) },
  ];
  return config ? [...always, ...looksWith(settings, config, env)] : always;
}

function looksWith(settings: Settings, config: Config, env: NodeJS.ProcessEnv): Look[] {
  const policies = once(() => readPolicies(config));
  const me = once(() => whoAmI(settings));
  const region = env.AWS_REGION ?? config.environments[0]?.region ?? 'us-east-1';
  const identity = once(() => identityIn(region));
  const groups = async (): Promise<Finding[]> => {
    const { rules } = await policies().catch(() => {
      throw new Error('The groups that policies name: the policies must be right first.');
    });
    const bot = await me();
    return lookAtGroups(settings, config, bot, rules, eligibleIn(settings, config, bot));
  };
  return [
    { area: 'policies', name: 'policies', find: () => lookAtPolicies(config, policies) },
    { area: 'channels', name: 'channels', find: async () => lookAtChannels(settings, config, await me()) },
    { area: 'groups', name: 'groups', find: groups },
    { area: 'aws', name: 'identity', find: () => lookAtIdentity(region, identity) },
    ...config.environments.map((place): Look => ({ area: 'aws', name: `${place.name}: roles`, find: () => lookAtRoles(place, identity) })),
  ];
}
