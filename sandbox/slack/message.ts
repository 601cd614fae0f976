import type { Piece } from './blocks/piece.ts';
import type { Channel, Json, Message, World } from './world.ts';

export interface Draft {
  user: string;
  text: string;
  blocks?: Piece[] | undefined;
  thread_ts?: string | undefined;
  metadata?: Json | undefined;
  broadcast?: boolean;
  byApp?: boolean;
  onlyFor?: string;
  files?: Json[];
}

/** Adds a message to a channel, newest last. */
export function post(world: World, channel: Channel, draft: Draft): Message {
  const message: Message = {
    channel: channel.id,
    ts: world.nextTs(),
    user: draft.user,
    text: draft.text,
    broadcast: draft.broadcast ?? false,
    byApp: draft.byApp ?? false,
    reactions: [],
    files: draft.files ?? [],
    chosen: new Map(),
    ...(draft.blocks?.length ? { blocks: draft.blocks } : {}),
    ...(draft.thread_ts ? { thread_ts: draft.thread_ts } : {}),
    ...(draft.metadata ? { metadata: draft.metadata } : {}),
    ...(draft.onlyFor ? { onlyFor: draft.onlyFor } : {}),
  };
  channel.messages.push(message);
  if (!message.byApp) channel.lastRead.set(message.user, message.ts);
  world.changed();
  return message;
}

/** Replaces what a message says; a person sees "(edited)" only where `mark` asks for it. */
export function rewrite(
  world: World,
  message: Message,
  next: { text: string; blocks?: Piece[] | undefined; metadata?: Json | undefined },
  mark: boolean,
): void {
  message.text = next.text;
  // Blocks that are not named stay; an empty list takes them away (chat.update).
  if (next.blocks?.length === 0) delete message.blocks;
  else if (next.blocks) message.blocks = next.blocks;
  if (next.metadata) message.metadata = next.metadata;
  if (mark) message.edited = { user: message.user, ts: `${Math.floor(world.clock.now() / 1000)}.000000` };
  world.changed();
}

/** Takes a message away. One with replies leaves a tombstone in its place, as in Slack. */
export function remove(world: World, message: Message): void {
  const channel = world.channels.get(message.channel);
  if (channel?.messages.some((other) => other.thread_ts === message.ts && !other.onlyFor)) {
    Object.assign(message, { user: 'USLACKBOT', byApp: false, tombstone: true, text: 'This message was deleted.' });
    delete message.blocks;
    delete message.metadata;
  } else if (channel) channel.messages = channel.messages.filter((other) => other !== message);
  world.changed();
}

/** The message with this time stamp, if this person can see it. */
export function findMessage(channel: Channel | undefined, ts: string, viewer?: string): Message | undefined {
  return channel?.messages.find((message) => message.ts === ts && (!message.onlyFor || message.onlyFor === viewer));
}

/** A message as the Web API and deliveries carry it. */
export function asPayload(world: World, message: Message, withMetadata = false): Json {
  const channel = world.channels.get(message.channel);
  const replies = channel?.messages.filter((other) => other.thread_ts === message.ts && other.ts !== message.ts && !other.onlyFor) ?? [];
  const last = replies.at(-1);
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(message.tombstone ? { subtype: 'tombstone', hidden: true } : {}),
    user: message.user,
    ...(message.byApp ? { bot_id: world.app.botId, app_id: world.app.id } : {}),
    ts: message.ts,
    text: message.text,
    team: world.seed.team.id,
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.thread_ts ? { thread_ts: message.thread_ts, parent_user_id: parentUser(channel, message) } : {}),
    ...(last
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: last.ts,
        }
      : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions.length > 0 ? { reactions: message.reactions.map((one) => ({ ...one, count: one.users.length })) } : {}),
    ...(message.files.length > 0 ? { files: message.files } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

function parentUser(channel: Channel | undefined, message: Message): string | undefined {
  return channel?.messages.find((other) => other.ts === message.thread_ts)?.user;
}
