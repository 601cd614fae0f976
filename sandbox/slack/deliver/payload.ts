import type { Piece } from '../blocks/piece.ts';
import { asPayload } from '../message.ts';
import { botToken } from '../seed.ts';
import { viewPayload } from '../view.ts';
import { type Channel, type Json, type Message, newId, type StepRun, teamOf, type View, type World } from '../world.ts';

// The old verification token: Slack still sends it, nobody should rely on it.
const verificationToken = 'sandbox-verification';

function actor(world: World, userId: string): Json {
  const person = world.people.get(userId);
  return { id: userId, username: person?.name ?? userId, name: person?.name ?? userId, team_id: teamOf(world, userId).id };
}

function common(world: World, userId: string): Json {
  const { id, domain } = teamOf(world, userId);
  return {
    user: actor(world, userId),
    api_app_id: world.app.id,
    token: verificationToken,
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function place(channel: Channel): Json {
  return { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'private' ? 'privategroup' : channel.name };
}

/** A slash command. */
export function commandPayload(
  world: World,
  userId: string,
  channel: Channel,
  command: string,
  text: string,
  urls: { trigger: string; response: string },
): Json {
  const team = teamOf(world, userId);
  return {
    token: verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: String(place(channel).name),
    user_id: userId,
    user_name: world.people.get(userId)?.name ?? userId,
    command,
    text,
    api_app_id: world.app.id,
    is_enterprise_install: 'false',
    response_url: urls.response,
    trigger_id: urls.trigger,
  };
}

/** What was done to one element. */
export function actionOf(world: World, block: Piece, element: Piece, value: Json | undefined): Json {
  const { type, text, value: own, style, confirm, placeholder, options: _options, option_groups: _groups, ...rest } = element;
  const initial = Object.fromEntries(Object.entries(rest).filter(([key]) => key.startsWith('initial_')));
  return {
    type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(text ? { text } : {}),
    ...(own === undefined ? {} : { value: own }),
    ...(style ? { style } : {}),
    ...(confirm ? { confirm } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...initial,
    ...(value ?? {}),
    action_ts: world.nextTs(),
  };
}

/** A click or a choice on a message. An ephemeral message itself is not sent along, only where it was. */
export function messageActions(
  world: World,
  userId: string,
  channel: Channel,
  message: Message,
  actions: Json[],
  urls: { trigger: string; response: string },
): Json {
  return {
    type: 'block_actions',
    ...common(world, userId),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
      ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
    },
    trigger_id: urls.trigger,
    channel: place(channel),
    ...(message.onlyFor ? {} : { message: asPayload(world, message) }),
    state: { values: message.chosen.get(userId) ?? {} },
    response_url: urls.response,
    actions,
  };
}

/** A click or a choice in a view. */
export function viewActions(world: World, userId: string, view: View, actions: Json[], trigger: string): Json {
  return {
    type: 'block_actions',
    ...common(world, userId),
    container: { type: 'view', view_id: view.id },
    trigger_id: trigger,
    view: viewPayload(world, view),
    actions,
  };
}

export function viewSubmission(world: World, userId: string, view: View, trigger: string): Json {
  return { type: 'view_submission', ...common(world, userId), trigger_id: trigger, view: viewPayload(world, view), response_urls: [] };
}

export function viewClosed(world: World, userId: string, view: View, cleared: boolean): Json {
  return { type: 'view_closed', ...common(world, userId), view: viewPayload(world, view), is_cleared: cleared };
}

/** What a person has typed so far into a select whose options the app knows. */
export function suggestion(
  world: World,
  userId: string,
  where: { view?: View; channel?: Channel; message?: Message },
  block: Piece,
  element: Piece,
  value: string,
): Json {
  const { view, channel, message } = where;
  return {
    type: 'block_suggestion',
    ...common(world, userId),
    ...(view ? { container: { type: 'view', view_id: view.id }, view: viewPayload(world, view) } : {}),
    ...(channel && message
      ? {
          container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: message.onlyFor !== undefined },
          channel: place(channel),
        }
      : {}),
    action_id: element.action_id,
    block_id: block.block_id,
    value,
  };
}

export function messageShortcut(
  world: World,
  userId: string,
  callbackId: string,
  channel: Channel,
  message: Message,
  urls: { trigger: string; response: string },
): Json {
  return {
    type: 'message_action',
    ...common(world, userId),
    action_ts: world.nextTs(),
    callback_id: callbackId,
    trigger_id: urls.trigger,
    response_url: urls.response,
    message_ts: message.ts,
    channel: place(channel),
    message: asPayload(world, message),
  };
}

export function globalShortcut(world: World, userId: string, callbackId: string, trigger: string): Json {
  return { type: 'shortcut', ...common(world, userId), action_ts: world.nextTs(), callback_id: callbackId, trigger_id: trigger };
}

/** The envelope around an event. */
export function eventPayload(world: World, userId: string, channel: Channel | undefined, event: Json): Json {
  const outside = channel ? [...channel.members].some((id) => world.people.get(id)?.outsider) : false;
  return {
    token: verificationToken,
    team_id: world.seed.team.id,
    context_team_id: world.seed.team.id,
    context_enterprise_id: null,
    api_app_id: world.app.id,
    event: {
      ...event,
      ...(world.people.get(userId)?.outsider ? { user_team: world.seed.otherTeam.id, source_team: world.seed.otherTeam.id } : {}),
    },
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: world.seed.team.id, user_id: world.app.botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: outside,
    event_context: newId('EC'),
  };
}

/** The event of a step that a workflow comes to. Slack says which run of a workflow it is, and not which workflow. */
export function stepPayload(world: World, { id, callbackId, inputs }: StepRun): Json {
  const step = {
    id: `Fn0${callbackId.toUpperCase()}`,
    callback_id: callbackId,
    title: callbackId,
    type: 'app',
    input_parameters: [],
    output_parameters: [],
    app_id: world.app.id,
    date_created: 0,
    date_updated: 0,
    date_deleted: 0,
  };
  return eventPayload(world, world.app.botUser, undefined, {
    type: 'function_executed',
    function: step,
    inputs,
    function_execution_id: id,
    workflow_execution_id: newId('Wx'),
    event_ts: world.nextTs(),
    // A token of this step alone; the app's own does the same.
    bot_access_token: botToken,
  });
}
