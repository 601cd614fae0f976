import type { Rule } from '../../auth/policy/rule.ts';
import type { Config } from '../../config.ts';
import { type Agreement, describeRequirement, groupsOf, isMet } from '../../domain/requirement.ts';
import { type Finding, findingsOf } from './finding.ts';
import { placesOf } from './policies.ts';

const { ok, problem } = findingsOf('groups');

/** By Slack id: true for whom the bot serves, its words for whom it does not. Who is not in it was not looked up. */
export type Serves = ReadonlyMap<string, true | string>;

/** A group that is there, with its people. */
export interface Known {
  readonly name: string;
  readonly people: readonly string[];
}

/** Approvals that all who may act together could not give. What lacks because a group is not there, or empty, is told there. */
export function judgeApprovals({ stepUp }: Config, rules: readonly Rule[], known: readonly Known[], serves: Serves): Finding[] {
  const counts = (id: string) => typeof serves.get(id) !== 'string';
  const people = [...new Set(known.flatMap((group) => group.people))].filter(counts);
  const agreements = people.map(
    (id): Agreement => ({ id, groups: known.filter((group) => group.people.includes(id)).map(({ name }) => name) }),
  );
  const withApp = agreements.filter(({ id }) => Object.hasOwn(stepUp, id));
  const filled = new Set(known.filter((group) => group.people.some(counts)).map(({ name }) => name));
  const asking = rules.filter(
    ({ kind, requirement = [] }) => kind === 'marked' && groupsOf(requirement).every((group) => filled.has(group)),
  );
  const unmet = asking.flatMap((rule) => {
    const { requirement = [], id } = rule;
    const must = `${describeRequirement(requirement)} must agree (${placesOf([rule])})`;
    if (!isMet(requirement, agreements))
      return [
        problem(id, `${must}, and there are not so many people: each counts once.`, 'Put more people into these groups, or ask for fewer.'),
      ];
    if (rule.stepUp && !isMet(requirement, withApp))
      return [
        problem(
          id,
          `${must} with a code of their authenticator apps, and not so many have one.`,
          'Give each a number under stepUp in the configuration, and hand out their secrets: "ssm-chatops step-up PERSON".',
        ),
      ];
    return [];
  });
  return unmet.length > 0 || asking.length === 0
    ? unmet
    : [ok('approvals', `There are people enough for each of the ${asking.length} that policies ask for.`)];
}
