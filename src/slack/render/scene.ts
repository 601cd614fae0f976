import type { Environment } from '../../domain/environment.ts';
import { fingerprint } from '../../domain/plan.ts';
import type { DecisionRecord, Request } from '../../domain/request.ts';
import { shortId } from '../../domain/request.ts';
import type { Requirement } from '../../domain/requirement.ts';
import { describeRequirement, groupsOf } from '../../domain/requirement.ts';
import { bold, codeSpan, group, join, type Mrkdwn, mrkdwn, type Outside } from '../mrkdwn.ts';

/** What a drawing needs besides the record. */
export interface Scene {
  readonly request: Request;
  readonly environment: Environment | undefined;
  /** Slack's ids of the groups that are user groups, for mentions. */
  readonly groupIds: Readonly<Record<string, string>>;
  /** Group that must agree -> groups that are mentioned for it instead; none: nobody is. */
  readonly ping: Readonly<Record<string, readonly string[]>>;
  readonly now: number;
  /** The address of the root, for the link to it. */
  readonly rootLink?: string | undefined;
}

/** Where a scene's facts come from. */
export interface SceneSources {
  readonly environments: readonly Environment[];
  readonly ping: Scene['ping'];
  readonly now: number;
  /** Slack's id of a user group; undefined where it is a group of the file. */
  groupId(group: string): Promise<string | undefined>;
}

/** A mention that can't be looked up becomes the group's name: no drawing waits for it. */
export async function makeScene({ environments, ping, now, groupId }: SceneSources, request: Request, rootLink?: string): Promise<Scene> {
  const must = groupsOf(request.decision?.setAside ?? request.decision?.requirement ?? []);
  const groups = [...new Set([...must, ...must.flatMap((group) => ping[group] ?? [])])];
  const ids = await Promise.all(groups.map(async (group) => [group, await groupId(group).catch(() => undefined)] as const));
  return {
    request,
    environment: environments.find((each) => each.name === request.environment),
    groupIds: Object.fromEntries(ids.filter((pair): pair is [string, string] => pair[1] !== undefined)),
    ping,
    now,
    rootLink,
  };
}

/** Ids of the buttons and modals that act on a request. */
export const verbs = {
  confirm: 'request.confirm',
  discard: 'request.discard',
  change: 'request.change',
  read: 'request.read',
  targets: 'request.targets',
  approve: 'request.approve',
  reject: 'request.reject',
  cancel: 'request.cancel',
  ran: 'request.ran',
  didNotRun: 'request.did-not-run',
  undo: 'request.undo',
  leave: 'request.leave',
  withdraw: 'request.withdraw',
  review: 'request.review',
  ready: 'request.ready',
} as const;

/** What a button carries: the request and the plan that its card showed, so that an old card can't speak for a new plan. */
export const reference = ({ id, hash = '' }: Request): string => JSON.stringify({ id, hash });

export function readReference(value: string | undefined): { id: string; hash: string } | undefined {
  try {
    const { id, hash } = JSON.parse(value ?? '') as { id?: unknown; hash?: unknown };
    return typeof id === 'string' && typeof hash === 'string' ? { id, hash } : undefined;
  } catch {
    return undefined;
  }
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
export const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

/** '*Run a script on 48 instances* · prod'. */
export const title = ({ request }: Scene): Mrkdwn => mrkdwn`${bold(request.plan?.summary ?? request.operation)} · ${request.environment}`;

export const planLine = ({ request }: Scene): Mrkdwn =>
  mrkdwn`plan ${codeSpan(fingerprint(request.hash ?? ''))} · request ${codeSpan(shortId(request.id))}`;

/**
 * The groups that are called, as mentions where Slack knows them. Mentioning notifies: only what calls approvers does it.
 * A group that is not to be called stays as a word.
 */
export function askedGroups(names: readonly string[], { groupIds, ping }: Pick<Scene, 'groupIds' | 'ping'>): Mrkdwn {
  const words = new Map<string, Outside>();
  for (const name of names) {
    const called = own(ping, name) ?? [name];
    if (called.length === 0) words.set(name, name);
    for (const each of called) {
      const id = own(groupIds, each);
      words.set(each, id === undefined ? each : group(id));
    }
  }
  return join([...words.values()], ', ');
}

// A group may be called "constructor".
const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(of, name) ? of[name] : undefined);

export const needs = (requirement: Requirement): string => describeRequirement(requirement);

/** With what approvers prove that it is they, where a policy wants it. */
export const proof = ({ stepUp }: DecisionRecord): string => (stepUp ? ', each with a code of their authenticator app' : '');
export const wants = (decision: DecisionRecord): string => `${needs(decision.requirement)}${proof(decision)}`;

/** "Reason, in Ana's words: ..." or nothing. In one line: a line of its own would look like the bot's words. */
export const reasonLines = ({ request }: Scene): Mrkdwn[] =>
  request.reason ? [mrkdwn`Reason, in ${request.asker.name}'s words: “${oneLine(request.reason)}”`] : [];

export const oneLine = (text: string): string => text.trim().replace(/\s*[\r\n]+\s*/g, ' ⏎ ');
