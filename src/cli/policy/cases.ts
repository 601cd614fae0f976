import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Question } from '../../domain/decision.ts';
import { instant } from '../../domain/freeze.ts';
import { nobody, parseRequirement, type Requirement } from '../../domain/requirement.ts';
import { UserError } from '../../errors.ts';
import { type Case, caseSchema, listed } from './case-schema.ts';
import { actionNames, freezeNames, type Installed } from './installed.ts';
import { questionOf, type Who } from './question.ts';
import { readYaml, type YamlLines } from './yaml-lines.ts';

/** One question, and what must come of it. */
export interface Check {
  readonly line: number;
  /** 'sre, on-call: command.run on prod', after the case's own name. */
  readonly name: string;
  readonly question: Question;
  /** Undefined where it must be refused. */
  readonly requirement: Requirement | undefined;
  readonly stepUp: boolean;
  /** Policies that must be among those that decided. */
  readonly by: readonly string[];
}

/** A case that says nothing of the time asks on this working day, so that it says the same on every day. */
const usualTime = '2026-01-14T12:00';

/** Reads a file of cases: one check for each action in each environment. Throws UserError with all that is wrong, by line. */
export function readCases(file: string, text: string, installed: Installed): Check[] {
  const yaml = readYaml(file, text);
  const parsed = z.array(caseSchema, 'write a list of cases: "- who: ..."').safeParse(yaml.data ?? []);
  if (!parsed.success) throw new UserError(parsed.error.issues.map((issue) => yaml.problemOf(issue)).join('\n'));
  const wrong = parsed.data.flatMap((one, at) => misnamed(one, at, installed, yaml));
  if (wrong.length > 0) throw new UserError(wrong.join('\n'));
  return parsed.data.flatMap((one, at) => checksOf(one, yaml.line([at]), installed));
}

function checksOf(one: Case, line: number, { environments, timezone }: Installed): Check[] {
  const { then, by } = one;
  const who = whoOf(one.who);
  const at = instant(one.with.at ?? usualTime, timezone);
  const agreed = typeof then === 'string' ? nobody : parseRequirement(then.needs);
  const requirement = then === 'deny' ? undefined : agreed;
  const places = environments.filter(({ name }) => listed(one.where).includes(name));
  return listed(one.what).flatMap((action) =>
    places.map((environment) => ({
      line,
      name: [...(one.name ? [one.name] : []), `${called(who)}: ${action} on ${environment.name}`].join(': '),
      question: questionOf(who, action, environment, { ...one.with, at }),
      requirement,
      stepUp: typeof then === 'object' && then.stepUp,
      by: listed(by),
    })),
  );
}

/** 'sre, on-call', 'workflow nightly', 'U012ABCDEF'. */
export const called = ({ workflow, id, groups = [] }: Who): string =>
  workflow !== undefined ? `workflow ${workflow}` : [...(id ? [id] : []), ...groups].join(', ') || 'somebody in no group';

const whoOf = (who: Case['who']): Who => (typeof who === 'string' || Array.isArray(who) ? { groups: listed(who) } : who);

/** Names that nothing else has: a case about them would prove nothing. */
function misnamed(one: Case, at: number, installed: Installed, yaml: YamlLines): string[] {
  const check = (key: string, kind: string, given: readonly string[], known: readonly string[]) =>
    given.filter((name) => !known.includes(name)).map((name) => yaml.problem([at, ...key.split('.')], noSuch(kind, name, known)));
  return [
    ...check('what', 'action', listed(one.what), actionNames),
    ...check(
      'where',
      'environment',
      listed(one.where),
      installed.environments.map(({ name }) => name),
    ),
    ...check('with.freezes', 'freeze', one.with.freezes ?? [], freezeNames(installed)),
    ...check(
      'by',
      'policy',
      listed(one.by),
      installed.policy.rules.map(({ id }) => id),
    ),
    ...wrongTime(one, at, installed, yaml),
    ...wrongRequirement(one, at, yaml),
  ];
}

/** 'There is no action "command.rnu". Did you mean "command.run"?' */
export function noSuch(kind: string, name: string, known: readonly string[]): string {
  return `There is no ${kind} "${name}".${known.length > 0 ? ` Did you mean "${closest(name, [...known])}"?` : ''}`;
}

function wrongTime({ with: { at } }: Case, index: number, { timezone }: Installed, yaml: YamlLines): string[] {
  if (at === undefined || !Number.isNaN(instant(at, timezone))) return [];
  return [yaml.problem([index, 'with', 'at'], `"${at}" is no time: write 2026-12-24T18:30, as the clocks of ${timezone} show it`)];
}

function wrongRequirement({ then }: Case, index: number, yaml: YamlLines): string[] {
  if (typeof then === 'string') return [];
  try {
    parseRequirement(then.needs);
    return [];
  } catch (error) {
    return [yaml.problem([index, 'then', 'needs'], (error as Error).message)];
  }
}
