import { inTime } from '../../domain/rate.ts';
import { isEnded } from '../../domain/request.ts';
import { agreed } from '../../domain/transition.ts';
import { actions, type Message, message, section } from '../blocks.ts';
import { join, type Mrkdwn, mrkdwn, person } from '../mrkdwn.ts';
import { lineButtons } from './buttons.ts';
import { glassLines } from './cautions.ts';
import { countsOf, failureLine, remainders, undoLine } from './progress.ts';
import { oneLine, planLine, type Scene, title } from './scene.ts';
import { isWithdrawn } from './settled.ts';
import { stepsBlocks } from './steps.ts';

/** How it ended, in one line: '46 of 48 succeeded in 3 min 12 s · 2 failed (exit 3)'. */
export function outcomeLine({ request }: Scene): Mrkdwn {
  switch (request.state) {
    case 'rejected': {
      const { by, comment } = request.rejection ?? {};
      return mrkdwn`Rejected by ${person(by?.id ?? '')}${comment ? mrkdwn`: “${oneLine(comment)}”` : mrkdwn``} · nothing was sent`;
    }
    case 'expired':
      if (agreed(request)) return mrkdwn`${person(request.asker.id)} did not click in time · nothing was sent`;
      return mrkdwn`${request.approvals.length > 0 ? 'Too few decided' : 'Nobody decided'} in time · nothing was sent`;
    case 'discarded':
      return mrkdwn`Discarded by ${person(request.asker.id)} · nothing was sent`;
    case 'denied':
    case 'refused':
      return mrkdwn`${request.note ?? ''} · nothing was sent`;
    case 'cancelled':
      if (request.startedAt === undefined)
        return mrkdwn`${isWithdrawn(request) ? 'Withdrawn' : 'Cancelled'} by ${person(request.cancelledBy?.id ?? '')} · nothing was sent`;
      return join([mrkdwn`Cancelled by ${person(request.cancelledBy?.id ?? '')}${request.note ? `: ${request.note}` : ''}`, ran(request)]);
    default:
      return ran(request);
  }
}

/** What was asked for and how it ended, in one line of mark-up. */
export const wholeOutcome = (scene: Scene): string =>
  `${scene.request.plan?.summary ?? scene.request.operation} on ${scene.request.environment}: ${outcomeLine(scene)}`;

function ran(request: Scene['request']): Mrkdwn {
  const { total, succeeded } = countsOf(request);
  const took = inTime(((request.endedAt ?? request.changedAt) - (request.startedAt ?? request.changedAt)) / 1_000);
  const alarm = request.waves.find((wave) => wave.execution?.alarm)?.execution?.alarm;
  const notes = request.waves.flatMap((wave) => (wave.state === 'failed' && wave.note ? [wave.note] : []));
  return join([
    `${succeeded} of ${total} succeeded in ${took}`,
    ...remainders(request),
    ...(alarm ? [`stopped by the alarm ${alarm}`] : []),
    ...notes,
  ]);
}

/** The last word, posted so that people see it, the asker above all. Where a rollback follows, it is edited then. */
export function drawFinal(scene: Scene): Message {
  const { request } = scene;
  const offered =
    request.state === 'offered' ? mrkdwn`A rollback is part of the plan and waits for a word: see the message above.` : undefined;
  // An edit calls nobody: this post calls the asker.
  const last = mrkdwn`${planLine(scene)} · for ${person(request.asker.id)}`;
  const lines = [
    mrkdwn`${title(scene)}: ${outcomeLine(scene)}`,
    failureLine(request),
    offered ?? undoLine(request),
    ...glassLines(request),
    last,
  ];
  const shown = lines.filter((line) => line !== undefined);
  const row = request.state === 'offered' || !isEnded(request.state) ? [] : lineButtons(request);
  return message({
    text: join(shown.slice(0, 1), '\n'),
    blocks: [section(join(shown, '\n')), ...stepsBlocks(request), ...(row.length > 0 ? [actions(row)] : [])],
  });
}
