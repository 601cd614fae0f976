import type { KnownBlock, ModalView } from '@slack/types';
import { input, textInput } from '../blocks/input.ts';
import { context, type ModalSpec, modal, section } from '../blocks.ts';
import { mrkdwn, person } from '../mrkdwn.ts';
import { diffBlocks } from './compared.ts';
import { planWhole, targetBlocks } from './plan-blocks.ts';
import { planFoot, planHead } from './plan-head.ts';
import { type Standing, standingOf } from './reader.ts';
import { reasonLines, reference, type Scene, title, verbs } from './scene.ts';

export const commentBlock = 'comment';
export const executionBlock = 'execution';
export const codeBlock = 'code';

/** Shown at once, within the trigger's three seconds, while the record is read. */
export const loadingView = (): ModalView =>
  modal({ title: 'One moment', callback: 'request.loading', blocks: [section(mrkdwn`Reading the request…`)], close: 'Close' });

export const noticeView = (heading: string, words: string): ModalView =>
  modal({ title: heading, callback: 'request.notice', blocks: [section(mrkdwn`${words}`)], close: 'Close' });

/**
 * The whole plan. For whoever may still decide, its submit is Approve: only who has all of it before them can say yes.
 * Where Slack can't show all of it there is no Approve.
 */
export function planView(scene: Scene, reader: { readonly id: string }): ModalView {
  const { request } = scene;
  const { plan } = request;
  if (!plan) return noticeView('No plan', 'This request has no plan yet.');
  const standing = standingOf(request, reader);
  const whole = (diffs: readonly KnownBlock[]) =>
    modal({
      ...frame(standing),
      metadata: reference(request),
      blocks: [...planHead(scene, standing), ...diffs, ...planWhole(plan), planFoot(scene), ...answers(scene, standing)],
      whole: true,
    });
  const differs = (request.compared?.diffs.length ?? 0) > 0;
  try {
    // The difference helps whoever decides; what they decide on is the plan itself.
    return unlessTooLong(() => whole(diffBlocks(request))) ?? whole(differs ? [noDiff] : []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const words = mrkdwn`This plan is too long to be shown whole in Slack, so it can't be approved here. Split it, or put the script into a document; a reason is best short.`;
    const head = planHead(scene, standing, {});
    return modal({
      title: 'Too long to approve',
      callback: 'request.notice',
      blocks: [...head, section(words), planFoot(scene)],
      close: 'Close',
    });
  }
}

const noDiff = context(mrkdwn`The difference to the last time is too long to be shown: all of it is in what follows.`);

/** Undefined where Slack can't show it. */
function unlessTooLong<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function frame(standing: Standing): Pick<ModalSpec, 'title' | 'callback' | 'submit' | 'close'> {
  if (standing.may === 'approve') return { title: 'Approve this plan?', callback: verbs.approve, submit: 'Approve', close: 'Not now' };
  if (standing.may === 'take back') return { title: 'You approved this', callback: verbs.withdraw, submit: 'Take it back', close: 'Close' };
  return { title: 'The whole plan', callback: 'request.notice', close: 'Close' };
}

/** What whoever approves may, and where a policy asks for it must, write with it. */
function answers({ request }: Scene, { may }: Standing): KnownBlock[] {
  if (may !== 'approve') return [];
  const hint = 'Six digits, as the app shows them now. A policy asks for it here.';
  const element = textInput('text', { min: 6, max: 12 });
  const asked = request.decision?.stepUp ? [input({ id: codeBlock, label: 'Code of your authenticator app', element, hint })] : [];
  return [...asked, input({ id: commentBlock, label: 'Comment', element: textInput('text', { max: 300 }), optional: true })];
}

export const targetsView = (scene: Scene): ModalView =>
  modal({
    title: 'Targets',
    callback: 'request.notice',
    blocks: [section(title(scene)), ...(scene.request.plan ? targetBlocks(scene.request.plan) : [])],
    close: 'Close',
  });

export const rejectView = (scene: Scene): ModalView =>
  modal({
    title: 'Reject this request?',
    callback: verbs.reject,
    metadata: reference(scene.request),
    blocks: [
      section(mrkdwn`${title(scene)}\nAsked by ${person(scene.request.asker.id)}`),
      input({ id: commentBlock, label: 'Reason', element: textInput('text', { max: 300 }), hint: 'The asker and the thread see it.' }),
    ],
    submit: 'Reject',
    close: 'Back',
  });

/** Asks for AWS's id of what ran, or was done, though nobody heard so. */
export const ranView = (scene: Scene): ModalView =>
  modal({
    title: scene.request.plan?.quiet ? 'It was done' : 'It ran',
    callback: verbs.ran,
    metadata: reference(scene.request),
    blocks: [
      section(mrkdwn`${title(scene)}\nIt goes on from there if AWS shows that it is what this request asked for.`),
      input({
        id: executionBlock,
        label: `Id of the ${scene.request.plan?.nouns.execution ?? 'run'}`,
        element: textInput('text', { max: 60 }),
      }),
    ],
    submit: scene.request.plan?.quiet ? 'Look it up' : 'Follow it',
    close: 'Back',
  });

/** Who reads what was done without approval says what they found. */
export const reviewView = (scene: Scene): ModalView =>
  modal({
    title: 'Close the review?',
    callback: verbs.review,
    metadata: reference(scene.request),
    blocks: [
      section(mrkdwn`${title(scene)}\nThe glass was broken by ${person(scene.request.asker.id)}`),
      ...reasonLines(scene).map((line) => section(line)),
      input({
        id: commentBlock,
        label: 'What you found',
        element: textInput('text', { max: 300 }),
        hint: 'The alarm and the audit keep it.',
      }),
    ],
    submit: 'Close the review',
    close: 'Back',
  });
