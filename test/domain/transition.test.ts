import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueAt, following, isReviewOpen, timing } from '../../src/domain/due.ts';
import type { RequestEvent } from '../../src/domain/event.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { possible } from '../../src/domain/possible.ts';
import { endStates, isEnded, type Request, type State, type WaveRecord } from '../../src/domain/request.ts';
import { needsNobody, parseRequirement, type Requirement } from '../../src/domain/requirement.ts';
import { transition } from '../../src/domain/transition.ts';
import { ConflictError } from '../../src/errors.ts';
import { fills } from '../proof/oracle.ts';
import { ana, decisionOf, execution, person, planOf, received } from './samples.ts';

const kinds = Object.keys(possible) as RequestEvent['kind'][];
const hashes = ['h1', 'h2', 'h3'];
const people = ['ana', 'bo', 'cleo', 'sam'].map(person);
const groups = { bo: ['sre-leads'], cleo: ['sre-leads', 'security'], sam: ['security'], ana: ['sre-leads', 'security'] } as const;
const requirements: readonly Requirement[] = [
  [{}],
  '1 of sre-leads',
  '1 of sre-leads and 1 of security',
  '2 of sre-leads or 1 of security',
].map((text) => (typeof text === 'string' ? parseRequirement(text) : text));

/** One thing that may be tried; what it becomes depends on the request that it meets. */
interface Move {
  readonly pick: number;
  /** Tried although the state does not allow it. */
  readonly wild: boolean;
  /** May be one that ends the request early: rare, or few lives would be long. */
  readonly ends: boolean;
  readonly who: number;
  readonly what: number;
  readonly wave: number;
  /** The hash that the record has, rather than any. */
  readonly right: boolean;
  readonly later: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  pick: fc.nat(1_000),
  wild: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  ends: fc.integer({ min: 0, max: 29 }).map((n) => n === 0),
  who: fc.nat(people.length - 1),
  what: fc.nat(1_000),
  wave: fc.nat(2),
  right: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  later: fc.constantFrom(0, 1, 500, 40_000),
});

const early: readonly RequestEvent['kind'][] = ['refused', 'denied', 'discarded', 'expired', 'rejected', 'cancel-asked', 'delayed'];
/** The states of a wave in which the event can happen to it. */
const fromStates: Partial<Record<RequestEvent['kind'], readonly WaveRecord['state'][]>> = {
  starting: ['pending'],
  started: ['starting'],
  'put-off': ['starting'],
  'start-refused': ['starting'],
  lost: ['starting', 'running'],
  'step-reminded': ['running'],
  'stop-asked': ['running'],
  'wave-skipped': ['pending'],
  settled: ['unknown'],
};

