import { Cron } from 'croner';

/**
 * A time in which policies ask for more. `from` and `to` are local times of the zone; `to` as a date alone is that whole day.
 * `cron` begins one of `forMs` each time.
 */
export type Freeze = {
  readonly name: string;
  /** Undefined: all of them. */
  readonly environments?: readonly string[] | undefined;
  /** Why, in the configuration's words. */
  readonly why?: string | undefined;
  /** IANA: 'Europe/Berlin'. */
  readonly timezone: string;
} & ({ readonly from: string; readonly to: string } | { readonly cron: string; readonly forMs: number });

/** One span of a freeze: from the first moment to the first that is free again. Milliseconds since 1970. */
export interface FreezeSpan {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** The freezes of the environment that are active at that time, in the configuration's order. */
export const freezesAt = (all: readonly Freeze[], environment: string, at: number): FreezeSpan[] =>
  all.flatMap((freeze) => {
    if (freeze.environments && !freeze.environments.includes(environment)) return [];
    const span = spanFrom(freeze, at);
    return span && span.from <= at ? [span] : [];
  });

/** The last answer for each freeze: it is right until that span ends. A run of cron costs 50 µs, and every decision asks. */
const known = new WeakMap<Freeze, { readonly since: number; readonly span: FreezeSpan | undefined }>();

/** The span that is active at that time, or else the next one; undefined where there is none any more. */
export function spanFrom(freeze: Freeze, at: number): FreezeSpan | undefined {
  const last = known.get(freeze);
  if (last && last.since <= at && (last.span === undefined || at < last.span.until)) return last.span;
  const found = 'cron' in freeze ? firstRun(freeze, at) : dates(freeze);
  const span = found && found.from < found.until && at < found.until ? { name: freeze.name, ...found } : undefined;
  known.set(freeze, { since: Math.min(at, span?.from ?? at), span });
  return span;
}

type Times = Omit<FreezeSpan, 'name'>;

/** More runs than these that touch one another are taken for a freeze without an end. */
const mostRuns = 1_500;

/** The first run that is not over; runs that touch are one span. In the doubled hour of autumn croner runs `30 2 * * *` once, the first time. */
function firstRun({ cron, forMs, timezone }: Extract<Freeze, { cron: string }>, at: number): Times | undefined {
  const runs = new Cron(cron, { timezone, mode: '5-part' });
  // Strictly after, and to the millisecond: the run that began forMs ago is just over.
  const next = (after: number) => runs.nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY;
  const before = (run: number) => runs.previousRuns(1, new Date(run))[0]?.getTime() ?? Number.NEGATIVE_INFINITY;
  let from = next(at - forMs);
  if (from === Number.POSITIVE_INFINITY) return undefined;
  let until = from + forMs;
  for (let run = next(from), seen = 0; run <= until; run = next(run), seen += 1) {
    if (seen === mostRuns) return { from, until: Number.POSITIVE_INFINITY };
    until = run + forMs;
  }
  for (let run = before(from), seen = 0; run + forMs >= from && seen < mostRuns; run = before(run), seen += 1) from = run;
  return { from, until };
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const isDate = (local: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(local);

function dates({ from, to, timezone }: Extract<Freeze, { from: string }>): Times {
  const lastDay = isDate(to) ? new Date(Date.parse(to) + dayMs).toISOString().slice(0, 10) : to;
  return { from: instant(from, timezone), until: instant(lastDay, timezone, 'last') };
}

/**
 * '2026-12-20T18:00' or '2026-12-20' as it is on the clocks of the zone. A time that they skip is the moment when they do;
 * one that they show twice is the first, or the last. NaN where it is no date.
 */
export function instant(local: string, timezone: string, which: 'first' | 'last' = 'first'): number {
  const text = isDate(local) ? `${local}T00:00` : local;
  const shown = Date.parse(`${text}:00Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) || Number.isNaN(shown) || !new Date(shown).toISOString().startsWith(text))
    return Number.NaN;
  const clocks = clocksOf(timezone);
  const ahead = [shown - dayMs, shown + dayMs].map((at) => clocks(at) - at);
  const guesses = ahead.map((ms) => shown - ms).sort((a, b) => a - b) as [number, number];
  const exact = guesses.filter((at) => clocks(at) === shown);
  if (exact.length > 0) return which === 'first' ? Math.min(...exact) : Math.max(...exact);
  let at = guesses[0];
  while (clocks(at) < shown) at += minuteMs;
  return at;
}

/** What the clocks of a zone show at a time, as if they were those of UTC. */
function clocksOf(timeZone: string): (at: number) => number {
  // The only one of Intl's styles that is ISO 8601 but for its T.
  const style = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => Date.parse(`${style.format(at).replace(' ', 'T')}Z`);
}
