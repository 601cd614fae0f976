import type { Execution } from './execution.ts';
import { nextNudge } from './prompt.ts';
import { isEnded, type Request } from './request.ts';

/** What is derived from the state alone, so that a lost job or a crash loses nothing. */
export interface Timing {
  /** How long a job may be lost before the sweep adds it again. */
  readonly lostJob: number;
  /** How long a call to AWS may take: its own deadline and a minute, before it is looked up. */
  readonly lookUpAfter: number;
  /** How long a step may wait for people before they are called once more. */
  readonly nudgeAfter: number;
}
export const timing: Timing = { lostJob: 3_000, lookUpAfter: 15_000 + 60_000, nudgeAfter: 15 * 60_000 };

/** When the sweep must look at the request at the latest; undefined: only following or a person moves it. */
export function dueAt(request: Request): number | undefined {
  const times = [moves(request), isReviewOpen(request) ? request.review?.remindAt : undefined].filter((time) => time !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Somebody must still read what was done without approval. */
export const isReviewOpen = ({ review }: Request): boolean => review !== undefined && review.closed === undefined;

function moves(request: Request): number | undefined {
  const soon = request.changedAt + timing.lostJob;
  if (isEnded(request.state) || request.state === 'unknown') return undefined;
  if (request.state === 'previewed' && request.asker.workflow) return soon;
  if (request.state === 'previewed' || request.state === 'offered' || request.state === 'ready') return request.expiresAt;
  if (request.state === 'awaiting') return request.verdicts.length > 0 ? soon : (request.remindAt ?? request.expiresAt);
  if (request.state === 'received' || request.state === 'approved') return soon;
  const starting = request.waves.find((wave) => wave.state === 'starting');
  if (starting) return (starting.startingAt ?? 0) + timing.lookUpAfter;
  const running = request.waves.findIndex((wave) => wave.state === 'running');
  if (running < 0) return Math.max(soon, request.waves.find((wave) => wave.state === 'pending')?.retryAt ?? 0);
  const wave = request.waves[running];
  if (straysOf(request).length > 0 && !request.cancelledBy) return soon;
  if (request.state === 'cancelling' && wave?.stopAskedAt === undefined) return soon;
  const ends = (wave?.startingAt ?? 0) + (request.plan?.waves[running]?.within ?? 0);
  return request.state === 'running' ? Math.min(ends, nextNudge(request, timing.nudgeAfter)?.at ?? ends) : ends;
}

/** Targets that AWS chose and nobody approved. */
export const straysOf = (request: Request): string[] => request.waves.flatMap(({ execution }) => execution?.strays ?? []);

/** The executions of this request that AWS is still busy with. */
export const following = (request: Request): Execution[] =>
  request.waves.flatMap((wave) => (wave.state === 'running' && wave.execution ? [wave.execution] : []));
