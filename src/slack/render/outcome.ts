import { inTime } from '../../domain/rate.ts';
import { type Message, message, section } from '../blocks.ts';
import { join, type Mrkdwn, mrkdwn, person } from '../mrkdwn.ts';
import { countsOf, failureLine, remainders } from './progress.ts';
import { planLine, type Scene, title } from './scene.ts';

/** How it ended, in one line: '46 of 48 succeeded in 3 min 12 s · 2 failed (exit 3)'. */
export function outcomeLine({ request }: Scene): Mrkdwn {
  switch (request.state) {
    case 'rejected': {
      const { by, comment } = request.rejection ?? {};
      return mrkdwn`Rejected by ${person(by?.id ?? '')}${comment ? mrkdwn`: “${comment}”` : mrkdwn``} · nothing was sent`;
    }
    case 'expired':
      return mrkdwn`Nobody decided in time · nothing was sent`;
    case 'denied':
    case 'refused':
      return mrkdwn`${request.note ?? ''} · nothing was sent`;
    case 'cancelled':
      if (request.startedAt === undefined) return mrkdwn`Cancelled by ${person(request.cancelledBy?.id ?? '')} · nothing was sent`;
      return join([mrkdwn`Cancelled by ${person(request.cancelledBy?.id ?? '')}`, ran(request)]);
    default:
      return ran(request);
  }
}

function ran(request: Scene['request']): Mrkdwn {
  const { total, succeeded } = countsOf(request);
  const took = inTime(((request.endedAt ?? request.changedAt) - (request.startedAt ?? request.changedAt)) / 1_000);
  const notes = request.waves.flatMap((wave) => (wave.state === 'failed' && wave.note ? [wave.note] : []));
  return join([`${succeeded} of ${total} succeeded in ${took}`, ...remainders(request), ...notes]);
}

/** The last word, posted so that people see it. */
export function drawFinal(scene: Scene): Message {
  const line = mrkdwn`${title(scene)}: ${outcomeLine(scene)}`;
  const failures = failureLine(scene.request);
  return message({ text: line, blocks: [section(join([line, ...(failures ? [failures] : []), planLine(scene)], '\n'))] });
}
