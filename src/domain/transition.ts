import { ConflictError } from '../errors.ts';
import type { RequestEvent } from './event.ts';
import type { Plan } from './plan.ts';
import { possible } from './possible.ts';
import type { Approval, Request, State } from './request.ts';
import { isMet, needsNobody } from './requirement.ts';
import { followed, hasUndo, inWave, isUndo, newWave, noneIsLive, outcomeOf, progress, skipRest } from './waves.ts';

/** Whoever clicks and clicks must not make the record grow. */
const keptDismissals = 20;
/** An open review is brought up again each day. */
const reviewEveryMs = 24 * 3_600_000;

const closed = 'Not sent: the wave before it was closed as not run.';

/**
 * The request after the event. Pure; every change of a request goes through here.
 * Throws ConflictError where the request is past the point at which the event could happen.
 */
export function transition(request: Request, event: RequestEvent, now: number): Request {
  if (!possible[event.kind].includes(request.state)) {
    throw new ConflictError(`This request is ${request.state} already; nothing was changed.`);
  }
  // Strictly later, whatever the clocks of two workers say: what was drawn from the older record must not pass for the newer.
  const changedAt = Math.max(now, request.changedAt + 1);
  return { ...request, delay: undefined, ...change(request, event, now), version: request.version + 1, changedAt };
}

