import { actables, everyBlock, type Piece, wordsOf } from '../blocks/piece.ts';
import { plainBlocks, plainMrkdwn, type Reader } from '../mrkdwn/plain.ts';
import { openViews } from '../view.ts';
import type { Channel, Message, View, World } from '../world.ts';
import type { Control, PersonState, SeenChannel, SeenMessage, SeenView } from './state-types.ts';

// A person scrolls no further back than this in one channel; replies to what is shown are shown too.
const maxMessages = 400;

/** The names, zone and time by which a person reads. */
export function readerFor(world: World, userId: string): Reader {
  return {
    tz: world.people.get(userId)?.tz ?? 'UTC',
    now: world.clock.now(),
    user: (id) => (id === world.app.botUser ? world.app.name : (world.people.get(id)?.name ?? id)),
    channel: (id) => world.channels.get(id)?.name ?? id,
    group: (id) => world.groups.get(id)?.handle ?? id,
  };
}

function labelOf(block: Piece, element: Piece): string {
  if (element.type === 'button' || element.type === 'workflow_button') return wordsOf(element.text);
  if (block.label) return wordsOf(block.label);
  const own = wordsOf(element.placeholder) || (typeof element.accessibility_label === 'string' ? element.accessibility_label : '');
  return own || (block.type === 'section' ? wordsOf(block.text) : '') || element.type;
}

function feedback(block: Piece, element: Piece): Control[] {
  return [element.positive_button, element.negative_button].flatMap((button) =>
    button ? [{ label: button.text.text, type: 'button', block_id: block.block_id ?? '', action_id: element.action_id ?? '' }] : [],
  );
}

/** Everything in blocks that a person can use, in reading order. */
export function controlsOf(blocks: readonly Piece[]): Control[] {
  return [...everyBlock(blocks)].flatMap((block) =>
    actables(block).flatMap((element): Control[] => {
      if (element.type === 'feedback_buttons') return feedback(block, element);
      return [
        {
          label: labelOf(block, element),
          type: element.type,
          block_id: block.block_id ?? '',
          action_id: element.action_id ?? '',
          ...(element.confirm ? { confirm: { title: wordsOf(element.confirm.title), text: wordsOf(element.confirm.text) } } : {}),
          ...(element.url ? { url: element.url } : {}),
        },
      ];
    }),
  );
}

function buttonsOf(controls: readonly Control[]): string[] {
  return controls.filter((control) => control.type === 'button' || control.type === 'workflow_button').map((control) => control.label);
}

function seeMessage(message: Message, userId: string, reader: Reader): SeenMessage {
  const blocks = message.blocks ?? [];
  const controls = controlsOf(blocks);
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.text,
    // With blocks, Slack shows only them; the text is for notifications and screen readers.
    visible: blocks.length > 0 ? plainBlocks(blocks, reader) : plainMrkdwn(message.text, reader),
    buttons: buttonsOf(controls),
    controls,
    ephemeral: message.onlyFor !== undefined,
    broadcast: message.broadcast,
    edited: message.edited !== undefined,
    blocks,
    values: message.chosen.get(userId) ?? {},
    reactions: message.reactions,
    files: message.files,
    ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
  };
}

function seeChannel(channel: Channel, userId: string, reader: Reader): SeenChannel {
  const visible = channel.messages.filter((message) => !message.onlyFor || message.onlyFor === userId);
  const read = channel.lastRead.get(userId) ?? '';
  const unread = visible.filter((message) => message.user !== userId && message.ts > read && (!message.thread_ts || message.broadcast));
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    unread: unread.length,
    members: [...channel.members],
    messages: visible.slice(-maxMessages).map((message) => seeMessage(message, userId, reader)),
  };
}

function seeView(view: View, reader: Reader): SeenView {
  const controls = controlsOf(view.blocks);
  return {
    id: view.id,
    type: view.type,
    title: wordsOf(view.title),
    visible: plainBlocks(view.blocks, reader),
    blocks: view.blocks,
    controls,
    buttons: buttonsOf(controls),
    errors: view.errors,
    values: view.values,
    busy: view.busy,
    ...(view.submit ? { submit: wordsOf(view.submit) } : {}),
    ...(view.close ? { close: wordsOf(view.close) } : {}),
  };
}

/** All that a person sees now. */
export function stateFor(world: World, userId: string): PersonState {
  const reader = readerFor(world, userId);
  const home = world.views.get(world.homes.get(userId) ?? '');
  return {
    me: userId,
    now: world.clock.now(),
    team: world.seed.team.name,
    app: {
      homeTab: world.app.homeTab,
      name: world.app.name,
      user: world.app.botUser,
      commands: world.app.commands,
      shortcuts: world.app.shortcuts,
    },
    people: [...world.people.values()].map(({ id, name, realName, role, tz, deleted, guest, outsider }) => ({
      id,
      name,
      realName,
      role,
      tz,
      deleted,
      guest: guest ?? false,
      outsider: outsider ?? false,
    })),
    groups: [...world.groups.values()].map(({ id, handle }) => ({ id, handle })),
    channels: [...world.channels.values()]
      .filter((channel) => channel.members.has(userId))
      .map((channel) => seeChannel(channel, userId, reader)),
    views: openViews(world, userId).map((view) => seeView(view, reader)),
    alerts: world.alerts.get(userId) ?? [],
    ...(home ? { home: seeView(home, reader) } : {}),
  };
}
