import { asPayload, findMessage, post, remove, rewrite } from '../message.ts';
import { type Channel, directMessages, type Json, type Message, type World } from '../world.ts';
import { channelOf, flag, joined, type Method, needed } from './call.ts';
import { takeContent } from './content.ts';
import { ApiError } from './error.ts';

// An update's text is held to so many characters, other than a first post's (chat.update, msg_too_long).
const maxUpdateText = 4000;

/** Where to post: a channel, or a person, whose direct messages it then is. */
function destination(world: World, id: unknown): Channel {
  const person = typeof id === 'string' ? world.people.get(id) : undefined;
  if (!person) return joined(world, id);
  if (person.deleted) throw new ApiError('channel_not_found');
  return directMessages(world, person.id);
}

function ownMessage(channel: Channel, ts: string): Message {
  const message = findMessage(channel, ts);
  // An ephemeral message is in no history, so its time stamp names nothing that can be edited.
  if (!message && channel.messages.some((one) => one.ts === ts)) throw new ApiError('cant_update_message');
  if (!message) throw new ApiError('message_not_found');
  if (!message.byApp) throw new ApiError('cant_update_message');
  return message;
}

export const postMessage: Method = ({ world }, args) => {
  const channel = destination(world, args.channel);
  if (channel.archived) throw new ApiError('is_archived');
  const content = takeContent(args);
  const thread = typeof args.thread_ts === 'string' && args.thread_ts !== '' ? args.thread_ts : undefined;
  // A reply to nothing is posted all the same by Slack, into a thread that nobody can see; we refuse it.
  if (thread && !findMessage(channel, thread)) throw new ApiError('thread_not_found');
  const root = thread ? findMessage(channel, thread)?.thread_ts : undefined;
  const message = post(world, channel, {
    user: world.app.botUser,
    byApp: true,
    ...content,
    thread_ts: root ?? thread,
    broadcast: thread !== undefined && flag(args, 'reply_broadcast'),
  });
  return { channel: channel.id, ts: message.ts, message: asPayload(world, message, true) };
};

export const update: Method = ({ world }, args) => {
  const channel = joined(world, args.channel);
  const message = ownMessage(channel, needed(args, 'ts'));
  const content = takeContent(args);
  if (content.text.length > maxUpdateText) throw new ApiError('msg_too_long');
  rewrite(world, message, content, true);
  return { channel: channel.id, ts: message.ts, text: message.text, message: asPayload(world, message, true) };
};

export const deleteMessage: Method = ({ world }, args) => {
  const channel = joined(world, args.channel);
  const ts = needed(args, 'ts');
  const message = findMessage(channel, ts);
  if (!message) throw new ApiError('message_not_found');
  if (!message.byApp) throw new ApiError('cant_delete_message');
  remove(world, message);
  return { channel: channel.id, ts };
};

export const postEphemeral: Method = ({ world }, args) => {
  const channel = joined(world, args.channel);
  const user = needed(args, 'user');
  if (!channel.members.has(user) || world.people.get(user)?.deleted) throw new ApiError('user_not_in_channel');
  const content = takeContent(args);
  const message = post(world, channel, {
    user: world.app.botUser,
    byApp: true,
    ...content,
    thread_ts: typeof args.thread_ts === 'string' ? args.thread_ts : undefined,
    onlyFor: user,
  });
  return { message_ts: message.ts };
};

export const getPermalink: Method = ({ world }, args) => {
  const channel = channelOf(world, args.channel);
  const message = findMessage(channel, needed(args, 'message_ts'));
  if (!message) throw new ApiError('message_not_found');
  const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
  return {
    channel: channel.id,
    permalink: `https://${world.seed.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
  };
};

export const addReaction: Method = ({ world }, args) => {
  const channel = joined(world, args.channel);
  const message = findMessage(channel, needed(args, 'timestamp'));
  if (!message) throw new ApiError('message_not_found');
  const name = needed(args, 'name').replaceAll(':', '');
  const known = message.reactions.find((reaction) => reaction.name === name);
  if (known?.users.includes(world.app.botUser)) throw new ApiError('already_reacted');
  if (known) known.users.push(world.app.botUser);
  else message.reactions.push({ name, users: [world.app.botUser] });
  world.changed();
  return {} satisfies Json;
};