function eventFor(request: Request, { pick, wild, ends, who, what, wave: any, right }: Move, now: number): RequestEvent {
  const may = kinds.filter((kind) => possible[kind].includes(request.state) && (ends || !early.includes(kind)));
  const open = wild || may.length === 0 ? kinds : may;
  const kind = open[pick % Math.max(1, open.length)] ?? 'finished';
  const by = people[who] as (typeof people)[number];
  const fitting = right ? request.waves.findIndex(({ state }) => fromStates[kind]?.includes(state)) : -1;
  const wave = fitting < 0 ? any : fitting;
  const hash = (right && request.hash) || (hashes[what % hashes.length] as string);
  const given = request.verdicts[what % Math.max(1, request.verdicts.length)];
  const key = given?.key ?? 'no such';
  const plan = withSecrets(planOf(Array.from({ length: (what % 3) + 1 }, (_, i) => [`i-${what}${i}a`, `i-${what}${i}b`])), what);
  const requirement = requirements[what % requirements.length] as Requirement;
  // Codes are asked for by what another number says, so that any requirement may come with them.
  const decision = {
    ...decisionOf(request.breakGlass ? [{}] : requirement),
    ...(request.breakGlass && { setAside: requirement }),
    ...(pick % 4 === 0 && { stepUp: true as const }),
  };
  const expiresAt = now + 30_000;
  const remindAt = now + 15_000;
  const proven = pick % 3 === 0 ? { steppedUp: true as const } : {};
  const whole = { plan, hash: hashes[what % hashes.length] as string, decision, expiresAt };
  switch (kind) {
    case 'planned':
      return { kind, ...whole, likeness: ['text:1'] };
    case 'drifted':
      return { kind, ...whole, what: 'new targets', remindAt, ...(pick % 5 === 0 && { wide: true as const }) };
    case 'refused':
    case 'denied':
      return { kind, note: 'no' };
    case 'confirmed':
      return { kind, by, hash, expiresAt, remindAt };
    case 'verdict-given':
      return { kind, verdict: { key: `k${what}`, by, says: says(what), hash, at: now, ...proven } };
    case 'verdict-dismissed':
      return { kind, key, why: 'no' };
    case 'approved': {
      const approver = (right && given?.by) || by;
      return { kind, key, approval: { by: approver, groups: groups[approver.name as keyof typeof groups], hash, at: now, ...proven } };
    }
    case 'rejected':
      return { kind, key, by: (right && given?.by) || by };
    case 'approval-withdrawn':
      return { kind, key, by: (right && given?.by) || by };
    case 'review-closed':
      return { kind, by, comment: 'looked at' };
    case 'output-read':
      return { kind, by };
    case 'starting':
      return { kind, wave, hash, gone: [], session: 'arn:s' };
    case 'started':
      return { kind, wave, execution: what % 3 === 0 ? undefined : execution(`c${what}`, what % 2 === 0 ? 'running' : 'succeeded') };
    case 'put-off':
      return { kind, wave, why: 'ThrottlingException', retryAt: now + 1_000 };
    case 'start-refused':
    case 'lost':
    case 'wave-skipped':
      return { kind, wave, note: 'no' };
    case 'progressed':
      return { kind, executions: following(request).map(({ id }) => execution(id, what % 2 ? 'failed' : 'running', what % 2)) };
    case 'step-reminded':
      return { kind, wave, step: `s${what}` };
    case 'stop-asked':
      return { kind, wave };
    case 'discarded':
    case 'cancel-asked':
      return { kind, by };
    case 'settled':
      return { kind, wave, by, ...(what % 2 === 0 && { execution: execution(`c${what}`, 'running') }) };
    case 'delayed':
      return { kind, why: 'AWS did not answer' };
    default:
      return { kind, expiresAt } as RequestEvent;
  }
}

/** Every other plan has waves that wait for a click of the asker: all of them, or only the odd ones. */
const withSecrets = (plan: Plan, what: number): Plan => ({
  ...plan,
  waves: plan.waves.map((wave, i) =>
    what % 4 === 0 || (what % 4 === 1 && i % 2 === 1) ? { ...wave, secret: { kind: 'takes', name: 'x' } } : wave,
  ),
});

const says = (what: number) => (what % 6 === 0 ? 'reject' : what % 6 === 5 ? 'withdraw' : 'approve');

interface Step {
  readonly before: Request;
  readonly event: RequestEvent;
  readonly after: Request;
  readonly now: number;
}

