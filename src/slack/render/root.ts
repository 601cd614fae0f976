import type { KnownBlock } from '@slack/types';
import { shortId } from '../../domain/request.ts';
import { needsNobody } from '../../domain/requirement.ts';
import { touchedBy } from '../../domain/touched.ts';
import { doing } from '../../domain/waves.ts';
import { actions, context, type Message, message, section } from '../blocks.ts';
import { codeSpan, join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { rootButtons } from './buttons.ts';
import { freezeLines, glassLines, reviewLines } from './cautions.ts';
import { outcomeLine } from './outcome.ts';
import { failureLine, progressLine, undoLine } from './progress.ts';
import { planLine, plural, reasonLines, type Scene, title } from './scene.ts';
import { stepsBlocks } from './steps.ts';
import { waitsLine } from './wanted.ts';

/** The one message in the channel: edited from the question to the outcome. */
export function drawRoot(scene: Scene): Message {
  const { request } = scene;
  const lines = [
    mrkdwn`${title(scene)} · ${who(scene)}`,
    ...glassLines(request),
    ...state(scene),
    ...reviewLines(request),
    ...freezeLines(request),
    ...(request.delay ? [mrkdwn`${request.delay} It is tried again.`] : []),
  ];
  const blocks: KnownBlock[] = [
    section(join(lines, '\n')),
    ...stepsBlocks(request),
    ...reasonLines(scene).map((line) => context(line)),
    context(planLine(scene)),
  ];
  const row = rootButtons(scene.request);
  return message({
    text: join([title(scene), ...glassLines(request), ...state(scene)], ' · '),
    blocks: row.length > 0 ? [...blocks, actions(row)] : blocks,
  });
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
      // Others see this only where an earlier plan was agreed to, or when they ask for it by its id.
      return [
        request.drifted
          ? mrkdwn`Waits for ${person(request.asker.id)}: the plan is another now. ${codeSpan(`/ssm status ${shortId(request.id)}`)} shows them the card.`
          : mrkdwn`Waits for ${person(request.asker.id)} to say yes · nothing was sent yet`,
      ];
    case 'awaiting':
      return [mrkdwn`${waitsLine(request)} · nothing was sent yet`];
    case 'approved':
      return [mrkdwn`${request.decision && needsNobody(request.decision.requirement) ? 'Confirmed' : 'Approved'} · starting`];
    case 'ready':
      return [mrkdwn`Waits for ${person(request.asker.id)} to click, until ${time(new Date(request.expiresAt ?? 0), '{time}')}`];
    case 'unknown': {
      const note = request.waves.find((wave) => wave.state === 'unknown')?.note ?? '';
      return [mrkdwn`${note}`, mrkdwn`Look for request ${request.id.slice(0, 6)} in AWS's history, then say what came of it.`];
    }
    case 'running':
    case 'cancelling': {
      const failures = failureLine(request);
      return [wave(scene), undoLine(request) ?? progressLine(request, now), ...(failures ? [failures] : [])];
    }
    case 'offered':
      return [
        outcomeLine(scene),
        mrkdwn`Roll back the ${plural(touchedBy(request).size, request.plan?.nouns.target ?? 'target')} that ${touchedBy(request).size === 1 ? 'was' : 'were'} touched?`,
      ];
    default: {
      const undone = undoLine(request);
      return [outcomeLine(scene), ...(undone ? [undone] : [])];
    }
  }
}

function wave({ request }: Scene): Mrkdwn {
  const at = request.waves.findLastIndex((each) => each.state !== 'pending' && each.state !== 'skipped');
  const current = request.waves[at];
  const many = doing(request).length;
  const place = many > 1 && at < many ? mrkdwn`Wave ${at + 1} of ${many} · ` : mrkdwn``;
  const since = mrkdwn`started ${time(new Date(request.startedAt ?? request.changedAt), '{time}')}`;
  const word = request.state === 'cancelling' ? mrkdwn`Cancelling for ${person(request.cancelledBy?.id ?? '')} · ` : mrkdwn``;
  const sending = current?.state === 'starting' ? mrkdwn` · sending` : mrkdwn``;
  const held =
    current?.state === 'running' || current?.state === 'starting'
      ? mrkdwn``
      : heldBack(request.waves.find((each) => each.retryAt !== undefined)?.note);
  return mrkdwn`${word}${place}${since}${sending}${held}`;
}

const heldBack = (why: string | undefined): Mrkdwn => (why ? mrkdwn` · AWS put it off (${why}); it is tried again` : mrkdwn``);
