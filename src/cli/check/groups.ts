import { closest, distance } from 'fastest-levenshtein';
import type { Rule } from '../../auth/policy/rule.ts';
import type { Config, Settings } from '../../config.ts';
import { groupsOf } from '../../domain/requirement.ts';
import { judgeApprovals, type Known, type Serves } from './approvals.ts';
import { askSlack } from './ask-slack.ts';
import { type Finding, findingsOf } from './finding.ts';
import { placesOf } from './policies.ts';
import { type Me, teamOf } from './slack.ts';

const { ok, warning, problem } = findingsOf('groups');

interface Usergroup {
  readonly handle: string;
  readonly users?: readonly string[];
  readonly date_delete?: number;
  readonly is_external?: boolean;
}

/** Who of these people the bot serves, and its words for whom it does not. */
export type Eligible = (people: readonly string[]) => Promise<Serves>;

/** Each group that a policy or a ping names: is it there, and who in it may act? And can every approval be given? */
export async function lookAtGroups(
  settings: Settings,
  config: Config,
  me: Me,
  rules: readonly Rule[],
  eligible: Eligible,
): Promise<Finding[]> {
  const named = [...new Set([...rules.flatMap(groupsIn), ...Object.values(config.approvals.ping).flat()])].sort();
  const inSlack = await usergroups(settings, me);
  const found = named.map((name) => findGroup(name, config, inSlack, rules, settings.SSM_CHATOPS_CONFIG));
  const known = found.filter((each): each is Known => 'people' in each);
  const serves = await eligible([...new Set(known.flatMap(({ people }) => people))]);
  return [
    ...found.map((each) => ('people' in each ? judgeMembers(each, serves, rules) : each)),
    ...judgeApprovals(config, rules, known, serves),
  ];
}

/** All of the workspace, the disabled ones too. A workspace whose plan has no user groups has none. */
async function usergroups(settings: Settings, me: Me): Promise<readonly Usergroup[]> {
  const { body } = await askSlack(settings, 'usergroups.list', { include_users: 'true', include_disabled: 'true', ...teamOf(me) });
  if (body.error === 'plan_upgrade_required' || body.error === 'paid_teams_only') return [];
  if (!body.ok) throw new Error(`Slack refused to tell (usergroups.list: ${body.error}).`);
  // Those of another organisation came with a shared channel.
  return (body.usergroups as Usergroup[]).filter((group) => !group.is_external);
}

const groupsIn = ({ scope, requirement }: Rule): string[] => [...scope.groups, ...groupsOf(requirement ?? [])];
const shown = (group: string) => `@${group}`;

function findGroup(name: string, config: Config, inSlack: readonly Usergroup[], rules: readonly Rule[], file: string): Known | Finding {
  const listed = Object.hasOwn(config.groups, name) ? config.groups[name] : undefined;
  if (listed) return { name, people: listed };
  const same = inSlack.filter(({ handle }) => handle === name);
  const enabled = same.filter(({ date_delete: deleted }) => !deleted);
  const [only] = enabled;
  if (enabled.length > 1)
    return problem(
      shown(name),
      'Two user groups in Slack have this handle, so nobody counts as its member.',
      'An admin must rename one of them.',
    );
  if (only) return { name, people: only.users ?? [] };
  const where = placesOf(rules.filter((rule) => groupsIn(rule).includes(name))) || `approvals of ${file}`;
  if (same.length > 0)
    return problem(
      shown(name),
      `This user group is disabled in Slack, so it has no members. ${where} names it.`,
      `Enable it in Slack, or name another in ${where}.`,
    );
  const fix = `Make a user group with this handle in Slack, list its members under groups in ${file}, or correct ${where}${nearest(name, [...inSlack.map(({ handle }) => handle), ...Object.keys(config.groups)])}.`;
  return problem(shown(name), `There is no such group, in Slack or in ${file}, so it has no members. ${where} names it.`, fix);
}

function nearest(name: string, others: readonly string[]): string {
  const near = others.length > 0 ? closest(name, [...others]) : '';
  return near !== '' && distance(name, near) <= 2 ? `: did you mean "${near}"` : '';
}

function judgeMembers({ name, people }: Known, serves: Serves, rules: readonly Rule[]): Finding {
  const may = people.filter((id) => serves.get(id) === true);
  const refused = people.filter((id) => typeof serves.get(id) === 'string').map((id) => `${id}: ${serves.get(id)}`);
  const asked = people.length - may.length - refused.length;
  const counted = `${people.length} ${people.length === 1 ? 'member' : 'members'}, ${may.length} who may act${asked > 0 ? `, ${asked} not looked up` : ''}.`;
  const says = [counted, ...refused].join(' ');
  if (may.length + asked > 0) return ok(shown(name), says);
  const fix = 'Put full members of the workspace into it.';
  return rules.some(({ requirement }) => groupsOf(requirement ?? []).includes(name))
    ? problem(shown(name), `${says} Nobody can agree for it.`, fix)
    : warning(shown(name), says, fix);
}
