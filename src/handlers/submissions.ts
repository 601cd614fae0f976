import type { App, ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Verdict } from '../domain/request.ts';
import type { CodeAnswer } from '../domain/step-up.ts';
import { UserError } from '../errors.ts';
import { readReference, verbs } from '../slack/render/scene.ts';
import { codeBlock, commentBlock, executionBlock, noticeView } from '../slack/render/views.ts';
import { mayRead } from '../workflows/lifecycle/enquiries/find.ts';
import { settle } from '../workflows/lifecycle/recover.ts';
import { closeReview } from '../workflows/lifecycle/review.ts';
import { isOurs, toPerson, within, wrongWorkspace } from './boundary.ts';
import { type Delivery, deliveryOf } from './delivery.ts';
import type { Front } from './front.ts';
import { takeWithFiles } from './given-file.ts';
import { formOf } from './modal.ts';
import { takeSecrets, wrongSecretsIn } from './secret.ts';
import { takeForm } from './sent.ts';
import { chooserView, takeChoice } from './shortcuts.ts';

/** Every modal's submission. A verdict or a request is written down, then acknowledged, then judged or planned by a job. */
export function registerSubmissions(app: App, front: Front): void {
  app.view(/.*/, async ({ ack, body, view }) => {
    const delivery = deliveryOf(body);
    const typed = formOf(front, view);
    if (typed) {
      const { answer, withFiles, after } = await takeForm(front, typed, view, delivery);
      if (withFiles) {
        // Slack waits three seconds, and a file may take longer.
        await ack({ response_action: 'update', view: noticeView('One moment', 'Reading the file…') });
        const taken = await takeWithFiles(front, typed, withFiles, delivery);
        await fill(front, view, taken.view);
        await taken.after?.();
        return;
      }
      await (answer ? ack(answer) : ack());
      await after?.();
      return;
    }
    if (view.callback_id === chooserView) {
      const { answer, after } = takeChoice(front, view, delivery);
      await ack(answer);
      await after?.();
      return;
    }
    const wrongValues = await wrongSecretsIn(front, view, delivery);
    if (wrongValues) return ack(wrongValues);
    const slowly = slow[view.callback_id];
    if (slowly && isOurs(front, delivery.by.team, delivery.enterprise)) {
      await ack({ response_action: 'update', view: noticeView('One moment', slowly.meanwhile) });
      await fill(front, view, await slowly.answer(front, view, delivery));
      return;
    }
    const wrong = await wrongCode(front, view, delivery);
    if (wrong) return ack({ response_action: 'errors', errors: { [codeBlock]: wrong } });
    await ack({ response_action: 'update', view: await takeVerdict(front, view, delivery) });
  });
}

/** Whoever closed the view meanwhile did nothing wrong. */
const fill = (front: Front, { id }: ViewOutput, view: ModalView): Promise<unknown> =>
  front.slack.views.update({ view_id: id, view }).catch((error: unknown) => front.log.warn({ err: error }, 'a view was closed'));

const verdicts: Readonly<Record<string, Verdict['says']>> = {
  [verbs.approve]: 'approve',
  [verbs.reject]: 'reject',
  [verbs.withdraw]: 'withdraw',
};

const recorded: Readonly<Record<Verdict['says'], string>> = {
  approve: 'Approval recorded',
  reject: 'Rejection recorded',
  withdraw: 'Taking it back',
};

/** What asks AWS or Slack before it is answered: acknowledged first, then the view is filled. */
const slow: Readonly<
  Record<string, { readonly meanwhile: string; answer(front: Front, view: ViewOutput, delivery: Delivery): Promise<ModalView> }>
> = {
  [verbs.ran]: { meanwhile: 'Looking for it in AWS…', answer: ranAfterAll },
  [verbs.ready]: { meanwhile: 'Setting it in AWS…', answer: takeSecrets },
  [verbs.review]: { meanwhile: 'Closing the review…', answer: reviewed },
};

