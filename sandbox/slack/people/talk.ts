import { ApiError } from '../api/error.ts';
import { commandPayload, eventPayload } from '../deliver/payload.ts';
import { respondToCommand } from '../deliver/response-url.ts';
import { post } from '../message.ts';
import { escapeText } from '../mrkdwn/parse.ts';
import { viewPayload } from '../view.ts';
import { alertPerson, type Channel, directMessages, type Json, teamOf } from '../world.ts';
import { channelFor, noteFailure, type Stage } from './stage.ts';
import type { Act, ActResult } from './state-types.ts';

/** A slash command as typed. The text goes on as it is, unless the control says that Slack escapes it. */
export function typeCommand(stage: Stage, user: string, act: Extract<Act, { type: 'command' }>): ActResult {
  const { world, triggers, responses, deliverer } = stage;
  const channel = channelFor(stage, user, act.channel);
  const typed = act.text.trim();
  const space = typed.search(/\s/);
  const command = space < 0 ? typed : typed.slice(0, space);
  const text = space < 0 ? '' : typed.slice(space + 1).trim();
  if (!world.app.commands.includes(command)) {
    alertPerson(world, user, `${command} is not a valid command.`);
    return {};
  }
  // Custom slash commands do not work in threads.
  if (act.thread_ts) {
    alertPerson(world, user, `${command} is not supported in threads. Sorry!`);
    return {};
  }
  const urls = { trigger: triggers.issue(user), response: responses.issue(user, channel.id) };
  const payload = commandPayload(world, user, channel, command, world.escapeCommands ? escapeText(text) : text, urls);
  void deliverer.deliver({ type: 'slash_commands', payload, wantsAnswer: true }).then((outcome) => {
    noteFailure(stage, user, `${command} failed`, outcome);
    if (!outcome.ok) return;
    try {
      respondToCommand(world, user, channel.id, outcome.answer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      alertPerson(world, user, `${command} failed: its answer could not be shown (${error.message}).`);
    }
  });
  return {};
}

/** The words with names turned to ids, as Slack's composer does it. */
function withMentions(stage: Stage, text: string): string {
  const { world } = stage;
  return escapeText(text)
    .replace(/(^|\s)@([\w.-]+)/g, (whole, before: string, name: string) => {
      if (name === world.app.name) return `${before}<@${world.app.botUser}>`;
      const person = [...world.people.values()].find((one) => one.name === name);
      const group = [...world.groups.values()].find((one) => one.handle === name);
      return person ? `${before}<@${person.id}>` : group ? `${before}<!subteam^${group.id}>` : whole;
    })
    .replace(/(^|\s)#([\w-]+)/g, (whole, before: string, name: string) => {
      const channel = [...world.channels.values()].find((one) => one.kind !== 'im' && one.name === name);
      return channel ? `${before}<#${channel.id}>` : whole;
    });
}

function emit(stage: Stage, user: string, channel: Channel | undefined, event: Json): void {
  const payload = eventPayload(stage.world, user, channel, event);
  void stage.deliverer.deliver({ type: 'events_api', payload, wantsAnswer: false });
}

/** A message from a person, and the events that the app has asked for. */
export function say(stage: Stage, user: string, act: Extract<Act, { type: 'say' }>): ActResult {
  const { world } = stage;
  const channel = channelFor(stage, user, act.channel);
  const message = post(world, channel, { user, text: withMentions(stage, act.text), thread_ts: act.thread_ts });
  if (!channel.members.has(world.app.botUser)) return {};
  const types = { public: 'channel', private: 'group', im: 'im' } as const;
  const subscription = { public: 'message.channels', private: 'message.groups', im: 'message.im' } as const;
  const base: Json = {
    user,
    text: message.text,
    ts: message.ts,
    team: teamOf(world, user).id,
    channel: channel.id,
    event_ts: message.ts,
    client_msg_id: `sandbox-${message.ts}`,
    ...(message.thread_ts
      ? { thread_ts: message.thread_ts, parent_user_id: channel.messages.find((one) => one.ts === message.thread_ts)?.user }
      : {}),
  };
  if (world.app.events.includes(subscription[channel.kind]))
    emit(stage, user, channel, { type: 'message', channel_type: types[channel.kind], ...base });
  // In direct messages a mention is a message only.
  if (channel.kind !== 'im' && message.text.includes(`<@${world.app.botUser}>`) && world.app.events.includes('app_mention')) {
    emit(stage, user, channel, { type: 'app_mention', ...base });
  }
  return {};
}

/** The person opens the app's Home tab. */
export function openHome(stage: Stage, user: string): ActResult {
  const { world } = stage;
  if (!world.app.homeTab || !world.app.events.includes('app_home_opened')) return {};
  const view = world.views.get(world.homes.get(user) ?? '');
  const channel = directMessages(world, user);
  emit(stage, user, undefined, {
    type: 'app_home_opened',
    user,
    channel: channel.id,
    tab: 'home',
    event_ts: world.nextTs(),
    ...(view ? { view: viewPayload(world, view) } : {}),
  });
  return {};
}
