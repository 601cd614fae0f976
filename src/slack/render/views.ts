import type { ModalView } from '@slack/types';
import { needsNobody } from '../../domain/requirement.ts';
import { input, textInput } from '../blocks/input.ts';
import { type Bound, context, modal, section } from '../blocks.ts';
import { mrkdwn, person } from '../mrkdwn.ts';
import { planWhole, targetBlocks, whereLine } from './plan-blocks.ts';
import { differsLines, needs, planLine, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

export const commentBlock = 'comment';
export const executionBlock = 'execution';

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
  const { plan, decision } = request;
  if (!plan) return noticeView('No plan', 'This request has no plan yet.');
  const head = (bound: Bound) =>
    [mrkdwn`${title(scene)}\n${whereLine(scene)}`, ...reasonLines(scene), ...differsLines(request)].map((line) =>
      section(line, undefined, bound),
    );
  const own = reader.id === request.asker.id;
  const foot = context(mrkdwn`Asked by ${person(request.asker.id)} · needs ${needs(decision?.requirement ?? [])} · ${planLine(scene)}`);
  const decidable = request.state === 'awaiting' && !own && decision !== undefined && !needsNobody(decision.requirement);
  const comment = input({ id: commentBlock, label: 'Comment', element: textInput('text', { max: 300 }), optional: true });
  try {
    return modal({
      title: decidable ? 'Approve this plan?' : 'The whole plan',
      callback: verbs.approve,
      metadata: reference(request),
      blocks: [...head({ whole: true }), ...planWhole(plan), foot, ...(decidable ? [comment] : [])],
      ...(decidable && { submit: 'Approve' }),
      close: decidable ? 'Not now' : 'Close',
      whole: true,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const words = mrkdwn`This plan is too long to be shown whole in Slack, so it can't be approved here. Split it, or put the script into a document; a reason is best short.`;
    return modal({ title: 'Too long to approve', callback: 'request.notice', blocks: [...head({}), section(words), foot], close: 'Close' });
  }
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

/** Asks for AWS's id of an execution that ran though nobody heard so. */
export const ranView = (scene: Scene): ModalView =>
  modal({
    title: 'It ran',
    callback: verbs.ran,
    metadata: reference(scene.request),
    blocks: [
      section(mrkdwn`${title(scene)}\nIt is followed from here on if its comment, document and targets are this request's.`),
      input({
        id: executionBlock,
        label: `Id of the ${scene.request.plan?.nouns.execution ?? 'run'}`,
        element: textInput('text', { max: 60 }),
      }),
    ],
    submit: 'Follow it',
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
