import type { PersonRef } from '../../domain/person.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { doing } from '../../domain/waves.ts';
import { mayEnd } from './decide.ts';
import type { Desk } from './desk.ts';
import { errorsLeft, startWave } from './start.ts';

/** A rollback that nobody asks for within this time is not made. */
const offerMs = 60 * 60_000;

/**
 * What is left when everything that was asked is over: the rollback, where the plan has one and it is wanted.
 * It is part of what was approved, so it asks nobody anew.
 */
export async function stepUndo(desk: Desk, request: Request): Promise<void> {
  const plan = request.plan as Plan;
  const next = request.waves.findIndex((wave, i) => wave.state === 'pending' && plan.waves[i]?.undo);
  const { id } = request;
  if (next < 0 || (!request.undoing && !wantsUndo(request))) await desk.requests.change(id, () => ({ kind: 'finished' }));
  else if (request.cancelledBy)
    await desk.requests.change(id, () => ({ kind: 'wave-skipped', wave: next, note: 'Cancelled before it was sent.' }));
  else if (request.undoing) await startIfDue(desk, request, next);
  else if (plan.undoesItself) await desk.requests.change(id, () => ({ kind: 'undo-asked' }));
  else await desk.requests.change(id, () => ({ kind: 'undo-offered', expiresAt: desk.clock.now() + offerMs }));
}

async function startIfDue(desk: Desk, request: Request, next: number): Promise<void> {
  if ((request.waves[next]?.retryAt ?? 0) <= desk.clock.now()) await startWave(desk, request, next);
}

/** The error budget is used up, a canary failed, or an alarm fired; and something was done that can be undone. */
function wantsUndo(request: Request): boolean {
  if (request.cancelledBy && !alarmed(request)) return false;
  const plan = request.plan as Plan;
  const began = doing(request).some((wave) => wave.execution !== undefined);
  const canaryFailed = request.waves.some((wave, i) => plan.waves[i]?.canary && wave.state === 'failed');
  return began && (canaryFailed || alarmed(request) || (errorsLeft(request) ?? 0) < 0);
}

const alarmed = (request: Request): boolean => doing(request).some((wave) => wave.execution?.alarm !== undefined);

/** "Roll back": the asker may, and whoever may cancel. */
export async function undoRequest(desk: Desk, id: string, by: PersonRef): Promise<void> {
  await mayDecide(desk, id, by);
  await desk.requests.change(id, (now) => (now.undoing ? undefined : { kind: 'undo-asked', by }));
}

/** "Leave it as it is". */
export async function leaveRequest(desk: Desk, id: string, by: PersonRef): Promise<void> {
  await mayDecide(desk, id, by);
  await desk.requests.change(id, (now) => (now.state === 'failed' ? undefined : { kind: 'finished', by }));
}

async function mayDecide(desk: Desk, id: string, by: PersonRef): Promise<void> {
  await mayEnd(desk, await desk.requests.change(id, () => undefined), by);
}