/** Every change that a sequence of moves came to; moves that conflicted changed nothing and are left out. */
function live({ confirmed, glass, moves }: Life): Step[] {
  const steps: Step[] = [];
  let request = received(glass ? { breakGlass: true, reason: 'p95 over 4 s' } : {});
  let now = request.changedAt;
  const take = (event: RequestEvent) => {
    const kept = JSON.stringify(request);
    const before = request;
    try {
      request = transition(before, event, now);
      steps.push({ before, event, after: request, now });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    // Pure: the record that it came from is as it was.
    expect(JSON.stringify(before)).toBe(kept);
  };
  if (confirmed) {
    const plan = withSecrets(planOf([['i-1'], ['i-2'], ['i-3']]), moves.length);
    take({ kind: 'planned', plan, hash: 'h0', decision: decisionOf([{}]), expiresAt: now + 1, likeness: [] });
    take({ kind: 'confirmed', by: ana, hash: 'h0', expiresAt: now + 1, remindAt: now + 1 });
  }
  for (const one of moves) {
    now += one.later;
    take(eventFor(request, one, now));
  }
  return steps;
}

interface Life {
  /** Begins with a plan of three waves that nobody else must agree to, and a yes. */
  readonly confirmed: boolean;
  /** Somebody breaks the glass. */
  readonly glass: boolean;
  readonly moves: readonly Move[];
}
const lives: fc.Arbitrary<Life> = fc.record({
  confirmed: fc.boolean(),
  glass: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  moves: fc.array(move, { minLength: 5, maxLength: 60 }),
});
const always = (check: (steps: readonly Step[]) => void, numRuns = 500): void =>
  fc.assert(
    fc.property(lives, (life) => check(live(life))),
    { numRuns },
  );
const isPending = (wave: WaveRecord) => wave.state === 'pending';

describe('over any sequence of events', () => {
  test('a change is one version and a strictly later time, and an end is final', () => {
    always((steps) => {
      for (const { before, after } of steps) {
        if (isEnded(before.state)) expect(after.state).toBe(before.state);
        expect(after.version).toBe(before.version + 1);
        expect(after.changedAt).toBeGreaterThan(before.changedAt);
        expect(after.endedAt !== undefined).toBe(isEnded(after.state));
      }
    });
  });

  test('a wave starts only when it is pending and no other is live, and a second time only after a definite refusal', () => {
    always((steps) => {
      const mayHaveBeenSent = new Set<number>();
      for (const { before, event, after } of steps) {
        if (event.kind === 'put-off') mayHaveBeenSent.delete(event.wave);
        if (event.kind === 'drifted') expect(mayHaveBeenSent.size).toBe(0);
        if (event.kind !== 'starting') continue;
        expect(before.waves[event.wave]?.state).toBe('pending');
        expect(mayHaveBeenSent.has(event.wave)).toBe(false);
        mayHaveBeenSent.add(event.wave);
        expect(after.waves.filter(({ state }) => ['starting', 'running', 'unknown'].includes(state))).toHaveLength(1);
      }
    });
  });

  test('nothing starts unless others agreed to exactly this plan, or nobody must and the asker said yes to it', () => {
    always((steps) => {
      let said: { id: string; groups: readonly string[]; hash: string; proven: boolean }[] = [];
      let confirmed: string | undefined;
      for (const { before, event } of steps) {
        if (event.kind === 'confirmed') confirmed = event.hash;
        // What was agreed to before a drift was agreed to for another plan.
        if (event.kind === 'drifted') said = [];
        if (event.kind === 'approval-withdrawn') said = said.filter(({ id }) => id !== event.by.id);
        if (event.kind === 'approved') {
          const { by, groups, hash, steppedUp: proven = false } = event.approval;
          said = [...said.filter(({ id }) => id !== by.id), { id: by.id, groups, hash, proven }];
        }
        if (event.kind !== 'starting') continue;
        const requirement = before.decision?.requirement as Requirement;
        const others = said.filter(({ id, hash, proven }) => id !== ana.id && hash === before.hash && (proven || !before.decision?.stepUp));
        if (needsNobody(requirement)) expect(confirmed).toBe(before.hash);
        else expect(fills(requirement, others)).toBe(true);
      }
    });
  });

  test('an approval counts only for the plan that the record holds, of whoever clicked Approve, never of the asker', () => {
    always((steps) => {
      for (const { before, event, after } of steps) {
        for (const approval of after.approvals) {
          expect(approval.hash).toBe(after.hash);
          expect(approval.by.id).not.toBe(after.asker.id);
        }
        expect(new Set(after.approvals.map(({ by }) => by.id)).size).toBe(after.approvals.length);
        if (event.kind !== 'approved') continue;
        expect(before.verdicts.find(({ key }) => key === event.key)).toMatchObject({ says: 'approve', by: { id: event.approval.by.id } });
      }
    });
  });

  test('what ended before its start has sent nothing, and nothing starts once cancelling is asked', () => {
    always((steps) => {
      let maybeSent = false;
      for (const { before, event, after } of steps) {
        if (event.kind === 'starting') {
          maybeSent = true;
          expect(before.cancelledBy).toBeUndefined();
        }
        if (event.kind === 'put-off' && after.waves.every(isPending)) maybeSent = false;
        const nothing: State[] = ['rejected', 'expired', 'discarded', 'denied', 'refused', 'awaiting', 'approved', 'previewed'];
        if (nothing.includes(after.state) || (after.state === 'cancelled' && after.startedAt === undefined)) {
          expect(maybeSent).toBe(false);
          expect(after.waves.every(isPending)).toBe(true);
          expect(after.startedAt).toBeUndefined();
        }
      }
    });
  });

  test('an end after a start has no wave that is open, and says what came of them', () => {
    always((steps) => {
      for (const { after } of steps) {
        if (!isEnded(after.state) || after.startedAt === undefined) continue;
        for (const { state } of after.waves) expect(['succeeded', 'failed', 'cancelled', 'skipped']).toContain(state);
        if (after.state === 'succeeded') expect(after.waves.every(({ state }) => state === 'succeeded')).toBe(true);
      }
    });
  });

  test('every live request is looked at again: it is due, or waits for a person who is shown that it does', () => {
    always((steps) => {
      for (const { after } of steps) {
        if (isReviewOpen(after)) expect(dueAt(after)).toBeLessThanOrEqual(after.review?.remindAt ?? 0);
        const due = dueAt({ ...after, review: undefined });
        if (isEnded(after.state)) expect(due).toBeUndefined();
        else if (after.state === 'unknown') {
          expect(due).toBeUndefined();
          expect(after.waves.filter(({ state }) => state === 'unknown')).toHaveLength(1);
        } else {
          expect(due).toBeTypeOf('number');
          expect(Number.isFinite(due)).toBe(true);
          const starting = after.waves.find(({ state }) => state === 'starting');
          if (starting) expect(due).toBe((starting.startingAt ?? 0) + timing.lookUpAfter);
          const waits = ['previewed', 'ready'].includes(after.state) || (after.state === 'awaiting' && after.verdicts.length === 0);
          if (waits) expect(due).toBe(after.remindAt ?? after.expiresAt);
        }
      }
    });
  });

  test('only what is live has a wait that ends, and it does not end early', () => {
    always((steps) => {
      for (const { before, event, after, now } of steps) {
        const waits: readonly string[] = ['previewed', 'awaiting', 'ready', 'offered'];
        expect(after.expiresAt !== undefined).toBe(waits.includes(after.state));
        if (event.kind === 'expired') expect(now).toBeGreaterThanOrEqual(before.expiresAt ?? Number.POSITIVE_INFINITY);
      }
    });
  });

  test('it waits for a click only before a wave with a secret, while none is live; what nobody clicked for is not begun', () => {
    always((steps) => {
      for (const { before, event, after } of steps) {
        if (after.state === 'ready') {
          const next = after.waves.findIndex(isPending);
          expect(after.plan?.waves[next]?.secret).toBeDefined();
          expect(after.waves.slice(0, next).every(({ state }) => ['succeeded', 'failed', 'cancelled', 'skipped'].includes(state))).toBe(
            true,
          );
        }
        if (event.kind === 'expired' && before.state === 'ready') {
          expect(after.waves.map(({ state }) => state)).toEqual(
            before.waves.map(({ state }) => (state === 'pending' && before.startedAt !== undefined ? 'skipped' : state)),
          );
          expect(after.state).toBe(before.startedAt === undefined ? 'expired' : 'running');
        }
      }
    });
  });

  test('a glass that was broken owes a review from the yes on, until somebody else closes it, and then for good', () => {
    always((steps) => {
      for (const { before, event, after } of steps) {
        const owes = after.breakGlass === true && after.confirmedAt !== undefined;
        expect(after.review !== undefined).toBe(owes);
        expect(after.breakGlass).toBe(before.breakGlass);
        if (after.review?.closed) expect(after.review.closed.by.id).not.toBe(ana.id);
        // A new yes, to another plan, may owe a review of its own.
        if (before.review?.closed && event.kind !== 'confirmed') expect(after.review).toEqual(before.review);
        if (event.kind === 'review-closed') expect(after.state).toBe(before.state);
      }
    });
  });

  test('approvers are called again at half time and when a new plan asks, and never once it is decided', () => {
    always((steps) => {
      for (const { before, event, after, now } of steps) {
        if (after.state !== 'awaiting') expect(after.remindAt).toBeUndefined();
        const again = event.kind === 'reminded' || (event.kind === 'drifted' && after.state === 'awaiting');
        expect(after.reminders - before.reminders).toBe(again ? 1 : 0);
        if (event.kind === 'reminded') expect(now).toBeGreaterThanOrEqual(before.remindAt ?? Number.POSITIVE_INFINITY);
      }
    });
  });

  test('what Redis gives back is what was written, and goes on as it would have', () => {
    always((steps) => {
      for (const { before, event, after, now } of steps) {
        const stored = JSON.parse(JSON.stringify(before)) as Request;
        expect(stored).toEqual(before);
        expect(transition(stored, event, now)).toEqual(after);
        expect(dueAt(stored)).toBe(dueAt(before));
      }
    }, 200);
  });
});

const wavesIn: Partial<Record<State, Partial<Record<RequestEvent['kind'], WaveRecord['state']>>>> = {
  running: {
    started: 'starting',
    'put-off': 'starting',
    'start-refused': 'starting',
    lost: 'starting',
    'wave-skipped': 'pending',
    'step-reminded': 'running',
    finished: 'succeeded',
  },
  cancelling: {
    started: 'starting',
    'put-off': 'starting',
    'start-refused': 'starting',
    lost: 'starting',
    'wave-skipped': 'pending',
    finished: 'succeeded',
    'stop-asked': 'running',
  },
  unknown: { settled: 'unknown', started: 'starting' },
  offered: { finished: 'succeeded' },
};

/** A request that is in the state and in which the event can happen, if it can happen in that state at all. */
function standing(state: State, kind: RequestEvent['kind']): Request {
  const plan = planOf([['i-1']]);
  const wave: WaveRecord = { state: wavesIn[state]?.[kind] ?? 'pending', refusals: 0, gone: [], execution: execution('c1') };
  const verdict = {
    key: 'k1',
    by: person('bo'),
    says: kind === 'rejected' ? ('reject' as const) : kind === 'approval-withdrawn' ? ('withdraw' as const) : ('approve' as const),
    hash: 'h1',
    at: 1,
  };
  return received({
    state,
    plan:
      kind === 'readied'
        ? withSecrets(plan, 0)
        : kind.startsWith('undo')
          ? { ...plan, waves: plan.waves.map((each) => ({ ...each, undo: true as const })) }
          : plan,
    hash: 'h1',
    decision: decisionOf(parseRequirement('1 of sre-leads')),
    expiresAt: kind === 'expired' ? 2_000 : 4_000,
    verdicts: kind === 'verdict-given' ? [] : [verdict],
    waves: [wave],
    ...(kind === 'approval-withdrawn' && { approvals: [{ by: person('bo'), groups: ['sre-leads'], hash: 'h1', at: 1 }] }),
    ...(kind === 'reminded' && { remindAt: 2_000 }),
    ...(kind.startsWith('review') && { review: { remindAt: 2_000, reminders: 0 } }),
  });
}

function fitting(kind: RequestEvent['kind']): RequestEvent {
  const ideal: Move = {
    pick: kinds.indexOf(kind),
    wild: true,
    ends: true,
    who: 1,
    what: kind === 'verdict-given' ? 1 : 0,
    wave: 0,
    right: true,
    later: 0,
  };
  return eventFor(standing('awaiting', kind), ideal, 2_000);
}

const wave = (state: WaveRecord['state']): WaveRecord => ({ state, refusals: 0, gone: [] });

describe('the table of what is possible', () => {
  const states: State[] = [
    'received',
    'previewed',
    'awaiting',
    'approved',
    'ready',
    'running',
    'cancelling',
    'offered',
    'unknown',
    ...endStates,
  ];
  const pairs = kinds.flatMap((kind) => states.map((state) => [kind, state] as const));

  test.each(pairs.filter(([kind, state]) => possible[kind].includes(state)))('%s happens in %s', (kind, state) => {
    expect(transition(standing(state, kind), fitting(kind), 3_000)).toMatchObject({ version: 2, changedAt: 3_000 });
  });

  test('whatever it does not name is a conflict', () => {
    for (const [kind, state] of pairs.filter(([one, other]) => !possible[one].includes(other))) {
      expect(() => transition(standing(state, kind), fitting(kind), 3_000)).toThrow(ConflictError);
    }
  });
});

describe('one step of a request', () => {
  test('a click that was judged does not count again when it is delivered again, also after it was taken back', () => {
    const click = { key: 'k1', by: person('bo'), says: 'approve', hash: 'h1', at: 1 } as const;
    const asked = received({
      state: 'awaiting',
      plan: planOf([['i-1']]),
      hash: 'h1',
      decision: decisionOf(parseRequirement('2 of sre-leads')),
      expiresAt: 9_000,
    });
    const given = transition(asked, { kind: 'verdict-given', verdict: click }, 2_000);
    const approved = transition(
      given,
      { kind: 'approved', key: 'k1', approval: { by: click.by, groups: ['sre-leads'], hash: 'h1', at: 1 } },
      2_001,
    );
    const back = transition(approved, { kind: 'verdict-given', verdict: { ...click, key: 'k2', says: 'withdraw' } }, 2_002);
    const withdrawn = transition(back, { kind: 'approval-withdrawn', key: 'k2', by: click.by }, 2_003);
    expect(() => transition(withdrawn, { kind: 'verdict-given', verdict: click }, 2_004)).toThrow(ConflictError);
  });

  test('a review is closed when it is over, not before: what would run then was read by nobody', () => {
    const free = decisionOf([{}]);
    const first = received({ state: 'previewed', breakGlass: true, plan: planOf([['i-1']]), hash: 'h1', decision: free, expiresAt: 9_000 });
    const approved = transition(first, { kind: 'confirmed', by: ana, hash: 'h1', expiresAt: 9_000, remindAt: 9_000 }, 2_000);
    const closed: RequestEvent = { kind: 'review-closed', by: person('sam'), comment: 'fine' };
    expect(() => transition(approved, closed, 2_001)).toThrow(ConflictError);
    const ended = transition(approved, { kind: 'refused', note: 'no' }, 2_002);
    expect(transition(ended, closed, 2_003).review?.closed?.comment).toBe('fine');
  });

  test('a first wave of which nothing can be reached is left out, and the others go on', () => {
    const approved = received({
      state: 'approved',
      plan: planOf([['i-1'], ['i-2']]),
      hash: 'h1',
      waves: [wave('pending'), wave('pending')],
    });
    const after = transition(approved, { kind: 'wave-skipped', wave: 0, note: 'None can be reached.' }, 2_000);
    expect(after).toMatchObject({ state: 'running', startedAt: 2_000, waves: [{ state: 'skipped' }, { state: 'pending' }] });
    expect(transition(after, { kind: 'starting', wave: 1, hash: 'h1', gone: [], session: 's' }, 3_000).waves[1]?.state).toBe('starting');
  });

  test('an answer of AWS that comes after it was given up settles it, and it is followed', () => {
    const unknown = received({ state: 'unknown', plan: planOf([['i-1']]), waves: [{ ...wave('unknown'), note: 'It is not known.' }] });
    const after = transition(unknown, { kind: 'started', wave: 0, execution: execution('c1') }, 2_000);
    expect(after).toMatchObject({ state: 'running', waves: [{ state: 'running', note: undefined, execution: { id: 'c1' } }] });
    const closed = transition(unknown, { kind: 'settled', wave: 0, by: ana }, 2_000);
    expect(() => transition(closed, { kind: 'started', wave: 0, execution: execution('c1') }, 3_000)).toThrow(ConflictError);
  });

  test('a click after the time counts for nothing, also where the sweep did not come by yet', () => {
    const verdict = { key: 'k1', by: person('bo'), says: 'approve' as const, hash: 'h1', at: 2_000 };
    const waiting = received({ state: 'awaiting', plan: planOf([['i-1']]), hash: 'h1', expiresAt: 2_000, waves: [wave('pending')] });
    expect(() => transition(waiting, { kind: 'verdict-given', verdict }, 2_000)).toThrow('Its time is over');
    expect(transition(waiting, { kind: 'verdict-given', verdict }, 1_999).verdicts).toHaveLength(1);
    expect(() =>
      transition({ ...waiting, state: 'previewed' }, { kind: 'confirmed', by: ana, hash: 'h1', expiresAt: 9_000, remindAt: 9_000 }, 2_000),
    ).toThrow('Its time is over');
  });

  test('an instance that AWS chose and nobody approved is acted upon at once, whoever saw it first is gone', () => {
    const strayed = { ...execution('c1'), strays: ['i-9'] };
    const request = received({ state: 'running', plan: planOf([['i-1']]), waves: [{ ...wave('running'), execution: strayed }] });
    expect(dueAt(request)).toBe(request.changedAt + timing.lostJob);
    expect(dueAt({ ...request, cancelledBy: ana })).not.toBe(request.changedAt + timing.lostJob);
  });

  const running = (...waves: WaveRecord['state'][]): Request =>
    received({
      state: 'running',
      startedAt: 1_000,
      hash: 'h1',
      decision: decisionOf([{}]),
      plan: planOf(waves.map((_, i) => [`i-${i}`])),
      waves: waves.map((state, i) => ({ state, refusals: 0, gone: [], startingAt: 5_000, execution: execution(`c${i}`) })),
    });

  test('that AWS put off before anything was sent can still ask again', () => {
    const again: RequestEvent = {
      kind: 'drifted',
      plan: planOf([['i-9']]),
      hash: 'h2',
      decision: decisionOf(parseRequirement('1 of sre-leads')),
      what: 'new targets: i-9',
      expiresAt: 9_000,
      remindAt: 9_000,
    };
    expect(transition(running('pending'), again, 2_000)).toMatchObject({ state: 'awaiting', hash: 'h2', startedAt: undefined });
    expect(() => transition(running('succeeded', 'pending'), again, 2_000)).toThrow('Part of it was sent already');
  });

  test('that a person closes as not run sends none of the waves that were left', () => {
    const lost = transition(running('running', 'pending'), { kind: 'lost', wave: 0, note: 'still running' }, 2_000);
    const after = transition(lost, { kind: 'settled', wave: 0, by: ana }, 3_000);
    expect(after.waves.map(({ state }) => state)).toEqual(['failed', 'skipped']);
    expect(transition(after, { kind: 'finished' }, 4_000).state).toBe('failed');
  });

  test('that is cancelled while its outcome is unknown waits for the person and then stops', () => {
    const lost = transition(running('starting', 'pending'), { kind: 'lost', wave: 0, note: 'no answer' }, 2_000);
    const cancelled = transition(lost, { kind: 'cancel-asked', by: ana }, 3_000);
    expect(cancelled.state).toBe('unknown');
    expect(transition(cancelled, { kind: 'settled', wave: 0, by: ana, execution: execution('c9') }, 4_000).state).toBe('cancelling');
  });

  test('that a worker with a slow clock makes is still later than the one before', () => {
    expect(transition(received({ changedAt: 9_000 }), { kind: 'refused', note: 'no' }, 4_000).changedAt).toBe(9_001);
  });

  test('follows a running wave to the end that its plan gives it, and hurries only to ask AWS to stop', () => {
    expect(dueAt(running('running'))).toBe(5_000 + 60_000);
    const cancelling = transition(running('running'), { kind: 'cancel-asked', by: ana }, 6_000);
    expect(dueAt(cancelling)).toBe(6_000 + timing.lostJob);
    expect(dueAt(transition(cancelling, { kind: 'stop-asked', wave: 0 }, 7_000))).toBe(5_000 + 60_000);
  });

  test('keeps only what it knows of the executions that AWS tells', () => {
    const after = transition(
      running('running', 'pending'),
      { kind: 'progressed', executions: [execution('c0', 'failed'), execution('other', 'failed')] },
      2_000,
    );
    expect(after.waves.map(({ state }) => state)).toEqual(['failed', 'pending']);
  });
});
