import type { App, MessageShortcut, ViewOutput, ViewUpdateResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Channel } from '../domain/channel.ts';
import { type Field, isOperation, type Typed } from '../domain/operation.ts';
import type { PersonRef } from '../domain/person.ts';
import { input, option, select } from '../slack/blocks/input.ts';
import { context, modal, section } from '../slack/blocks.ts';
import { openingView } from '../slack/form.ts';
import { mrkdwn } from '../slack/mrkdwn.ts';
import { requestIn } from '../slack/posted.ts';
import { noticeView } from '../slack/render/views.ts';
import { isOurs, toPerson, wrongWorkspace } from './boundary.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import { type Front, typedThings } from './front.ts';
import { openForm } from './modal.ts';
import { offerTo } from './offer.ts';

/** The callback of the modal that asks what to do. */
export const chooserView = 'message.choose';
const choiceBlock = 'what';
const mostFound = 50;
/** How much of a request's id names it for sure. */
const idShown = 12;

/** What a message speaks of, and where it is: ids alone, for the chooser's private metadata. */
interface Found {
  readonly channel: Channel;
  readonly targets: readonly string[];
  readonly request?: string | undefined;
}

/** "SSM: act on this", on a message: slash commands do not work in threads. */
export function registerShortcuts(app: App, front: Front): void {
  app.shortcut({ callback_id: 'message.act', type: 'message_action' }, async ({ ack, shortcut }) => {
    await ack();
    const { by, enterprise, trigger, channel } = deliveryOf(shortcut);
    const ours = isOurs(front, by.team, enterprise);
    try {
      const view = ours ? openingView() : noticeView('Not yours', wrongWorkspace);
      const opened = await front.slack.views.open({ trigger_id: trigger, view });
      if (!ours || !channel) return;
      await front.slack.views.update({ view_id: opened.view?.id ?? '', view: await choosing(front, by, channel, shortcut) });
    } catch (error) {
      front.log.warn({ err: error }, 'a shortcut was not answered');
    }
  });
}

async function choosing(front: Front, by: PersonRef, channel: Channel, shortcut: MessageShortcut): Promise<ModalView> {
  try {
    const [request, { things, note }] = await Promise.all([requestOf(front, shortcut), offerTo(front, by, channel)]);
    return chooser(things, note, { channel, targets: idsIn(shortcut), request });
  } catch (error) {
    return noticeView('Not possible', toPerson(front, error, 'using a shortcut'));
  }
}

/** Ids of instances and hybrid nodes, in the words and the blocks of a message. */
function idsIn({ message }: MessageShortcut): string[] {
  const words = JSON.stringify([message.text ?? '', message.blocks ?? []]);
  return [...new Set(words.match(/\bm?i-[0-9a-f]{8,17}\b/g) ?? [])].slice(0, mostFound);
}

/** The request that one of our own messages tells of. Without an answer of Slack's the person writes it themselves. */
async function requestOf(front: Front, { message, channel }: MessageShortcut): Promise<string | undefined> {
  const at = { channel: channel.id, ts: String(message.ts), thread: typeof message.thread_ts === 'string' ? message.thread_ts : undefined };
  return message.bot_id === undefined ? undefined : requestIn(front.slack, at).catch(() => undefined);
}

function chooser(things: readonly Typed[], note: string | undefined, found: Found): ModalView {
  // With nothing to fill in, an enquiry is better typed.
  const useful = things.filter((each) => isOperation(each) || kindsOf(each).some((kind) => kind === 'request' || kind === 'targets'));
  const sorted = found.request === undefined ? useful : [...useful].sort((a, b) => Number(isOperation(a)) - Number(isOperation(b)));
  const known = [...found.targets, ...(found.request ? [`request ${found.request.slice(0, 6)}`] : [])];
  return modal({
    title: 'SSM: act on this',
    callback: chooserView,
    metadata: JSON.stringify(found),
    submit: 'Next',
    close: 'Cancel',
    blocks: [
      ...(note === undefined ? [] : [section(mrkdwn`${note}`)]),
      input({
        id: choiceBlock,
        label: 'What to do',
        element: select(
          'value',
          sorted.slice(0, 100).map((each) => option(each.title, each.name)),
        ),
      }),
      context(known.length > 0 ? mrkdwn`In this message: ${known.join(', ')}` : mrkdwn`No instance or request is named in this message.`),
    ],
  });
}

const kindsOf = (typed: Typed): Field['kind'][] => Object.values<Field>(typed.form).map(({ kind }) => kind);

/** The form of what was chosen, in the chooser's place, with the ids filled in. */
export function takeChoice(front: Front, view: ViewOutput, { by, enterprise, trigger }: Delivery) {
  const update = (shown: ModalView): ViewUpdateResponseAction => ({ response_action: 'update', view: shown });
  const name = view.state?.values?.[choiceBlock]?.value?.selected_option?.value;
  const typed = typedThings(front).find((each) => each.name === name);
  const found = readFound(view.private_metadata);
  if (!isOurs(front, by.team, enterprise)) return { answer: update(noticeView('Not yours', wrongWorkspace)) };
  if (!typed || !found)
    return { answer: update(noticeView('Not known', 'This form belongs to another version of the bot. Open it anew.')) };
  const draft = { typed, input: filledWith(typed, found), errors: new Map<string, string>() };
  return {
    answer: update(openingView()),
    after: () =>
      openForm(front, by, { view: view.id }, () => ({ draft, channel: found.channel, delivery: `shortcut:${trigger || view.id}` })),
  };
}

function filledWith(typed: Typed, { targets, request }: Found): Record<string, unknown> {
  const filled = Object.entries<Field>(typed.form).flatMap(([key, field]): [string, unknown][] => {
    if (field.kind === 'targets' && targets.length > 0) return [[key, field.many ? targets : targets[0]]];
    return field.kind === 'request' && request !== undefined ? [[key, request.slice(0, idShown)]] : [];
  });
  return Object.fromEntries(filled);
}

function readFound(metadata: string): Found | undefined {
  try {
    const found = JSON.parse(metadata) as Partial<Found>;
    return found.channel && Array.isArray(found.targets) ? (found as Found) : undefined;
  } catch {
    return undefined;
  }
}
