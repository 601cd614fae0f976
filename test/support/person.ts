import { isDeepStrictEqual } from 'node:util';
import type { Act, ActResult, Control, PersonState, Place, SeenChannel } from '../../sandbox/slack/people/state-types.ts';
import { request } from './request.ts';
import { asModal, describeMessages, fits, indent, type Message, type Modal, type Within } from './seen.ts';
import { watchState } from './watch-state.ts';

/** Time to wait for something to be seen, in milliseconds, when a test names none. */
const patienceMs = 5000;

function isMessage(where: Message | Modal): where is Message {
  return 'ts' in where;
}

function placeOf(where: Message | Modal): Place {
  return isMessage(where) ? { channel: where.channel, ts: where.ts } : { view_id: where.id };
}

/** One person at the local Slack. Everything goes over HTTP. */
export function createPerson(url: string, id: string, closing: AbortSignal) {
  const act = (what: Act): Promise<ActResult> => request<ActResult>(`${url}/people/act`, 'POST', { as: id, ...what });
  const state = (): Promise<PersonState> => request<PersonState>(`${url}/people/state?as=${id}`, 'GET');
  const wait = <T>(look: (now: PersonState) => T | undefined, missing: (now: PersonState) => string, within = patienceMs): Promise<T> =>
    watchState(`${url}/people/events?as=${id}`, look, (now) => new Error(`${id} waited ${within} ms. ${missing(now)}`), within, closing);
  const channelIn = (now: PersonState, named: string): SeenChannel => {
    const name = named.replace(/^#/, '');
    const found = now.channels.find((channel) => channel.id === name || channel.name === name);
    if (!found) throw new Error(`${id} is in no channel ${named}. They are in: ${now.channels.map((channel) => channel.name).join(', ')}.`);
    return found;
  };
  const seesWhere = (channel: string, wanted: RegExp | string, only: (message: Message) => boolean, { within }: Within): Promise<Message> =>
    wait(
      (now) => channelIn(now, channel).messages.findLast((message) => only(message) && fits(`${message.visible}\n${message.text}`, wanted)),
      (now) => `No message in ${channel} says ${wanted}. There are:\n${describeMessages(channelIn(now, channel).messages.filter(only))}`,
      within,
    );
  const current = async (where: Message | Modal): Promise<Message | Modal> => {
    const now = await state();
    const found = isMessage(where)
      ? now.channels.find((channel) => channel.id === where.channel)?.messages.find((message) => message.ts === where.ts)
      : [...now.views, ...(now.home ? [now.home] : [])].find((view) => view.id === where.id);
    if (!found) throw new Error(`${id} does not see that ${isMessage(where) ? 'message' : 'view'} any more.`);
    return 'ts' in found ? found : asModal(found);
  };
  const control = (where: Message | Modal, label: string, wanted: (one: Control) => boolean): Control => {
    const found = where.controls.filter(wanted).find((one) => one.label === label);
    if (!found) {
      const labels = where.controls.filter(wanted).map((one) => `"${one.label}"`);
      throw new Error(`There is no "${label}". There are: ${labels.join(', ') || 'none'}.`);
    }
    return found;
  };
  const isButton = (one: Control): boolean => one.type.endsWith('button');
  /** Turns the words that a person sees into the value that the element holds. */
  const valueFor = async (where: Message | Modal, one: Control, wanted: string): Promise<string> => {
    const now = await state();
    const bare = wanted.replace(/^[@#]/, '');
    if (one.type.includes('users_select'))
      return now.people.find((person) => [person.id, person.name, person.realName].includes(bare))?.id ?? bare;
    if (/conversations_select|channels_select/.test(one.type))
      return now.channels.find((channel) => [channel.id, channel.name].includes(bare))?.id ?? bare;
    if (!/select|checkboxes|radio_buttons|overflow/.test(one.type)) return wanted;
    const found = await act({ type: 'options', ...placeOf(where), block_id: one.block_id, action_id: one.action_id, query: wanted });
    const option = found.options?.find((candidate) => candidate.text.text === wanted || candidate.value === wanted);
    if (!option)
      throw new Error(
        `"${one.label}" has no option "${wanted}". It has: ${found.options?.map((candidate) => candidate.text.text).join(', ')}.`,
      );
    return option.value;
  };
  const choose = async (where: Message | Modal, label: string, wanted: string | readonly string[] | null): Promise<void> => {
    const shown = await current(where);
    const one = control(shown, label, (candidate) => !isButton(candidate));
    const value =
      wanted === null
        ? null
        : typeof wanted === 'string'
          ? await valueFor(shown, one, wanted)
          : await Promise.all(wanted.map((each) => valueFor(shown, one, each)));
    const place = { ...placeOf(shown), block_id: one.block_id, action_id: one.action_id };
    if (one.type === 'overflow' && typeof value === 'string') await act({ type: 'click', ...place, value });
    else await act({ type: 'change', ...place, value, enter: true });
  };

  return {
    id,
    /** Types a line into the composer of a channel; resolves when Slack took it. */
    async types(line: string, channel: string): Promise<void> {
      await act({ type: line.startsWith('/') ? 'command' : 'say', channel, text: line });
    },
    /** Replies in the thread of a message. */
    async replies(root: Pick<Message, 'channel' | 'ts' | 'thread_ts'>, line: string): Promise<void> {
      await act({
        type: line.startsWith('/') ? 'command' : 'say',
        channel: root.channel,
        text: line,
        thread_ts: root.thread_ts ?? root.ts,
      });
    },
    /** Waits for a message in a channel, in a thread or not; the newest that fits. */
    sees: (channel: string, wanted: RegExp | string, options: Within = {}): Promise<Message> =>
      seesWhere(channel, wanted, () => true, options),
    /** Waits for a reply in the thread of a message, by the time stamp of its root. */
    seesInThread: (channel: string, rootTs: string, wanted: RegExp | string, options: Within = {}): Promise<Message> =>
      seesWhere(channel, wanted, (message) => message.thread_ts === rootTs && message.ts !== rootTs, options),
    /** Waits until this message says something else that fits, as after an edit. */
    seesChange: (card: Message, wanted: RegExp | string, options: Within = {}): Promise<Message> =>
      seesWhere(card.channel, wanted, (message) => message.ts === card.ts, options),
    /** Waits until this message is deleted, or says something else than it did. */
    async gone(card: Message, { within }: Within = {}): Promise<void> {
      const find = (now: PersonState): Message | undefined =>
        channelIn(now, card.channel).messages.find((message) => message.ts === card.ts);
      const same = (one: Message | undefined): boolean =>
        one !== undefined && one.text === card.text && isDeepStrictEqual(one.blocks, card.blocks);
      await wait(
        (now) => (same(find(now)) ? undefined : true),
        () => `This message is still there:\n${describeMessages([card])}`,
        within,
      );
    },
    /** Clicks a button by its visible label. A confirm dialog is accepted, unless `confirm` is false; its text is returned. */
    async clicks(where: Message | Modal, label: string, { confirm = true }: { confirm?: boolean } = {}): Promise<string | undefined> {
      const shown = await current(where);
      const button = control(shown, label, isButton);
      const dialog = button.confirm ? `${button.confirm.title}\n${button.confirm.text}` : undefined;
      if (!dialog || confirm) await act({ type: 'click', ...placeOf(shown), block_id: button.block_id, action_id: button.action_id });
      return dialog;
    },
    /** Chooses in a select, checkboxes, an overflow menu or a date, by its label or placeholder and the words of the option. */
    chooses: choose,
    /** Waits for the topmost modal whose title or words fit. */
    seesModal: (wanted: RegExp | string, { within }: Within = {}): Promise<Modal> =>
      wait(
        (now) => {
          const top = now.views.at(-1);
          return top && fits(`${top.title}\n${top.visible}`, wanted) ? asModal(top) : undefined;
        },
        (now) =>
          `No modal says ${wanted}. ${now.views.length === 0 ? 'None is open.' : `On top: ${now.views.at(-1)?.title}\n    ${indent(now.views.at(-1)?.visible ?? '')}`}`,
        within,
      ),
    /** Waits until no modal is open. */
    async seesNoModal({ within }: Within = {}): Promise<void> {
      await wait(
        (now) => (now.views.length === 0 ? true : undefined),
        (now) => `Still open: ${now.views.map((view) => view.title).join(', ')}.`,
        within,
      );
    },
    /** Fills in fields by their labels: text, the words of an option, several of them, or null to empty one. */
    async fills(modal: Modal, fields: Record<string, string | readonly string[] | null>): Promise<void> {
      for (const [label, value] of Object.entries(fields)) await choose(modal, label, value);
    },
    /** Gives a file in a field of a modal. */
    async gives(modal: Modal, label: string, file: { readonly name: string; readonly bytes: string | Uint8Array }): Promise<void> {
      const shown = await current(modal);
      const { block_id, action_id } = control(shown, label, ({ type }) => type === 'file_input');
      const files = [{ name: file.name, base64: Buffer.from(file.bytes).toString('base64') }];
      await act({ type: 'upload', view_id: modal.id, block_id, action_id, files });
    },
    /** Sends a modal; resolves when the app answered. Field errors are in `errors`, and on the modal that was given. */
    async submits(modal: Modal): Promise<{ closed: boolean; errors: Record<string, string> }> {
      const { closed = false } = await act({ type: 'submit', view_id: modal.id });
      const now = await state();
      const shown = now.views.find((view) => view.id === modal.id);
      modal.errors = shown ? asModal(shown).errors : {};
      return { closed, errors: modal.errors };
    },
    async closes(modal: Modal, { all = false }: { all?: boolean } = {}): Promise<void> {
      await act({ type: 'close', view_id: modal.id, all });
    },
    /** Opens the Home tab of the app and waits until it says something that fits. */
    async opensHome(wanted: RegExp | string, { within }: Within = {}): Promise<Modal> {
      await act({ type: 'home' });
      return wait(
        (now) => (now.home && fits(now.home.visible, wanted) ? asModal(now.home) : undefined),
        (now) => `Home does not say ${wanted}. It says:\n    ${indent(now.home?.visible ?? '(nothing)')}`,
        within,
      );
    },
    /** Uses a shortcut of the app, on a message or not, by its name or callback id. */
    async usesShortcut(name: string, on?: Pick<Message, 'channel' | 'ts'>): Promise<void> {
      const { app } = await state();
      const known = app.shortcuts.find((one) => one.name === name || one.callback_id === name);
      if (!known)
        throw new Error(`There is no shortcut "${name}". There are: ${app.shortcuts.map((one) => one.name).join(', ') || 'none'}.`);
      await act({ type: 'shortcut', callback_id: known.callback_id, ...(on ? { channel: on.channel, ts: on.ts } : {}) });
    },
    /** Loads Slack anew: ephemeral messages are gone. */
    async reloads(): Promise<void> {
      await act({ type: 'reload' });
    },
    /** The words of the options that a select offers for what is typed. */
    async options(where: Message | Modal, label: string, query: string): Promise<string[]> {
      const shown = await current(where);
      const one = control(shown, label, (candidate) => !isButton(candidate));
      const found = await act({ type: 'options', ...placeOf(shown), block_id: one.block_id, action_id: one.action_id, query });
      return (found.options ?? []).map((option) => option.text.text);
    },
    async messages(channel: string): Promise<Message[]> {
      return channelIn(await state(), channel).messages;
    },
    async alerts(): Promise<string[]> {
      return (await state()).alerts.map((alert) => alert.text);
    },
    /** Waits for an alert of Slack itself, such as "ssm did not respond". */
    seesAlert: (wanted: RegExp | string, { within }: Within = {}): Promise<string> =>
      wait(
        (now) => now.alerts.findLast((alert) => fits(alert.text, wanted))?.text,
        (now) => `No alert says ${wanted}. There are: ${now.alerts.map((alert) => alert.text).join(' | ') || 'none'}.`,
        within,
      ),
    state,
  };
}

export type Person = ReturnType<typeof createPerson>;
