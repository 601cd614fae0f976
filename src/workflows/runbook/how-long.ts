import { actions } from './actions.ts';
import { numberOf, type RunbookStep, textOf } from './content.ts';
import { secondsOf } from './duration.ts';
import { reached, waysOf } from './flow.ts';

export interface HowLong {
  /** Seconds that it sleeps at least, where nothing fails. */
  readonly atLeast: number;
  /** Seconds after which all its waits are over, the time of plain calls not counted; undefined: that has no bound. */
  readonly atMost: number | undefined;
  /** Steps that wait without a bound. */
  readonly unbounded: readonly string[];
  /** Its steps can run in a circle. */
  readonly circles: boolean;
}

/** How long a runbook may take, as far as its steps say. */
export function howLong(steps: readonly RunbookStep[]): HowLong {
  const ways = waysOf(steps);
  const runs = [...reached(ways, 0)].filter((index) => index < steps.length);
  const limits = runs.map((index) => limitOf(steps[index] as RunbookStep));
  const circles = hasCircle(ways, runs);
  const unbounded = limits.flatMap((limit, at) => (limit === undefined ? [steps[runs[at] ?? 0]?.name || '(no name)'] : []));
  const known = limits.filter((limit) => limit !== undefined);
  return {
    atLeast: shortest(steps, ways),
    atMost: circles || known.length < limits.length ? undefined : known.reduce((sum, each) => sum + each, 0),
    unbounded,
    circles,
  };
}

// Source: the page of aws:loop.
const mostRounds = 100;

/** Seconds that a step waits at most, all attempts together; undefined: it says no bound. */
function limitOf(step: RunbookStep): number | undefined {
  const { action, inputs, timeoutSeconds, maxAttempts = 1, given } = step;
  if (action === 'aws:sleep') return inputs.Duration === undefined ? undefined : secondsOf(textOf(inputs.Duration) ?? '');
  if (action === 'aws:loop') {
    const { atMost } = howLong(step.steps);
    return atMost === undefined ? undefined : atMost * Math.min(mostRounds, numberOf(inputs.MaxIterations) ?? mostRounds);
  }
  const { waits } = actions.get(action) ?? {};
  if (!waits) return 0;
  // A reference: that is known when it starts.
  const seconds = given.timeoutSeconds === undefined ? waits.seconds : timeoutSeconds;
  return seconds === undefined ? undefined : seconds * maxAttempts;
}

/** The least that the steps sleep from the first to an end. */
function shortest(steps: readonly RunbookStep[], ways: ReturnType<typeof waysOf>): number {
  const sleeps = steps.map(({ action, inputs }) => (action === 'aws:sleep' ? (secondsOf(textOf(inputs.Duration) ?? '') ?? 0) : 0));
  const least = new Map<number, number>([[0, 0]]);
  let end = Number.POSITIVE_INFINITY;
  const waiting = steps.length > 0 ? [0] : [];
  // Sleeps are never negative, so a way back is never shorter.
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const after = (least.get(at) ?? 0) + (sleeps[at] ?? 0);
    for (const { to, when } of ways[at] ?? []) {
      if (when !== 'done') continue;
      if (to === undefined) end = Math.min(end, after);
      else if (after < (least.get(to) ?? Number.POSITIVE_INFINITY)) {
        least.set(to, after);
        waiting.push(to);
      }
    }
  }
  return Number.isFinite(end) ? end : 0;
}

/** Steps are taken away that nothing left leads to; what stays is a circle, or behind one. */
function hasCircle(ways: ReturnType<typeof waysOf>, runs: readonly number[]): boolean {
  const into = new Map(runs.map((index) => [index, 0]));
  for (const from of runs) for (const { to } of ways[from] ?? []) if (to !== undefined) into.set(to, (into.get(to) ?? 0) + 1);
  const free = runs.filter((index) => into.get(index) === 0);
  let taken = 0;
  for (let at = free.pop(); at !== undefined; at = free.pop()) {
    taken++;
    for (const { to } of ways[at] ?? []) {
      if (to === undefined) continue;
      const left = (into.get(to) ?? 0) - 1;
      into.set(to, left);
      if (left === 0) free.push(to);
    }
  }
  return taken < runs.length;
}
