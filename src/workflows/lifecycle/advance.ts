import { dueAt, isReviewOpen, straysOf, timing } from '../../domain/due.ts';
import type { Plan } from '../../domain/plan.ts';
import { nextNudge } from '../../domain/prompt.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError, UnavailableError, UserError } from '../../errors.ts';
import { stopWave } from './cancel.ts';
import type { Desk } from './desk.ts';
import { judge } from './judge.ts';
import { planRequest } from './plan.ts';
import { giveUp, recoverWave } from './recover.ts';
import { errorsLeft, startWave } from './start.ts';
import { stepUndo } from './undo.ts';

/**
 * Does the next thing that the request's state asks for, if there is one. It may be called at any time and twice:
 * each step is a compare-and-swap, so a step that somebody else took is a conflict and changes nothing.
 */
export async function advance(desk: Desk, id: string): Promise<void> {
  const request = await desk.requests.get(id);
  if (!request) return;
  try {
    await step(desk, request);
  } catch (error) {
    if (error instanceof ConflictError) return desk.log.debug({ request: id, state: request.state }, 'somebody else took this step');
    if (error instanceof UnavailableError || error instanceof UserError) await sayDelayed(desk, request, error);
    throw error;
  }
}

/** AWS or Slack is away, or a role lacks a right that somebody must add: the job is tried again, and the thread says so meanwhile. */
async function sayDelayed(desk: Desk, { id }: Request, error: UnavailableError | UserError): Promise<void> {
  if (error instanceof UnavailableError && error.service === 'Redis') return;
  const { message } = error;
  await desk.requests
    .change(id, (now) => (now.delay === message ? undefined : { kind: 'delayed', why: message }))
    .catch((error) => {
      if (!(error instanceof ConflictError)) throw error;
    });
}

async function step(desk: Desk, request: Request): Promise<void> {
  const remind = isReviewOpen(request) && (request.review?.remindAt ?? 0) <= desk.clock.now();
  if (remind) await desk.requests.change(request.id, () => ({ kind: 'review-reminded' }));
  const expired = request.expiresAt !== undefined && request.expiresAt <= desk.clock.now();
  if (request.state === 'previewed' && request.asker.workflow) return confirmItself(desk, request);
  switch (request.state) {
    case 'received':
      return planRequest(desk, request);
    case 'previewed':
    case 'awaiting':
      if (request.verdicts.length > 0) return judge(desk, request);
      if (expired) await desk.requests.change(request.id, () => ({ kind: 'expired' }));
      else if ((request.remindAt ?? Number.POSITIVE_INFINITY) <= desk.clock.now())
        await desk.requests.change(request.id, () => ({ kind: 'reminded' }));
      return;
    case 'approved':
      return startNext(desk, request, 0);
    case 'ready':
      if (expired) await desk.requests.change(request.id, () => ({ kind: 'expired' }));
      return;
    case 'offered':
      if (expired) await desk.requests.change(request.id, () => ({ kind: 'finished' }));
      return;
    case 'running':
    case 'cancelling':
      return stepWaves(desk, request);
    default:
  }
}

/** A workflow has nobody to say yes to its plan: it goes to those who must agree. */
async function confirmItself(desk: Desk, { id, asker }: Request): Promise<void> {
  const now = desk.clock.now();
  const { approvalMs, remindMs } = desk.waits;
  await desk.requests.change(id, ({ hash = '' }) => ({
    kind: 'confirmed',
    by: asker,
    hash,
    expiresAt: now + approvalMs,
    remindAt: now + remindMs,
  }));
}

const itself = { id: 'ssm-chatops', team: '', name: 'ssm-chatops' };

async function stepWaves(desk: Desk, request: Request): Promise<void> {
  const strays = straysOf(request);
  if (strays.length > 0 && !request.cancelledBy) {
    // What AWS chose and nobody approved: what is not begun there must not begin. Asked of the record, so that a crash loses nothing.
    const why = `AWS chose ${strays.join(', ')} too, which nobody approved.`;
    await desk.requests.change(request.id, () => ({ kind: 'cancel-asked', by: itself, why }));
    return;
  }
  const now = desk.clock.now();
  const live = request.waves.findIndex((wave) => wave.state === 'starting' || wave.state === 'running');
  const wave = request.waves[live];
  if (wave?.state === 'starting') {
    if (now >= (wave.startingAt ?? 0) + timing.lookUpAfter) await recoverWave(desk, request, live);
    return;
  }
  if (wave) {
    if (request.state === 'cancelling' && wave.stopAskedAt === undefined) return stopWave(desk, request, live);
    const nudge = request.state === 'running' ? nextNudge(request, timing.nudgeAfter) : undefined;
    if (nudge && nudge.at <= now) {
      await desk.requests.change(request.id, () => ({ kind: 'step-reminded', wave: nudge.wave, step: nudge.step.id }));
      return;
    }
    if ((dueAt(request) ?? Number.POSITIVE_INFINITY) <= now) await giveUp(desk, request, live);
    return;
  }
  const next = request.waves.findIndex((each, i) => each.state === 'pending' && !request.plan?.waves[i]?.undo);
  if (next < 0) return stepUndo(desk, request);
  const note = whyNoMore(request, next);
  if (note) await desk.requests.change(request.id, () => ({ kind: 'wave-skipped', wave: next, note }));
  else if ((request.waves[next]?.retryAt ?? 0) <= now) await startNext(desk, request, next);
}

/** A wave with a secret waits for its asker's click: only the process that gets it has the secret. */
async function startNext(desk: Desk, request: Request, next: number): Promise<void> {
  if (!request.plan?.waves[next]?.secret) await startWave(desk, request, next);
  else await desk.requests.change(request.id, () => ({ kind: 'readied', expiresAt: desk.clock.now() + desk.waits.approvalMs }));
}

/** Why the next wave must not start; undefined: it may. */
export function whyNoMore(request: Request, next: number): string | undefined {
  if (request.cancelledBy) return 'Cancelled before it was sent.';
  const before = request.waves.slice(0, next);
  const left = errorsLeft(request);
  if (left !== undefined && left < 0) return `Not sent: more than ${(request.plan as Plan).tolerates} errors.`;
  const canary = before.findIndex((wave, i) => (request.plan as Plan).waves[i]?.canary && wave.state !== 'succeeded');
  if (canary >= 0) return `Not sent: wave ${canary + 1} had to succeed first.`;
  const alarm = before.find((wave) => wave.execution?.alarm)?.execution?.alarm;
  if (alarm) return `Not sent: the alarm ${alarm} fired.`;
  const stopped = before.findIndex((wave) => wave.state === 'cancelled');
  if (stopped >= 0) return `Not sent: wave ${stopped + 1} was cancelled in AWS.`;
  // A wave that has no execution was refused, or a person said that it did not run.
  return before.some((wave) => wave.state === 'failed' && !wave.execution) ? 'Not sent: the wave before it was not sent.' : undefined;
}
