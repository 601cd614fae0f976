import type { App, ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { PersonRef } from '../domain/person.ts';
import { UserError } from '../errors.ts';
import type { Message } from '../slack/blocks.ts';
import { readReference, type Scene, verbs } from '../slack/render/scene.ts';
import { loadingView, noticeView, planView, ranView, rejectView, reviewView, targetsView } from '../slack/render/views.ts';
import { reply } from '../slack/reply.ts';
import { cancelRequest } from '../workflows/lifecycle/cancel.ts';
import { mayRead } from '../workflows/lifecycle/enquiries/find.ts';
import { settle } from '../workflows/lifecycle/recover.ts';
import { leaveRequest, undoRequest } from '../workflows/lifecycle/undo.ts';
import { isOurs, say, toPerson, within, wrongWorkspace } from './boundary.ts';
import { sceneOf } from './card.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import type { Front } from './front.ts';
import { formOf, redrawForm } from './modal.ts';
import { openSecret } from './secret.ts';
import { mustBeAsker, otherVersion, speaking } from './speaking.ts';

type Do = (front: Front, id: string, hash: string, delivery: Delivery) => Promise<void>;

/** Buttons that change a request at once; its messages are redrawn by the notifier. */
const acts: Readonly<Record<string, Do>> = {
  async [verbs.confirm](front, id, hash, { by, responseUrl }) {
    if (responseUrl) await front.keepReplyUrl(id, { url: responseUrl, replaces: true });
    const { clock, waits } = front.desk;
    const expiresAt = clock.now() + waits.approvalMs;
    const remindAt = clock.now() + waits.remindMs;
    await front.desk.requests.change(id, (now) => {
      mustBeAsker(now, by);
      return now.confirmedAt !== undefined && now.hash === hash && now.state !== 'previewed'
        ? undefined
        : { kind: 'confirmed', by, hash, expiresAt, remindAt };
    });
  },
  async [verbs.discard](front, id, _hash, { by, responseUrl }) {
    if (responseUrl) await front.keepReplyUrl(id, { url: responseUrl, replaces: true });
    await front.desk.requests.change(id, (now) => {
      mustBeAsker(now, by);
      return now.state === 'discarded' ? undefined : { kind: 'discarded', by };
    });
  },
  async [verbs.cancel](front, id, _hash, { by }) {
    await cancelRequest(front.desk, id, by);
  },
  async [verbs.undo](front, id, _hash, { by }) {
    await undoRequest(front.desk, id, by);
  },
  async [verbs.leave](front, id, _hash, { by }) {
    await leaveRequest(front.desk, id, by);
  },
  async [verbs.didNotRun](front, id, _hash, { by }) {
    await settle(front.desk, id, by, undefined);
  },
};

/** Buttons that open a view of a request. */
const views: Readonly<Record<string, (scene: Scene, by: PersonRef) => ModalView>> = {
  [verbs.read]: planView,
  [verbs.targets]: targetsView,
  [verbs.reject]: rejectView,
  [verbs.ran]: ranView,
  [verbs.review]: reviewView,
};

/** Every button of the bot. One that this version does not know gets an answer too. */
export function registerActions(app: App, front: Front): void {
  app.action(/.*/, async ({ ack, action, body }) => {
    const delivery = deliveryOf(body);
    const verb = 'action_id' in action ? action.action_id : '';
    // What only writes a record is written first: a click that was acknowledged and then lost would be lost in silence.
    const writesFirst = verb === verbs.confirm || verb === verbs.discard;
    if (!writesFirst) await ack();
    try {
      if (!isOurs(front, delivery.by.team, delivery.enterprise)) throw new UserError(wrongWorkspace);
      const view = 'view' in body ? (body.view as ViewOutput) : undefined;
      const typed = formOf(front, view);
      if (view && typed) return await redrawForm(front, typed, view, delivery.by);
      const value = 'value' in action ? (action.value as string | undefined) : undefined;
      const speaks = speaking(verb);
      if (speaks) return await answerClick(front, await speaks(front, value ?? '', delivery), delivery, delivery.ephemeral);
      const reference = readReference(value);
      const act = acts[verb];
      if (reference && act)
        await (writesFirst
          ? within(act(front, reference.id, reference.hash, delivery), 2_000)
          : act(front, reference.id, reference.hash, delivery));
      else if (reference && verb === verbs.ready) await openSecret(front, reference.id, reference.hash, delivery);
      else if (reference && views[verb]) await openView(front, reference.id, verb, delivery);
      else throw new UserError(otherVersion);
      if (writesFirst) await ack();
    } catch (error) {
      if (writesFirst) await ack();
      await answerClick(front, say(toPerson(front, error, `clicking ${verb}`)), delivery, false);
    }
  });
}

async function answerClick(front: Front, answer: Message | undefined, { responseUrl }: Delivery, replaces: boolean): Promise<void> {
  if (!answer || !responseUrl) return;
  await reply(responseUrl, answer, replaces).catch((lost: unknown) => front.log.warn({ err: lost }, 'an answer was lost'));
}

/** Opens at once, within the trigger's three seconds, and fills the view when the record was read. */
async function openView(front: Front, id: string, verb: string, delivery: Delivery): Promise<void> {
  const { by } = delivery;
  const { view } = await front.slack.views.open({ trigger_id: delivery.trigger, view: loadingView() });
  let shown: ModalView;
  try {
    const request = await front.desk.requests.get(id);
    if (!request) throw new UserError('This request is no longer kept.');
    await mayRead(front.desk, request, { by, channel: request.channel });
    shown = (views[verb] as (scene: Scene, by: PersonRef) => ModalView)(await sceneOf(front, request), by);
  } catch (error) {
    shown = noticeView('Not shown', toPerson(front, error, `opening ${verb}`));
  }
  // Whoever closed it before it was filled did nothing wrong.
  await front.slack.views
    .update({ view_id: view?.id ?? '', view: shown })
    .catch((error: unknown) => front.log.warn({ err: error }, 'a view was closed'));
}
