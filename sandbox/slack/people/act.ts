import { describeFile } from '../api/files.ts';
import { findElement, type Option, type Piece } from '../blocks/piece.ts';
import { chosenValue, optionsOf } from '../blocks/value.ts';
import { actionOf, globalShortcut, messageActions, messageShortcut, suggestion, viewActions } from '../deliver/payload.ts';
import { findMessage } from '../message.ts';
import { alertPerson, type Channel, type Json, type Message, newId, type StoredFile, type View } from '../world.ts';
import { closeModal, submitModal } from './modal.ts';
import { channelFor, NoSuchThing, noteFailure, type Stage } from './stage.ts';
import type { Act, ActResult, Place } from './state-types.ts';
import { openHome, say, typeCommand } from './talk.ts';

interface Spot {
  readonly blocks: readonly Piece[];
  readonly view?: View;
  readonly channel?: Channel;
  readonly message?: Message;
}

function spotOf(stage: Stage, user: string, place: Place): Spot {
  if ('view_id' in place) {
    const view = stage.world.views.get(place.view_id);
    if (!view || view.user !== user) throw new NoSuchThing(`${user} has no open view ${place.view_id}.`);
    return { view, blocks: view.blocks };
  }
  const channel = channelFor(stage, user, place.channel);
  const message = findMessage(channel, place.ts, user);
  if (!message) throw new NoSuchThing(`${user} sees no message ${place.ts} in #${channel.name}.`);
  return { channel, message, blocks: message.blocks ?? [] };
}

function elementAt(spot: Spot, act: { block_id: string; action_id: string }): { block: Piece; element: Piece } {
  const found = findElement(spot.blocks, act.block_id, act.action_id);
  if (!found) throw new NoSuchThing(`There is no element ${act.block_id} / ${act.action_id} any more.`);
  return found;
}

function send(stage: Stage, user: string, spot: Spot, block: Piece, element: Piece, value: Json | undefined): void {
  const { world, triggers, responses, deliverer } = stage;
  const action = actionOf(world, block, element, value);
  let payload: Json;
  if (spot.view) {
    payload = viewActions(world, user, spot.view, [action], triggers.issue(user, spot.view.id));
  } else if (spot.channel && spot.message) {
    const response = responses.issue(user, spot.channel.id, spot.message.ts, spot.message.thread_ts);
    payload = messageActions(world, user, spot.channel, spot.message, [action], { trigger: triggers.issue(user), response });
  } else return;
  void deliverer
    .deliver({ type: 'interactive', payload, wantsAnswer: false })
    .then((outcome) => noteFailure(stage, user, `The click on "${action.action_id}"`, outcome));
}

function click(stage: Stage, user: string, act: Extract<Act, { type: 'click' }>): ActResult {
  const spot = spotOf(stage, user, act);
  const { block, element } = elementAt(spot, act);
  if (element.type === 'overflow') send(stage, user, spot, block, element, chosenValue(element, act.value ?? null));
  else if (element.type === 'feedback_buttons')
    send(stage, user, spot, block, { ...element, type: 'feedback_buttons' }, { value: act.value });
  else send(stage, user, spot, block, element, element.value === undefined ? undefined : { value: element.value });
  return {};
}

/** Options that came by type-ahead, so that a choice can be completed; kept for each element. */
const suggested = new WeakMap<Piece, Map<string, Option>>();

function change(stage: Stage, user: string, act: Extract<Act, { type: 'change' }>): ActResult {
  const spot = spotOf(stage, user, act);
  const { block, element } = elementAt(spot, act);
  const known = [
    ...(suggested.get(element)?.values() ?? []),
    ...(element.initial_options ?? []),
    ...(element.initial_option ? [element.initial_option] : []),
  ];
  const value = chosenValue(element, act.value, known);
  const values = spot.view ? spot.view.values : (spot.message?.chosen.get(user) ?? {});
  values[act.block_id] = { ...values[act.block_id], [act.action_id]: value };
  if (spot.view) delete spot.view.errors[act.block_id];
  else spot.message?.chosen.set(user, values);
  stage.world.changed();
  const text = element.type.endsWith('_input');
  const onEnter = (element.dispatch_action_config as { trigger_actions_on?: string[] } | undefined)?.trigger_actions_on ?? [
    'on_enter_pressed',
  ];
  // An input block tells the app of a change only when it asks to; text also only at the moment asked for.
  const told =
    block.type !== 'input' ||
    (block.dispatch_action === true && (!text || onEnter.includes(act.enter ? 'on_enter_pressed' : 'on_character_entered')));
  if (told) send(stage, user, spot, block, element, value);
  return {};
}

