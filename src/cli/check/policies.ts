import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadedPolicy, loadPolicy } from '../../auth/policy/load.ts';
import { type Rule, readRules } from '../../auth/policy/rule.ts';
import type { Config } from '../../config.ts';
import type { acts } from '../../domain/decision.ts';
import { UserError } from '../../errors.ts';
import { operations } from '../../workflows/index.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, problem } = findingsOf('policies');

/** The policies as the bot loads them, and each one's text apart. */
export interface Policies {
  readonly loaded: LoadedPolicy;
  readonly rules: readonly Rule[];
}

/** Throws the UserError with which the bot would refuse to start. */
export async function readPolicies({ policies: folder, timezone }: Config): Promise<Policies> {
  const loaded = await loadPolicy({ folder, actions: operations, timezone });
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cedar')).sort();
  const rules = await Promise.all(files.map(async (file) => readRules(file, await readFile(join(folder, file), 'utf8')).rules));
  return { loaded, rules: rules.flat() };
}

/** Are they right, do they name what there is, and is something granted at all? */
export async function lookAtPolicies(config: Config, read: () => Promise<Policies>): Promise<Finding[]> {
  let policies: Policies;
  try {
    policies = await read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return wrongLines(error, config.policies);
  }
  const { loaded, rules } = policies;
  const cases = join(config.policies, 'cases.yml');
  const hasCases = await readFile(cases).then(
    () => true,
    () => false,
  );
  return [
    ok('policies', `All ${rules.length} in ${config.policies} are valid.`),
    ...unknownEnvironments(config, loaded.environments, rules),
    ...grants(config, rules),
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

function unknownEnvironments({ environments }: Config, named: readonly string[], rules: readonly Rule[]): Finding[] {
  const there = environments.map(({ name }) => name);
  return named
    .filter((name) => !there.includes(name))
    .map((name) => {
      const where = placesOf(rules.filter(({ scope }) => scope.environments.includes(name)));
      const fix = `Correct the name in ${where}: there are ${there.join(', ')}. Or add it under environments.`;
      return problem(`environment ${name}`, `The configuration has none of this name, so what ${where} says of it holds nowhere.`, fix);
    });
}

/** Whether any permit may grant the action in the environment; its conditions are not asked. */
const mayGrant = (rules: readonly Rule[], action: string, environment?: string): boolean =>
  rules.some(
    ({ kind, scope }) =>
      kind === 'permit' &&
      (scope.actions?.some((name) => name === action || action.startsWith(`${name}.`)) ?? true) &&
      (environment === undefined || (scope.environment ?? environment) === environment),
  );

/** What nobody can do without a permit for the act: the word for the loss, and whether it is one. */
const losses: Readonly<Partial<Record<keyof typeof acts, { readonly loss: string; readonly isChoice?: true }>>> = {
  'request.read': { loss: 'nobody but the asker sees a request with /ssm status and /ssm list' },
  'request.cancel': { loss: 'nobody but the asker can stop what was started' },
  'output.read': { loss: 'nobody, the asker too, sees what commands said' },
  'audit.read': { loss: 'nobody can read the audit with /ssm audit', isChoice: true },
  'break-glass': { loss: 'nobody can use --break-glass', isChoice: true },
  'wide-session': { loss: 'what does not fit into a session policy is refused', isChoice: true },
};

function grants({ environments }: Config, rules: readonly Rule[]): Finding[] {
  if (!rules.some(({ kind }) => kind === 'permit'))
    return [
      problem(
        'permits',
        'No policy permits anything, so nobody can do anything.',
        'Write a permit: policies/prod.cedar of the example shows how.',
      ),
    ];
  const permitFor = (act: string) => `Write one if it should be: permit (principal in Group::"...", action == Action::"${act}", resource);`;
  const dark = environments.filter(({ name }) => !mayGrant(rules, 'observe', name));
  const closed = Object.entries(losses).filter(([act]) => !mayGrant(rules, act));
  const unreviewed = mayGrant(rules, 'break-glass') && !mayGrant(rules, 'request.review');
  return [
    ...dark.map(({ name }) =>
      problem(`observe ${name}`, `No policy permits "observe" on ${name}, so nothing can be asked for there.`, permitFor('observe')),
    ),
    ...closed.map(([act, { loss, isChoice }]) =>
      isChoice ? ok(act, `No policy permits it: ${loss}.`) : warning(act, `No policy permits it: ${loss}.`, permitFor(act)),
    ),
    ...(unreviewed
      ? [problem('request.review', 'Break-glass is permitted, but nobody may close its reviews.', permitFor('request.review'))]
      : []),
  ];
}
