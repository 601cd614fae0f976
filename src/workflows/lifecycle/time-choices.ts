import type { Choice } from '../../domain/operation.ts';

const dayMs = 86_400_000;
const ends = [7, 30, 90, 180, 365];
const spans = [1, 7, 15, 30, 90];

/** Usual ends, each with its date, and never. */
export const endChoices = (query: string, now: number): Choice[] =>
  beginning(query, [
    ...ends.map((days) => ({ text: `${days}d · ${new Date(now + days * dayMs).toISOString().slice(0, 10)}`, value: `${days}d` })),
    { text: 'never', value: 'never' },
  ]);

/** Usual spans of time, and none. */
export const spanChoices = (query: string): Choice[] =>
  beginning(query, [
    ...spans.map((days) => ({ text: `${days}d · ${days === 1 ? '1 day' : `${days} days`}`, value: `${days}d` })),
    { text: 'none', value: 'none' },
  ]);

const beginning = (query: string, all: readonly Choice[]): Choice[] => all.filter(({ value }) => value.startsWith(query));
