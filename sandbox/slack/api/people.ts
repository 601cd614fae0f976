import { type Group, type Json, type Person, teamOf, type World } from '../world.ts';
import { flag, type Method, needed, page } from './call.ts';
import { ApiError } from './error.ts';

/** The seconds by which a zone is ahead of UTC at a moment. */
function offsetSeconds(timeZone: string, at: number): number {
  const local = new Date(at).toLocaleString('en-US', { timeZone, hourCycle: 'h23' });
  const utc = new Date(at).toLocaleString('en-US', { timeZone: 'UTC', hourCycle: 'h23' });
  return (Date.parse(local) - Date.parse(utc)) / 1000;
}

function zoneName(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'long' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

function describe(world: World, person: Person): Json {
  const now = world.clock.now();
  const own = {
    id: person.id,
    team_id: teamOf(world, person.id).id,
    name: person.name,
    deleted: person.deleted,
    profile: {
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      title: person.role,
      email: `${person.name}@${teamOf(world, person.id).domain}.example`,
      team: teamOf(world, person.id).id,
    },
    is_bot: false,
    is_app_user: false,
    updated: Math.floor(person.updated / 1000),
  };
  // Slack leaves out these fields for a deactivated account.
  if (person.deleted) return own;
  return {
    ...own,
    real_name: person.realName,
    color: '9f69e7',
    tz: person.tz,
    tz_label: zoneName(person.tz, now),
    tz_offset: offsetSeconds(person.tz, now),
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest ?? false,
    is_ultra_restricted: false,
    is_email_confirmed: true,
    ...(person.outsider ? { is_stranger: false, who_can_share_contact_card: 'EVERYONE' } : {}),
  };
}

function describeBot(world: World): Json {
  return {
    id: world.app.botUser,
    team_id: world.seed.team.id,
    name: world.app.name,
    deleted: false,
    real_name: world.app.name,
    tz: 'America/Los_Angeles',
    tz_label: 'Pacific Time',
    tz_offset: offsetSeconds('America/Los_Angeles', world.clock.now()),
    profile: {
      real_name: world.app.name,
      display_name: world.app.name,
      bot_id: world.app.botId,
      api_app_id: world.app.id,
      team: world.seed.team.id,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: true,
    is_app_user: false,
    updated: 1_700_000_000,
  };
}

export const userInfo: Method = ({ world }, args) => {
  const id = needed(args, 'user');
  if (id === world.app.botUser) return { user: describeBot(world) };
  const person = world.people.get(id);
  if (!person) throw new ApiError('user_not_found');
  return { user: describe(world, person) };
};

export const userList: Method = ({ world }, args) => {
  const { items, next } = page([...world.people.values()], args, 1000);
  const people = items.map((person) => describe(world, person));
  return {
    members: next === '' ? [...people, describeBot(world)] : people,
    cache_ts: Math.floor(world.clock.now() / 1000),
    response_metadata: { next_cursor: next },
  };
};

function describeGroup(world: World, group: Group, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: world.seed.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_create: 1_700_000_000,
    date_update: 1_700_000_000,
    date_delete: group.disabled ? 1_700_000_001 : 0,
    auto_type: null,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: 'U0ANA',
    updated_by: 'U0ANA',
    deleted_by: null,
    prefs: { channels: [], groups: [] },
    user_count: group.users.length,
    ...(withUsers ? { users: group.users } : {}),
  };
}

export const groupList: Method = ({ world }, args) => ({
  usergroups: [...world.groups.values()]
    .filter((group) => !group.disabled || flag(args, 'include_disabled'))
    .map((group) => describeGroup(world, group, flag(args, 'include_users'))),
});

export const groupUsers: Method = ({ world }, args) => {
  const group = world.groups.get(needed(args, 'usergroup'));
  if (!group) throw new ApiError('no_such_subteam');
  return { users: group.users };
};

export const botInfo: Method = ({ world }, args) => {
  if (args.bot !== undefined && args.bot !== world.app.botId) throw new ApiError('bot_not_found');
  return {
    bot: {
      id: world.app.botId,
      deleted: false,
      name: world.app.name,
      updated: 1_700_000_000,
      app_id: world.app.id,
      user_id: world.app.botUser,
    },
  };
};

export const teamInfo: Method = ({ world }) => ({
  team: {
    id: world.seed.team.id,
    name: world.seed.team.name,
    domain: world.seed.team.domain,
    email_domain: 'acme.example',
    icon: { image_default: true },
  },
});