/** Slack's client uploads what is chosen before the form is sent; a file of a form is shared nowhere. */
function upload(stage: Stage, user: string, act: Extract<Act, { type: 'upload' }>): ActResult {
  const { world } = stage;
  const { view, ...spot } = spotOf(stage, user, act);
  const { element } = elementAt(spot, act);
  if (!view || element.type !== 'file_input') throw new NoSuchThing('Files are given in a field for files.');
  const most = Number(element.max_files ?? 10);
  if (act.files.length > most) {
    alertPerson(world, user, `You can upload ${most} file${most === 1 ? '' : 's'} at most.`);
    return {};
  }
  const files = act.files.map(({ name, base64 }): StoredFile => {
    const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
    return { id: newId('F'), name, title: name, length: bytes.length, user, bytes };
  });
  for (const file of files) world.files.set(file.id, file);
  const value = { type: element.type, files: files.map((file) => describeFile(world, file)) };
  view.values[act.block_id] = { ...view.values[act.block_id], [act.action_id]: value };
  delete view.errors[act.block_id];
  world.changed();
  return {};
}

async function options(stage: Stage, user: string, act: Extract<Act, { type: 'options' }>): Promise<ActResult> {
  const spot = spotOf(stage, user, act);
  const { block, element } = elementAt(spot, act);
  if (!element.type.includes('external')) return { options: optionsOf(element) };
  // Slack asks from three characters on, if the element says nothing else.
  if (act.query.length < (element.min_query_length ?? 3)) return { options: [] };
  const payload = suggestion(stage.world, user, spot, block, element, act.query);
  const outcome = await stage.deliverer.deliver({ type: 'interactive', payload, wantsAnswer: true });
  noteFailure(stage, user, 'The list of options', outcome);
  const answer = outcome.ok
    ? (outcome.answer as { options?: Option[]; option_groups?: { label: Piece['label'] & object; options: Option[] }[] })
    : {};
  const found = [...(answer.options ?? []), ...(answer.option_groups ?? []).flatMap((group) => group.options)].slice(0, 100);
  suggested.set(element, new Map([...(suggested.get(element) ?? []), ...found.map((option): [string, Option] => [option.value, option])]));
  return { options: found, ...(answer.option_groups ? { groups: answer.option_groups } : {}) };
}

function shortcut(stage: Stage, user: string, act: Extract<Act, { type: 'shortcut' }>): ActResult {
  const { world, triggers, responses, deliverer } = stage;
  const known = world.app.shortcuts.find((one) => one.callback_id === act.callback_id);
  if (!known) throw new NoSuchThing(`The app has no shortcut ${act.callback_id}.`);
  let payload = globalShortcut(world, user, act.callback_id, triggers.issue(user));
  if (known.type === 'message') {
    const { channel, message } = spotOf(stage, user, { channel: act.channel ?? '', ts: act.ts ?? '' });
    if (!channel || !message || message.onlyFor) throw new NoSuchThing('Message shortcuts work on messages that all can see.');
    const urls = { trigger: triggers.issue(user), response: responses.issue(user, channel.id, undefined, message.thread_ts) };
    payload = messageShortcut(world, user, act.callback_id, channel, message, urls);
  }
  void deliverer
    .deliver({ type: 'interactive', payload, wantsAnswer: false })
    .then((outcome) => noteFailure(stage, user, `"${known.name}"`, outcome));
  return {};
}

/** Does what a person does. */
export async function perform(stage: Stage, user: string, act: Act): Promise<ActResult> {
  const { world } = stage;
  const person = world.people.get(user);
  if (!person) throw new NoSuchThing(`There is no person ${user}.`);
  if (person.deleted) throw new NoSuchThing(`${person.realName} is deactivated and cannot sign in.`);
  switch (act.type) {
    case 'command':
      return typeCommand(stage, user, act);
    case 'say':
      return say(stage, user, act);
    case 'click':
      return click(stage, user, act);
    case 'change':
      return change(stage, user, act);
    case 'upload':
      return upload(stage, user, act);
    case 'options':
      return options(stage, user, act);
    case 'submit':
      return submitModal(stage, user, act.view_id);
    case 'close':
      return closeModal(stage, user, act.view_id, act.all ?? false);
    case 'home':
      return openHome(stage, user);
    case 'shortcut':
      return shortcut(stage, user, act);
    case 'read': {
      const channel = channelFor(stage, user, act.channel);
      const last = channel.messages.at(-1)?.ts;
      if (last && channel.lastRead.get(user) !== last) {
        channel.lastRead.set(user, last);
        world.changed();
      }
      return {};
    }
    case 'reload':
      // Ephemeral messages live in a person's client alone: they are gone once it loads anew.
      for (const channel of world.channels.values()) channel.messages = channel.messages.filter((message) => message.onlyFor !== user);
      world.changed();
      return {};
    case 'dismiss':
      world.alerts.set(
        user,
        (world.alerts.get(user) ?? []).filter((alert) => alert.id !== act.alert),
      );
      world.changed();
      return {};
  }
}
