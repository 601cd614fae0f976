import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import { type Freeze, type FreezeSpan, spanFrom } from '../../../domain/freeze.ts';
import { type Moment, type Part, text } from '../../../domain/part.ts';
import type { Desk } from '../desk.ts';

const input = z.object({});

/** The freezes of the configuration: those that are active, then the next time of each other. */
export const freezeList: Enquiry<Desk, typeof input> = {
  name: 'freeze.list',
  words: 'freeze list',
  title: 'List the freezes',
  input,
  form: {},
  async answer(desk, _input, { by }) {
    await desk.people.person(by.id, by.team);
    if (desk.freezes.length === 0) return [text('There are no freezes. The configuration is where one is written.')];
    const now = desk.clock.now();
    const all = desk.freezes.map((freeze) => ({ freeze, span: spanFrom(freeze, now) }));
    // What is active began before now, so it comes first; what has no time any more comes last.
    const sorted = all.sort((a, b) => (a.span?.from ?? Number.POSITIVE_INFINITY) - (b.span?.from ?? Number.POSITIVE_INFINITY));
    return sorted.map(({ freeze, span }) => entry(freeze, span, now));
  },
};

function entry(freeze: Freeze, span: FreezeSpan | undefined, now: number): Part {
  const { name, environments, why, timezone } = freeze;
  const where = environments?.join(', ') ?? 'all environments';
  const because = why === undefined ? '' : `\nWhy: ${why}`;
  const active = span !== undefined && span.from <= now;
  return {
    kind: 'entry',
    heading: `${name} · ${where}${active ? ' · active now' : ''}`,
    words: span === undefined ? ['It is over, and there is no next time.', because] : [...when(span, active, timezone), because],
  };
}

function when({ from, until }: FreezeSpan, active: boolean, timezone: string): (string | Moment)[] {
  const begin = active ? [] : ['From ', { at: from }, ' '];
  const words = (at: number) => inZone(at, timezone);
  if (until === Number.POSITIVE_INFINITY)
    return active ? ['It has no end.'] : [...begin, `without an end. In ${timezone}: from ${words(from)}.`];
  const span = active ? `until ${words(until)}` : `${words(from)} to ${words(until)}`;
  return [...begin, active ? 'Until ' : 'until ', { at: until }, `. In ${timezone}: ${span}.`];
}

/** 'Fri 27 Nov 2026, 18:00' on the clocks of the freeze's own zone. */
const inZone = (at: number, timeZone: string): string => {
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return parts.format(at).replace(/^(\w+),/, '$1');
};
