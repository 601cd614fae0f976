import { actions, button, context, type Message, message, section } from '../blocks.ts';
import { mrkdwn, person } from '../mrkdwn.ts';
import { outcomeLine } from './outcome.ts';
import { planLine, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

/** The glass was broken: to the security channel, and to each who could have agreed. */
export function drawAlarm(scene: Scene): Message {
  const { request } = scene;
  const said = mrkdwn`${person(request.asker.id)} broke the glass: ${title(scene)}`;
  const { closed } = request.review ?? {};
  const state = closed ? mrkdwn`Reviewed by ${person(closed.by.id)}: “${closed.comment}”` : mrkdwn`${outcomeLine(scene)}`;
  const row = [
    button({ text: 'Read the plan', action: verbs.read, value: reference(request) }),
    ...(closed ? [] : [button({ text: 'Close the review', action: verbs.review, value: reference(request) })]),
  ];
  return message({
    text: said,
    blocks: [section(said), ...reasonLines(scene).map((line) => section(line)), section(state), context(planLine(scene)), actions(row)],
  });
}

/** Nobody closed the review yet. */
export function drawReview(scene: Scene): Message {
  const { request } = scene;
  const said = request.review?.closed
    ? mrkdwn`Reviewed by ${person(request.review.closed.by.id)}.`
    : mrkdwn`Nobody closed the review of ${title(scene)} yet.`;
  return message({ text: said, blocks: [section(said)] });
}
