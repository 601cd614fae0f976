import { type Counts, type Failure, sumCounts } from '../../domain/execution.ts';
import { inTime } from '../../domain/rate.ts';
import { isEnded, type Request } from '../../domain/request.ts';
import { doing, undoing } from '../../domain/waves.ts';
import { bar } from '../blocks/code.ts';
import { codeSpan, join, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { plural } from './scene.ts';

const barWidth = 15;
const namedFailures = 5;
/** Too few are done to tell a pace. */
const leastForPace = 3;

/** Counts over all waves but the rollback's; `total` is everything that the plan touches, sent or not. */
export function countsOf(request: Request): Counts {
  const counts = sumCounts(doing(request).flatMap((wave) => (wave.execution ? [wave.execution.counts] : [])));
  const waves = (request.plan?.waves ?? []).filter((wave) => !wave.undo);
  return { ...counts, total: waves.reduce((sum, wave) => sum + wave.targets.length, 0) };
}

export const failuresOf = (request: Request): Failure[] => doing(request).flatMap((wave) => wave.execution?.failures ?? []);

/** 'Rolled back 9 of 9' or how far it is; undefined where nothing is rolled back. */
export function undoLine(request: Request): Mrkdwn | undefined {
  if (!request.undoing) return undefined;
  const waves = undoing(request);
  const { succeeded, failed } = sumCounts(waves.flatMap((wave) => (wave.execution ? [wave.execution.counts] : [])));
  const planned = (request.plan?.waves ?? []).filter((wave) => wave.undo).reduce((sum, wave) => sum + wave.targets.length, 0);
  const total = planned - waves.reduce((sum, wave) => sum + wave.gone.length, 0);
  const word = isEnded(request.state) ? 'Rolled back' : 'Rolling back';
  const by = request.undoing === 'itself' ? 'by the plan' : `by ${request.undoing.name}`;
  return mrkdwn`${word} ${by}: ${succeeded} of ${total}${failed > 0 ? ` · ${failed} failed` : ''}`;
}

/** '███████░░░░ 31 of 48 done · 2 failed · 29 succeeded · about 1 min left': what failed comes first. */
export function progressLine(request: Request, now: number): Mrkdwn {
  const { total, succeeded, failed, notRun } = countsOf(request);
  const done = succeeded + failed + notRun;
  const left = timeLeft(request, done, total, now);
  const pieces = [
    `${done} of ${total} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${succeeded} succeeded`,
    ...(left ? [left] : []),
  ];
  return mrkdwn`${bar(done, total, barWidth)} ${pieces.join(' · ')}`;
}

function timeLeft(request: Request, done: number, total: number, now: number): string | undefined {
  if (done < leastForPace || done >= total || request.startedAt === undefined) return undefined;
  const perTarget = (now - request.startedAt) / done;
  // In steps of five seconds, so that the message is not edited for the clock alone.
  return `about ${inTime(Math.max(5, Math.ceil((perTarget * (total - done)) / 5_000) * 5))} left`;
}

/** 'i-0ef… exit 3 "Unit myapp.service not found"'. Undefined where nothing failed. */
export function failureLine(request: Request): Mrkdwn | undefined {
  const failures = failuresOf(request);
  if (failures.length === 0) return undefined;
  const named = failures.slice(0, namedFailures).map(one);
  const more = failures.length - named.length;
  return mrkdwn`Failed: ${join(named, '\n')}${more > 0 ? mrkdwn`\nand ${more} more` : mrkdwn``}`;
}

function one({ target, status, exitCode, said }: Failure): Mrkdwn {
  const how = exitCode !== undefined ? `exit ${exitCode}` : words(status);
  return mrkdwn`${codeSpan(target)} ${how}${said ? mrkdwn` “${said}”` : mrkdwn``}`;
}

/** AWS's status as words: 'DeliveryTimedOut' -> 'delivery timed out'. */
const words = (status: string): string => status.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Everything that did not run and why: '2 failed · 8 not sent: more than 5 errors'. */
export function remainders(request: Request): string[] {
  const { failed, notRun } = countsOf(request);
  const noun = request.plan?.nouns.target ?? 'target';
  const out = request.plan?.targets.filter((target) => target.out !== undefined).length ?? 0;
  const gone = doing(request).reduce((sum, wave) => sum + wave.gone.length, 0);
  const skipped = request.waves.flatMap((wave, i) =>
    wave.state === 'skipped' && !request.plan?.waves[i]?.undo
      ? [{ many: request.plan?.waves[i]?.targets.length ?? 0, note: wave.note ?? '' }]
      : [],
  );
  return [
    ...(failed > 0 ? [`${failed} failed${exitCodes(request)}`] : []),
    ...(notRun > 0 ? [`${notRun} were not begun`] : []),
    ...[...new Set(skipped.map(({ note }) => note))].map((note) => {
      const many = skipped.filter((each) => each.note === note).reduce((sum, each) => sum + each.many, 0);
      const why = note.replace(/^Not sent: /, '').replace(/\.$/, '');
      return `${plural(many, noun)} not sent: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
    }),
    ...(out + gone > 0 ? [`not sent to ${out + gone} that could not be reached`] : []),
  ];
}

function exitCodes(request: Request): string {
  const codes = [...new Set(failuresOf(request).flatMap(({ exitCode }) => (exitCode === undefined ? [] : [exitCode])))];
  return codes.length > 0 ? ` (exit ${codes.slice(0, 4).join(', ')})` : '';
}