async function reviewed(front: Front, view: ViewOutput, { by }: Delivery): Promise<ModalView> {
  try {
    await closeReview(front.desk, readReference(view.private_metadata)?.id ?? '', by, valueIn(view, commentBlock) ?? '');
    return noticeView('Closed', 'The review is closed. The alarm says by whom, and the audit too.');
  } catch (error) {
    return noticeView('Not closed', toPerson(front, error, 'closing a review'));
  }
}

const codeAnswers: Readonly<Record<Exclude<CodeAnswer, 'ok'>, string>> = {
  wrong: 'That is not the code that your app shows now. Write the one of this moment.',
  used: 'That code was used already. Wait for the next one.',
  locked: 'Too many wrong codes. Try again in a quarter of an hour, or let another approver decide.',
  'not enrolled': 'You have no authenticator app for this bot. Whoever runs it can give you one; let another approver decide meanwhile.',
};

/** What is wrong with the code, where the plan wants one; a view that is not decided here has none. */
async function wrongCode(front: Front, view: ViewOutput, { by, enterprise }: Delivery): Promise<string | undefined> {
  if (view.callback_id !== verbs.approve || view.state?.values?.[codeBlock] === undefined || !isOurs(front, by.team, enterprise))
    return undefined;
  try {
    const answer = await within(front.stepUp.check(by.id, valueIn(view, codeBlock) ?? ''), 1_500);
    return answer === 'ok' ? undefined : codeAnswers[answer];
  } catch (error) {
    return toPerson(front, error, 'checking a code');
  }
}

async function takeVerdict(front: Front, view: ViewOutput, delivery: Delivery): Promise<ModalView> {
  try {
    const { by, trigger } = delivery;
    if (!isOurs(front, by.team, delivery.enterprise)) throw new UserError(wrongWorkspace);
    const reference = readReference(view.private_metadata);
    const says = verdicts[view.callback_id];
    if (!reference || !says) throw new UserError('This form belongs to another version of the bot. /ssm status ID shows the request anew.');
    const verdict: Verdict = {
      key: front.idOf(`view:${trigger || view.id}`),
      by,
      says,
      hash: reference.hash,
      comment: valueIn(view, commentBlock),
      // Only a right code came this far.
      ...(says === 'approve' && view.state?.values?.[codeBlock] !== undefined && { steppedUp: true }),
      at: front.desk.clock.now(),
    };
    const given = front.desk.requests.change(reference.id, (now) => {
      if (now.verdicts.some(({ key }) => key === verdict.key) || now.counted.includes(verdict.key)) return undefined;
      if (by.id === now.asker.id) throw new UserError('You asked for it yourself; somebody else must decide.');
      if (now.hash !== reference.hash) throw new UserError('The plan is another one now. Close this, read the new plan and decide again.');
      return { kind: 'verdict-given', verdict };
    });
    await within(given, 2_000);
    return noticeView(recorded[says], 'Your rights are checked now. The thread shows what came of it.');
  } catch (error) {
    return noticeView('Not recorded', toPerson(front, error, 'taking a verdict'));
  }
}

async function ranAfterAll(front: Front, view: ViewOutput, { by }: Delivery): Promise<ModalView> {
  try {
    const { id = '' } = readReference(view.private_metadata) ?? {};
    const request = await front.desk.requests.get(id);
    if (!request) throw new UserError('This request is no longer kept.');
    await mayRead(front.desk, request, { by, channel: request.channel });
    await settle(front.desk, id, by, valueIn(view, executionBlock) ?? '');
    return noticeView('Found', 'It is followed from here on; the thread tells how it goes.');
  } catch (error) {
    return noticeView('Not settled', toPerson(front, error, 'settling an unknown outcome'));
  }
}

function valueIn(view: ViewOutput, block: string): string | undefined {
  const answer = Object.values(view.state?.values?.[block] ?? {})[0]?.value?.trim();
  return answer || undefined;
}
