import type { KnownBlock } from '@slack/types';
import { alarmed } from '../../domain/message.ts';
import { isEnded } from '../../domain/request.ts';
import { code } from '../blocks/code.ts';
import { actions, button, context, type Message, message, section } from '../blocks.ts';
import { bold, join, link, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { freezeLines, reviewLines, warningLines } from './cautions.ts';
import { outcomeLine } from './outcome.ts';
import { placeLine, targetLine } from './plan-blocks.ts';
import { needs, people, planLine, plural, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

const shownScript = 600;

/** The glass was broken: to the security channel, and to each who could have agreed. Progress stands in the request's own message. */
export function drawAlarm(scene: Scene): Message {
  const { request } = scene;
  const { plan, review } = request;
  const what = bold(plan?.summary ?? request.operation);
  const said = mrkdwn`${person(request.asker.id)} broke the glass on ${bold(request.environment)}: ${what}`;
  const aside = mrkdwn`Without the approval of ${needs(request.decision?.setAside ?? [])} · alarmed: ${people(alarmed(request).length)} who could have agreed`;
  const blocks: KnownBlock[] = [
    section(said),
    ...reasonLines(scene).map((line) => section(line)),
    section(aside),
    section(join([stateLine(scene), ...reviewLines(request)], '\n')),
    ...[...freezeLines(request), ...(plan ? warningLines(plan) : [])].map((line) => section(line)),
    ...(plan ? [...plan.texts.flatMap(({ label, text }) => code(text, label, { most: shownScript })), section(targetLine(plan))] : []),
    context(join([placeLine(scene), planLine(scene)])),
    actions([
      button({ text: 'Read the plan', action: verbs.read, value: reference(request) }),
      ...(review && !review.closed && isEnded(request.state)
        ? [button({ text: 'Close the review', action: verbs.review, value: reference(request) })]
        : []),
    ]),
  ];
  return message({ text: join([said, ...reasonLines(scene)], ' · '), blocks });
}

/** Without counts while it runs: so many copies would use up the edits that Slack allows. */
function stateLine(scene: Scene): Mrkdwn {
  const { request, rootLink } = scene;
  const follow = rootLink === undefined ? mrkdwn`` : mrkdwn` · ${link(rootLink, 'Follow it there')}`;
  const runs = request.state === 'running' || request.state === 'cancelling';
  if (isEnded(request.state)) return mrkdwn`${outcomeLine(scene)}${follow}`;
  if (runs && request.startedAt !== undefined) return mrkdwn`It runs since ${time(new Date(request.startedAt), '{time}')}${follow}`;
  if (request.state === 'unknown') return mrkdwn`It is not known whether all of it was sent${follow}`;
  if (request.state === 'offered') return mrkdwn`It failed, and its rollback waits for a word${follow}`;
  return mrkdwn`It starts at once${follow}`;
}

/** Nobody closed the review yet: one a day, until somebody does. */
export function drawReview(scene: Scene, kind: string): Message {
  const { request } = scene;
  const days = Number(kind.slice('review-'.length)) || 1;
  const { asker } = request;
  const said = request.review?.closed
    ? join(reviewLines(request))
    : mrkdwn`Nobody closed the review of ${title(scene)} for ${plural(days, 'day')}. It must be closed by somebody else than ${asker.name}: the alarm has the button.`;
  return message({ text: said, blocks: [section(said)] });
}
