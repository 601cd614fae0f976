import type { UsergroupsListResponse, UsersInfoResponse, WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import type { Person } from '../domain/person.ts';
import { DeniedError, UnavailableError } from '../errors.ts';

type User = NonNullable<UsersInfoResponse['user']>;
type Usergroup = NonNullable<UsergroupsListResponse['usergroups']>[number];

const callBoundMs = 5_000;
const keptPeople = 5_000;

/** `fresh`: read from Slack after the ask; else up to the cache's time ago. */
export interface Ask {
  readonly fresh?: boolean;
}

/** Who somebody is and who is in a group. Asks Slack; a look-up that fails grants nothing. */
export interface People {
  /** Throws DeniedError for whom the bot does not serve, UnavailableError where Slack did not say. */
  person(id: string, team: string, ask?: Ask): Promise<Person>;
  /** User ids; none where there is no such group. Throws DeniedError where two groups have the handle. */
  members(group: string, ask?: Ask): Promise<readonly string[]>;
  /** Slack's id of the group, for a mention; undefined for a group of the file. */
  handleId(group: string): Promise<string | undefined>;
}

export interface DirectoryOptions {
  readonly slack: WebClient;
  /** The workspace in which the app is installed, and the organisation it belongs to, if there is one. */
  readonly team: string;
  readonly enterprise?: string | undefined;
  /** Groups of the file, with user ids. They come before a Slack group with the same handle. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly clock: Clock;
  readonly cacheMs?: number;
}

/** Looks people and groups up in the file and in Slack. Look-ups at the same time are one call. */
export function createDirectory({ slack, team, enterprise, groups, clock, cacheMs = 60_000 }: DirectoryOptions): People {
  const teamArgument = enterprise === undefined ? {} : { team_id: team };
  const accounts = new Map<string, Lookup<User>>();
  const handles = lookup(async () => readGroups(slack, teamArgument), clock, cacheMs);

  const account = (id: string) => {
    const kept = accounts.get(id) ?? lookup(() => readAccount(slack, id), clock, cacheMs);
    if (!accounts.has(id) && accounts.size >= keptPeople) accounts.delete(accounts.keys().next().value ?? '');
    accounts.set(id, kept);
    return kept;
  };
  const inFile = (group: string) => (Object.hasOwn(groups, group) ? groups[group] : undefined);
  const theOnly = (found: readonly Usergroup[], group: string) => {
    if (found.length > 1) throw ambiguous(group);
    return found[0];
  };

  return {
    async person(id, from, { fresh = false } = {}) {
      if (!id || !from) throw new DeniedError('Slack did not say who you are and in which workspace, so nothing was done.');
      const [user, slackGroups] = await Promise.all([account(id).get(fresh), handles.get(fresh)]);
      const refused = whyNot(user, from, team, enterprise);
      if (refused) throw new DeniedError(refused);
      const own = Object.keys(groups).filter((group) => inFile(group)?.includes(id));
      for (const [handle, found] of slackGroups) {
        if (inFile(handle) || !found.some(({ users }) => users?.includes(id))) continue;
        theOnly(found, handle);
        own.push(handle);
      }
      return { id, team, name: user.profile?.display_name || user.real_name || user.name || id, groups: own.sort() };
    },
    async members(group, { fresh = false } = {}) {
      return inFile(group) ?? theOnly((await handles.get(fresh)).get(group) ?? [], group)?.users ?? [];
    },
    async handleId(group) {
      return inFile(group) ? undefined : theOnly((await handles.get(false)).get(group) ?? [], group)?.id;
    },
  };
}

const ambiguous = (group: string): DeniedError =>
  new DeniedError(`Two user groups in Slack have the handle @${group}, so nobody counts as its member: an admin must rename one of them.`);

/** A sentence for whom the bot does not serve. Absent marks are not held against anybody; an absent workspace is. */
function whyNot(user: User, from: string, team: string, enterprise: string | undefined): string | undefined {
  // Slackbot is not marked as a bot.
  if (user.is_bot || user.is_workflow_bot || user.is_connector_bot || user.id === 'USLACKBOT')
    return 'Bots and workflows may not do this: a person has to ask.';
  if (user.deleted) return 'Your account in this workspace is deactivated.';
  if (user.is_restricted || user.is_ultra_restricted) return 'Guests may not do this: ask a full member of the workspace.';
  const organisation = user.enterprise_user?.enterprise_id ?? user.enterprise_id;
  const sameOrganisation = enterprise !== undefined && organisation === enterprise;
  // In an organisation, team_id is the workspace or the organisation; teams lists all workspaces of the person.
  const teams = [user.team_id, ...(sameOrganisation ? [...(user.enterprise_user?.teams ?? []), ...(user.teams ?? [])] : [])];
  const fromHere = from === team || (sameOrganisation && (from === enterprise || teams.includes(from)));
  if (user.is_stranger || !fromHere || !teams.includes(team))
    return 'You are not a member of the workspace in which this bot is installed.';
  return undefined;
}

async function readAccount(slack: WebClient, id: string): Promise<User> {
  const user = await slack.users
    .info({ user: id })
    .then((answer) => answer.user, asAnswer(['user_not_found', 'user_not_visible'], undefined));
  if (!user) throw new DeniedError('Slack does not know your account in this workspace.');
  if (user.id !== id) throw new UnavailableError('Slack', 'Slack answered for another person. Nothing was done: try again.');
  return user;
}

/** The enabled user groups of the workspace by handle, with their members. */
async function readGroups(slack: WebClient, teamArgument: { team_id?: string }): Promise<ReadonlyMap<string, readonly Usergroup[]>> {
  const answer = await slack.usergroups
    .list({ include_users: true, include_disabled: false, ...teamArgument })
    // A workspace whose plan has no user groups has none: the file's still count.
    .catch(asAnswer(['plan_upgrade_required', 'paid_teams_only'], { ok: true, usergroups: [] } as UsergroupsListResponse));
  // Groups of another organisation that came with a shared channel are not ours to trust.
  const ours = answer.usergroups?.filter((group) => !group.date_delete && !group.is_external);
  const whole = ours?.every(({ handle, users, user_count: count }) => handle && (users ?? Number(count ?? 1) === 0));
  if (!ours || !whole || answer.response_metadata?.next_cursor) {
    throw new UnavailableError('Slack', 'Slack did not list all user groups with their members. Nothing was done: try again in a minute.');
  }
  const byHandle = new Map<string, Usergroup[]>();
  for (const group of ours) byHandle.set(group.handle ?? '', [...(byHandle.get(group.handle ?? '') ?? []), group]);
  return byHandle;
}

/** Some of Slack's errors are an answer; all others mean that it is not known. */
function asAnswer<T>(codes: readonly string[], meaning: T): (error: unknown) => T {
  return (error) => {
    const code = (error as { data?: { error?: string } }).data?.error;
    if (code !== undefined && codes.includes(code)) return meaning;
    throw new UnavailableError(
      'Slack',
      `Slack did not say who is who (${code ?? (error as Error).message}). Nothing was done: try again in a minute.`,
      error,
    );
  };
}

interface Lookup<T> {
  get(fresh: boolean): Promise<T>;
}

/**
 * Keeps an answer for a while and shares the look-up under way. A fresh ask never takes one that began before it:
 * it waits for that and shares the next. Failures are not kept. At most two bounds long.
 */
function lookup<T>(load: () => Promise<T>, clock: Clock, cacheMs: number): Lookup<T> {
  let kept: { readonly at: number; readonly value: T } | undefined;
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;

  const begin = (): Promise<T> => {
    const at = clock.now();
    const mine = bounded(load()).then((value) => {
      kept = { at, value };
      return value;
    });
    running = mine.finally(() => {
      running = undefined;
    });
    return running;
  };
  const afterRunning = (older: Promise<T>): Promise<T> => {
    const turn = () => {
      next = undefined;
      return begin();
    };
    next = older.then(turn, turn);
    return next;
  };
  return {
    async get(fresh) {
      if (fresh) return next ?? (running ? afterRunning(running) : begin());
      const age = kept ? clock.now() - kept.at : -1;
      // A clock that went back makes the age negative: not known to be young.
      if (kept && age >= 0 && age < cacheMs) return kept.value;
      return running ?? next ?? begin();
    },
  };
}

/** Waits no longer than the bound; the client's own may be longer. */
function bounded<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new UnavailableError(
          'Slack',
          `Slack did not answer within ${callBoundMs / 1000} seconds. Nothing was done: try again in a minute.`,
        ),
      );
    }, callBoundMs);
  });
  return Promise.race([call, bound]).finally(() => clearTimeout(timer));
}
