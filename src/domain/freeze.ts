import { Cron } from 'croner';

/** A time in which policies ask for more. `from` and `to` are local times of the zone; `cron` begins one of `forMs` each time. */
export type Freeze = {
  readonly name: string;
  /** Undefined: all of them. */
  readonly environments?: readonly string[] | undefined;
  /** Why, in the configuration's words. */
  readonly why?: string | undefined;
  /** IANA: 'Europe/Berlin'. */
  readonly timezone: string;
} & ({ readonly from: string; readonly to: string } | { readonly cron: string; readonly forMs: number });

/** One span of a freeze. Milliseconds since 1970. */
export interface FreezeSpan {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

const concerns = ({ environments }: Freeze, environment: string): boolean => environments?.includes(environment) ?? true;

/** The freezes of the environment that are active at that time, in the configuration's order. */
export const freezesAt = (all: readonly Freeze[], environment: string, at: number): FreezeSpan[] =>
  all.filter((freeze) => concerns(freeze, environment)).flatMap((freeze) => spanAt(freeze, at) ?? []);

/** The span that is active at that time, or else the next one; undefined where there is none any more. */
export function spanFrom(freeze: Freeze, at: number): FreezeSpan | undefined {
  return spanAt(freeze, at) ?? nextSpan(freeze, at);
}

function spanAt(freeze: Freeze, at: number): FreezeSpan | undefined {
  const span = 'cron' in freeze ? nextSpan(freeze, at - freeze.forMs) : dates(freeze);
  return span && span.from <= at && at < span.until ? span : undefined;
}

function nextSpan(freeze: Freeze, after: number): FreezeSpan | undefined {
  if (!('cron' in freeze)) {
    const span = dates(freeze);
    return span.from > after ? span : undefined;
  }
  const from = new Cron(freeze.cron, { timezone: freeze.timezone }).nextRun(new Date(after))?.getTime();
  return from === undefined ? undefined : { name: freeze.name, from, until: from + freeze.forMs };
}

const dates = ({ name, from, to, timezone }: Freeze & { from: string; to: string }): FreezeSpan => ({
  name,
  from: instant(from, timezone),
  until: instant(to, timezone),
});

/** '2026-12-20T18:00' or '2026-12-20' as it is on the clocks of the zone. NaN where it is no date. */
export function instant(local: string, timezone: string): number {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(local) ? `${local}T00:00:00` : local.replace(/T(\d{2}:\d{2})$/, 'T$1:00');
  return new Cron(whole, { timezone }).nextRun(new Date(0))?.getTime() ?? Number.NaN;
}
