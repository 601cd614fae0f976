import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadedPolicy, loadPolicy } from '../../auth/policy/load.ts';
import type { Rule } from '../../auth/policy/rule.ts';
import type { Config } from '../../config.ts';
import type { acts } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import { UserError } from '../../errors.ts';
import { actions } from '../../workflows/index.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('policies');

/** Throws the UserError with which the bot would refuse to start. */
export const readPolicies = ({ policies: folder, timezone }: Config): Promise<LoadedPolicy> => loadPolicy({ folder, actions, timezone });

/** Are they right, do they name what there is, and is something granted at all? */
export async function lookAtPolicies(config: Config, read: () => Promise<LoadedPolicy>): Promise<Finding[]> {
  let policy: LoadedPolicy;
  try {
    policy = await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return wrongLines(error, config.policies);
  }
  const cases = join(config.policies, 'cases.yml');
  const hasCases = await readFile(cases).then(
    () => true,
    () => false,
  );
  return [
    ok('policies', `All ${policy.rules.length} in ${config.policies} are valid.`),
    ...unknownEnvironments(config, policy),
    ...unknownFreezes(config, policy),
    ...grants(config, policy),
    ok(
      'cases',
      hasCases ? `${cases} is there: "ssm-chatops policy test" runs it.` : `There is no ${cases}, so nothing proves what the policies say.`,
    ),
  ];
}

/** 'FILE:LINE: what' of each thing that is wrong. */
function wrongLines(error: UserError, folder: string): Finding[] {
  const fix = 'Correct the policy: the bot does not start with it. "ssm-chatops policy test" says the same.';
  const lines = [...error.message.matchAll(/^(.+?\.cedar:\d+): (.*)$/gm)];
  if (lines.length === 0)
    return [problem('policies', error.message, `Put *.cedar files into ${folder}, or correct "policies" in the configuration.`)];
  return lines.map(([, place = '', says = '']) => problem(place, says, fix));
}

/** Where a policy stands: 'prod.cedar:31'. */
export const placesOf = (rules: readonly Rule[]): string => [...new Set(rules.map(({ file, line }) => `${file}:${line}`))].join(', ');

function unknownEnvironments({ environments }: Config, { environments: named, rules }: LoadedPolicy): Finding[] {
  const there = environments.map(({ name }) => name);
  return named
    .filter((name) => !there.includes(name))
    .map((name) => {
      const where = placesOf(rules.filter(({ scope }) => scope.environments.includes(name)));
      const fix = `Correct the name in ${where}: there are ${there.join(', ')}. Or add it under environments.`;
      return problem(`environment ${name}`, `The configuration has none of this name, so what ${where} says of it holds nowhere.`, fix);
    });
}

function unknownFreezes({ freezes }: Config, { freezes: named, rules }: LoadedPolicy): Finding[] {
  const there = freezes.map(({ name }) => name);
  return named
    .filter((name) => !there.includes(name))
    .map((name) => {
      const where = placesOf(rules.filter(({ scope }) => scope.freezes.includes(name)));
      const fix = `Correct the name in ${where}: there are ${there.join(', ') || 'none'}. Or add it under freezes.`;
      return problem(
        `freeze ${name}`,
        `The configuration has none of this name, so it is never active, and what ${where} says of it never holds.`,
        fix,
      );
    });
}

/** Whether there is anybody, in some circumstances, to whom it is granted: a member of one of the groups that policies name, or of all. */
function isGranted({ rules, groups, mayEver }: LoadedPolicy, action: string, environments: readonly Environment[]): boolean {
  // Who is named by id can't be asked for: that permit is taken at its word.
  if (rules.some(({ kind, json }) => kind === 'permit' && JSON.stringify(json).includes('"Person"'))) return true;
  const people = [[], ...groups.map((group) => [group]), groups].map((own) => ({ id: 'U0', team: 'T0', name: 'anybody', groups: own }));
  return environments.some((env) => people.some((person) => mayEver(person, action, env)));
}

/** What nobody can do without a permit for the act: the word for the loss, and whether it is one. */
const losses: Readonly<Partial<Record<keyof typeof acts, { readonly loss: string; readonly isChoice?: true }>>> = {
  'request.read': { loss: 'nobody but the asker sees a request with /ssm status and /ssm list' },
  'request.cancel': { loss: 'nobody but the asker can stop what was started' },
  'output.read': { loss: 'nobody, the asker too, sees what commands said' },
  'audit.read': { loss: 'nobody can read the audit with /ssm audit', isChoice: true },
  'break-glass': { loss: 'nobody can use --break-glass', isChoice: true },
  'wide-session': { loss: 'what does not fit into a session policy is refused', isChoice: true },
};

function grants({ environments, securityChannel }: Config, policy: LoadedPolicy): Finding[] {
  if (!policy.rules.some(({ kind }) => kind === 'permit'))
    return [
      problem(
        'permits',
        'No policy permits anything, so nobody can do anything.',
        'Write a permit: policies/prod.cedar of the example shows how.',
      ),
    ];
  const permitFor = (act: string) => `Write one if it should be: permit (principal in Group::"...", action == Action::"${act}", resource);`;
  const dark = environments.filter((env) => !isGranted(policy, 'observe', [env]));
  const closed = Object.entries(losses).filter(([act]) => !isGranted(policy, act, environments));
  const breaks = isGranted(policy, 'break-glass', environments);
  return [
    ...dark.map(({ name }) =>
      problem(`observe ${name}`, `No policy permits "observe" on ${name}, so nothing can be asked for there.`, permitFor('observe')),
    ),
    ...closed.map(([act, { loss, isChoice }]) =>
      isChoice ? ok(act, `No policy permits it: ${loss}.`) : warning(act, `No policy permits it: ${loss}.`, permitFor(act)),
    ),
    ...(breaks && !isGranted(policy, 'request.review', environments)
      ? [problem('request.review', 'Break-glass is permitted, but nobody may close its reviews.', permitFor('request.review'))]
      : []),
    ...(breaks && securityChannel === undefined
      ? [
          warning(
            'break-glass',
            'It is permitted, but no channel would be alarmed, so it is refused.',
            'Name one in the configuration: security: { channel: C012ABCDEF }',
          ),
        ]
      : []),
  ];
}
