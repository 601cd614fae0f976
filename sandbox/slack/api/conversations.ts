import { asPayload } from '../message.ts';
import { type Channel, directMessages, type Json, type Message, type World } from '../world.ts';
import { channelOf, flag, joined, type Method, needed, page } from './call.ts';
import { ApiError } from './error.ts';

function describe(world: World, channel: Channel): Json {
  const shared = [...channel.members].some((id) => world.people.get(id)?.outsider);
  const base: Json = {
    id: channel.id,
    created: 1_700_000_000,
    is_archived: channel.archived,
    is_im: channel.kind === 'im',
    is_mpim: false,
    is_org_shared: false,
    context_team_id: world.seed.team.id,
    updated: 1_700_000_000_000,
  };
  if (channel.kind === 'im') return { ...base, user: channel.user, is_open: true };
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_private: channel.kind === 'private',
    is_general: false,
    is_shared: shared,
    is_ext_shared: shared,
    is_pending_ext_shared: false,
    is_member: channel.members.has(world.app.botUser),
    shared_team_ids: [world.seed.team.id, ...(shared ? [world.seed.otherTeam.id] : [])],
    creator: 'U0ANA',
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}

function within(messages: readonly Message[], args: Json): Message[] {
  const oldest = Number(args.oldest ?? 0);
  const latest = Number(args.latest ?? Number.POSITIVE_INFINITY);
  const inclusive = flag(args, 'inclusive');
  return messages.filter((message) => {
    const ts = Number(message.ts);
    return inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

export const info: Method = ({ world }, args) => ({ channel: describe(world, channelOf(world, args.channel)) });

export const list: Method = ({ world }, args) => {
  const types = String(args.types ?? 'public_channel').split(',');
  const kinds: Record<Channel['kind'], string> = { public: 'public_channel', private: 'private_channel', im: 'im' };
  const known = [...world.channels.values()].filter((channel) => {
    const mine = channel.kind === 'public' || channel.members.has(world.app.botUser);
    if (channel.archived && flag(args, 'exclude_archived')) return false;
    return mine && types.includes(kinds[channel.kind]);
  });
  const { items, next } = page(known, args, 100);
  return { channels: items.map((channel) => describe(world, channel)), response_metadata: { next_cursor: next } };
};

export const members: Method = ({ world }, args) => {
  const { items, next } = page([...channelOf(world, args.channel).members], args, 100);
  return { members: items, response_metadata: { next_cursor: next } };
};

export const join: Method = ({ world }, args) => {
  const channel = channelOf(world, args.channel);
  if (channel.kind !== 'public') throw new ApiError('method_not_supported_for_channel_type');
  if (channel.archived) throw new ApiError('is_archived');
  const already = channel.members.has(world.app.botUser);
  channel.members.add(world.app.botUser);
  world.changed();
  return {
    channel: describe(world, channel),
    ...(already ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } } : {}),
  };
};

export const open: Method = ({ world }, args) => {
  const users = needed(args, 'users').split(',');
  if (users.length > 1) throw new ApiError('method_not_supported_for_channel_type');
  const person = world.people.get(users[0] ?? '');
  if (!person) throw new ApiError('user_not_found');
  if (person.deleted) throw new ApiError('user_disabled');
  const channel = directMessages(world, person.id);
  return { channel: flag(args, 'return_im') ? describe(world, channel) : { id: channel.id } };
};

export const history: Method = ({ world }, args) => {
  const channel = joined(world, args.channel);
  const roots = channel.messages.filter((message) => !message.onlyFor && (!message.thread_ts || message.broadcast));
  const { items, next } = page(within(roots, args).reverse(), args, 100);
  return {
    messages: items.map((message) => asPayload(world, message, flag(args, 'include_all_metadata'))),
    has_more: next !== '',
    pin_count: 0,
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
};

export const replies: Method = ({ world }, args) => {
  const channel = joined(world, args.channel);
  const ts = needed(args, 'ts');
  const asked = channel.messages.find((message) => message.ts === ts && !message.onlyFor);
  if (!asked) throw new ApiError('thread_not_found');
  const root = asked.thread_ts ?? asked.ts;
  const thread = channel.messages.filter((message) => !message.onlyFor && message.thread_ts === root);
  const { items, next } = page(within(thread, args), args, 1000);
  const first = channel.messages.filter((message) => message.ts === root);
  return {
    messages: [...first, ...items].map((message) => asPayload(world, message, flag(args, 'include_all_metadata'))),
    has_more: next !== '',
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
};