function change(request: Request, event: RequestEvent, now: number): Partial<Request> {
  switch (event.kind) {
    case 'planned':
      return {
        ...planOf(event.plan),
        hash: event.hash,
        decision: event.decision,
        expiresAt: event.expiresAt,
        likeness: event.likeness,
        compared: event.compared,
        state: 'previewed',
      };
    case 'refused':
    case 'denied':
      if (request.startedAt !== undefined) throw new ConflictError('Part of it was sent already.');
      return {
        ...ended(event.kind, now),
        note: event.note,
        ...(event.kind === 'refused' && event.without && { input: lessFields(request.input, event.without) }),
      };
    case 'confirmed':
      inTime(request, now);
      if (event.hash !== request.hash) throw new ConflictError('The plan on that card is an older one; nothing was changed.');
      return free(request)
        ? {
            state: 'approved',
            confirmedAt: now,
            expiresAt: undefined,
            ...(request.breakGlass && { review: request.review ?? newReview(now) }),
          }
        : { state: 'awaiting', confirmedAt: now, expiresAt: event.expiresAt, remindAt: event.remindAt };
    case 'discarded':
      return ended('discarded', now);
    case 'expired':
      if (request.expiresAt === undefined || request.expiresAt > now) throw new ConflictError('Its time is not over yet.');
      // What was begun stays as it is; what was not is not.
      if (request.startedAt !== undefined)
        return { ...skipRest(request, 'Nobody clicked in time.'), state: 'running', expiresAt: undefined };
      return ended('expired', now);
    case 'verdict-given':
      inTime(request, now);
      if (request.verdicts.some((verdict) => verdict.key === event.verdict.key) || request.counted.includes(event.verdict.key))
        throw new ConflictError('That click is here already.');
      return { verdicts: [...request.verdicts, event.verdict] };
    case 'verdict-dismissed': {
      const verdict = takeVerdict(request, event.key);
      const dismissals = [...request.dismissals, { by: verdict.by, why: event.why, at: now }].slice(-keptDismissals);
      return { verdicts: without(request, event.key), dismissals };
    }
    case 'approved': {
      const verdict = takeVerdict(request, event.key);
      if (verdict.says !== 'approve' || verdict.by.id !== event.approval.by.id) throw new ConflictError('That click said something else.');
      if (event.approval.hash !== request.hash) throw new ConflictError('That approval is for an older plan; it does not count.');
      if (event.approval.by.id === request.asker.id) throw new ConflictError('Nobody approves what they asked for themselves.');
      const approvals = [...request.approvals.filter((a) => a.by.id !== event.approval.by.id), event.approval];
      const next = { verdicts: without(request, event.key), counted: [...request.counted, event.key], approvals };
      return agreed({ ...request, approvals }) ? { ...next, state: 'approved', expiresAt: undefined, remindAt: undefined } : next;
    }
    case 'approval-withdrawn': {
      const verdict = takeVerdict(request, event.key);
      if (verdict.says !== 'withdraw' || verdict.by.id !== event.by.id) throw new ConflictError('That click said something else.');
      const approvals = request.approvals.filter((approval) => approval.by.id !== event.by.id);
      if (approvals.length === request.approvals.length) throw new ConflictError('There is no approval of theirs to take back.');
      return { verdicts: without(request, event.key), counted: [...request.counted, event.key], approvals };
    }
    case 'reminded':
      if (request.remindAt === undefined || request.remindAt > now) throw new ConflictError('It is not time to remind yet.');
      return { remindAt: undefined, reminders: request.reminders + 1 };
    case 'rejected': {
      const verdict = takeVerdict(request, event.key);
      if (verdict.says !== 'reject' || verdict.by.id !== event.by.id) throw new ConflictError('That click said something else.');
      return {
        ...ended('rejected', now),
        verdicts: without(request, event.key),
        rejection: { by: event.by, comment: event.comment },
      };
    }
    case 'drifted': {
      // AWS may have put the first wave off: then nothing was sent yet, and it can still ask again.
      if (request.waves.some((wave) => wave.state !== 'pending')) throw new ConflictError('Part of it was sent already.');
      const next: Partial<Request> = {
        ...planOf(event.plan),
        hash: event.hash,
        decision: event.decision,
        approvals: [],
        verdicts: [],
        drifted: event.what,
        startedAt: undefined,
        expiresAt: event.expiresAt,
        wide: event.wide ?? request.wide,
      };
      if (needsNobody(event.decision.requirement)) return { ...next, state: 'previewed' };
      // Edits call nobody: a new post does.
      return { ...next, state: 'awaiting', remindAt: event.remindAt, reminders: request.reminders + 1 };
    }
    case 'readied': {
      noneIsLive(request);
      const next = request.waves.findIndex((wave) => wave.state === 'pending');
      if (!request.plan?.waves[next]?.secret) throw new ConflictError('The next wave waits for nobody.');
      return { state: 'ready', expiresAt: event.expiresAt };
    }
    case 'starting': {
      const { wave, gone, session } = event;
      if (event.hash !== request.hash) throw new ConflictError('The plan is another one now.');
      if (isUndo(request, wave) && !request.undoing) throw new ConflictError('Nobody asked for the rollback.');
      noneIsLive(request);
      return {
        state: 'running',
        startedAt: request.startedAt ?? now,
        expiresAt: undefined,
        ...inWave(request, wave, ['pending'], { state: 'starting', startingAt: now, gone, session, retryAt: undefined }),
      };
    }
    case 'started': {
      const { execution } = event;
      const sent = inWave(request, event.wave, ['starting', 'unknown'], {
        ...(execution ? followed(execution) : { state: 'succeeded' as const }),
        note: undefined,
      });
      // AWS's answer came after all, later than anybody waited for it: now it is known.
      return request.state === 'unknown' ? { ...sent, state: goesOn(request) } : sent;
    }
    case 'put-off': {
      const refusals = (request.waves[event.wave]?.refusals ?? 0) + 1;
      return inWave(request, event.wave, ['starting'], { state: 'pending', refusals, retryAt: event.retryAt, note: event.why });
    }
    case 'start-refused':
      return inWave(request, event.wave, ['starting'], { state: 'failed', note: event.note });
    case 'lost':
      return { ...inWave(request, event.wave, ['starting', 'running'], { state: 'unknown', note: event.note }), state: 'unknown' };
    case 'progressed':
      return { waves: request.waves.map((wave) => progress(wave, event.executions)) };
    case 'step-reminded': {
      const { nudged = [] } = request.waves[event.wave] ?? {};
      if (nudged.includes(event.step)) throw new ConflictError('They were reminded of that step already.');
      return inWave(request, event.wave, ['running'], { nudged: [...nudged, event.step] });
    }
    case 'stop-asked':
      return inWave(request, event.wave, ['running'], { stopAskedAt: now });
    case 'wave-skipped': {
      // Also where it is the first: the others may still be sent, and it must come to an end.
      const skipped = inWave(request, event.wave, ['pending'], { state: 'skipped', note: event.note });
      if (request.state === 'ready') return { ...skipped, state: 'running', startedAt: request.startedAt ?? now, expiresAt: undefined };
      return request.state === 'approved' ? { ...skipped, state: 'running', startedAt: request.startedAt ?? now } : skipped;
    }
    case 'cancel-asked':
      // Nothing was sent yet: it is over at once. Else what runs is stopped first.
      if (request.startedAt === undefined) return { ...ended('cancelled', now), cancelledBy: event.by };
      return {
        state: request.state === 'unknown' ? 'unknown' : 'cancelling',
        expiresAt: undefined,
        cancelledBy: event.by,
        note: event.why ?? request.note,
      };
    case 'undo-offered':
      // A wave that is being sent would be looked for no more while a person thinks.
      noneIsLive(request);
      return { state: 'offered', expiresAt: event.expiresAt };
    case 'undo-asked':
      inTime(request, now);
      if (!hasUndo(request) || request.undoing) throw new ConflictError('There is no rollback to begin.');
      return { state: 'running', expiresAt: undefined, undoing: event.by ?? 'itself' };
    case 'settled': {
      const state = goesOn(request);
      // From here on it has its whole time again.
      if (event.execution) return { ...inWave(request, event.wave, ['unknown'], { ...followed(event.execution), startingAt: now }), state };
      const settled = inWave(request, event.wave, ['unknown'], { state: 'failed', note: 'It did not run.' });
      // Closed: what was not sent asks anew, as a request of its own.
      return { ...skipRest({ ...request, ...settled }, closed), state };
    }
    case 'delayed':
      return { delay: event.why };
    case 'output-read':
      if (!request.waves.some((wave) => wave.execution)) throw new ConflictError('Nothing of it was sent, so there is no output.');
      return { delay: request.delay };
    case 'review-reminded':
      if (openReview(request).remindAt > now) throw new ConflictError('It is not time to remind yet.');
      return { review: { ...openReview(request), remindAt: now + reviewEveryMs, reminders: openReview(request).reminders + 1 } };
    case 'review-closed':
      if (event.by.id === request.asker.id) throw new ConflictError('Nobody reviews what they did themselves.');
      return { review: { ...openReview(request), closed: { by: event.by, comment: event.comment, at: now } } };
    case 'finished':
      return ended(outcomeOf(request), now);
  }
}

