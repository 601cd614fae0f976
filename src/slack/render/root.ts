import type { KnownBlock } from '@slack/types';
import { isEnded } from '../../domain/request.ts';
import { needsNobody } from '../../domain/requirement.ts';
import { actions, button, context, type Message, message, section } from '../blocks.ts';
import { join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { outcomeLine } from './outcome.ts';
import { failureLine, progressLine } from './progress.ts';
import { needs, planLine, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

/** The one message in the channel: edited from the question to the outcome. */
export function drawRoot(scene: Scene): Message {
  const { request } = scene;
  const lines = [
    mrkdwn`${title(scene)} · ${who(scene)}`,
    ...state(scene),
    ...(request.delay ? [mrkdwn`${request.delay} It is tried again.`] : []),
  ];
  const blocks: KnownBlock[] = [section(join(lines, '\n')), ...reasonLines(scene).map((line) => context(line)), context(planLine(scene))];
  const row = buttons(scene);
  return message({ text: join([title(scene), ...state(scene)], ' · '), blocks: row.length > 0 ? [...blocks, actions(row)] : blocks });
}

function who({ request }: Scene): Mrkdwn {
  const asked = mrkdwn`asked by ${person(request.asker.id)}`;
  if (request.approvals.length === 0) return asked;
  return mrkdwn`${asked}, approved by ${join(
    request.approvals.map(({ by }) => person(by.id)),
    ' and ',
  )}`;
}

function state(scene: Scene): Mrkdwn[] {
  const { request, now } = scene;
  switch (request.state) {
    case 'previewed':
      return [mrkdwn`Waits for ${person(request.asker.id)}: the plan is another now.`];
    case 'awaiting':
      return [mrkdwn`Waits for ${needs(request.decision?.requirement ?? [])} · nothing was sent yet`];
    case 'approved':
      return [mrkdwn`${request.decision && needsNobody(request.decision.requirement) ? 'Confirmed' : 'Approved'} · starting`];
    case 'unknown': {
      const note = request.waves.find((wave) => wave.state === 'unknown')?.note ?? '';
      return [mrkdwn`${note}`, mrkdwn`Look for request ${request.id.slice(0, 6)} in AWS's history, then say what came of it.`];
    }
    case 'running':
    case 'cancelling': {
      const failures = failureLine(request);
      return [wave(scene), progressLine(request, now), ...(failures ? [failures] : [])];
    }
    default:
      return [outcomeLine(scene)];
  }
}

function wave({ request }: Scene): Mrkdwn {
  const at = request.waves.findLastIndex((each) => each.state !== 'pending' && each.state !== 'skipped');
  const current = request.waves[at];
  const place = request.waves.length > 1 ? mrkdwn`Wave ${at + 1} of ${request.waves.length} · ` : mrkdwn``;
  const since = mrkdwn`started ${time(new Date(request.startedAt ?? request.changedAt), '{time}')}`;
  const word = request.state === 'cancelling' ? mrkdwn`Cancelling for ${person(request.cancelledBy?.id ?? '')} · ` : mrkdwn``;
  const doing = current?.state === 'starting' ? mrkdwn` · sending` : mrkdwn``;
  const held =
    current?.state === 'running' || current?.state === 'starting'
      ? mrkdwn``
      : heldBack(request.waves.find((each) => each.retryAt !== undefined)?.note);
  return mrkdwn`${word}${place}${since}${doing}${held}`;
}

const heldBack = (why: string | undefined): Mrkdwn => (why ? mrkdwn` · AWS put it off (${why}); it is tried again` : mrkdwn``);

function buttons({ request }: Scene) {
  const value = reference(request);
  const noun = request.plan?.nouns.execution ?? 'run';
  if (isEnded(request.state) || request.state === 'previewed') return [button({ text: 'Read the plan', action: verbs.read, value })];
  const read = button({ text: 'Read the plan', action: verbs.read, value });
  if (request.state === 'unknown') {
    return [
      button({ text: 'It ran: follow it', action: verbs.ran, value }),
      button({
        text: 'It did not run: close it',
        action: verbs.didNotRun,
        value,
        confirm: {
          title: 'It did not run?',
          text: `Look at the history of AWS first. If the ${noun} was sent after all, it goes on unseen.`,
          yes: 'It did not run',
          no: 'Back',
        },
      }),
      read,
    ];
  }
  if (request.state === 'cancelling') return [read];
  const waiting = request.state === 'awaiting' || request.state === 'approved';
  return [
    button({
      text: waiting ? 'Cancel request' : `Cancel ${noun}`,
      action: verbs.cancel,
      value,
      style: 'danger',
      confirm: {
        title: waiting ? 'Cancel the request?' : `Cancel the ${noun}?`,
        text: waiting
          ? 'Nothing was sent yet; nothing will be.'
          : 'What was not begun is not begun. What runs is asked to stop; it may be half done.',
        yes: waiting ? 'Cancel request' : `Cancel ${noun}`,
        no: 'Go on',
        style: 'danger',
      },
    }),
    read,
  ];
}