const newReview = (now: number) => ({ remindAt: now + reviewEveryMs, reminders: 0 });

function openReview({ review }: Request) {
  if (!review || review.closed) throw new ConflictError('There is no review to close: nothing was changed.');
  return review;
}

const goesOn = (request: Request): State => (request.cancelledBy ? 'cancelling' : 'running');

/** A click that comes after the time counts no more, however late the sweep is. */
function inTime({ expiresAt }: Request, now: number): void {
  if (expiresAt !== undefined && expiresAt <= now)
    throw new ConflictError('Its time is over; nothing was changed. /ssm again ID asks anew.');
}

const planOf = (plan: Plan): Partial<Request> => ({ plan, waves: plan.waves.map(() => newWave) });
const ended = (state: State, now: number): Partial<Request> => ({ state, endedAt: now, expiresAt: undefined, remindAt: undefined });
const lessFields = (input: Request['input'], fields: readonly string[]): Request['input'] =>
  Object.fromEntries(Object.entries(input).filter(([field]) => !fields.includes(field)));
const free = (request: Request) => request.decision !== undefined && needsNobody(request.decision.requirement);
const without = (request: Request, key: string) => request.verdicts.filter((verdict) => verdict.key !== key);

/** Whether those who approved exactly this plan meet what was required when it was made. */
export function agreed(request: Pick<Request, 'decision' | 'approvals' | 'hash' | 'asker'>): boolean {
  const proven = (a: Approval) => a.steppedUp === true || !request.decision?.stepUp;
  const valid = request.approvals.filter((a) => a.hash === request.hash && a.by.id !== request.asker.id && proven(a));
  return (
    request.decision !== undefined &&
    isMet(
      request.decision.requirement,
      valid.map(({ by, groups }) => ({ id: by.id, groups })),
    )
  );
}

function takeVerdict(request: Request, key: string) {
  const verdict = request.verdicts.find((given) => given.key === key);
  if (!verdict) throw new ConflictError('That click was answered already.');
  return verdict;
}
