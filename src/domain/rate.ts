import { z } from 'zod';

/** '20%' or a number, as it is typed and as AWS takes it. */
export const rate = z.string().regex(/^(\d{1,7}|(100|\d{1,2})%)$/, 'write a number (10) or a percentage (20%)');

/** '90s', '10m', '2h'. */
export const duration = z.string().regex(/^[1-9]\d{0,4}(s|m|h)$/, 'write a time like 90s, 10m or 2h');

/** How many of `whole` a rate is. Percentages are rounded down: never more than was asked for. */
export function countOf(given: string, whole: number): number {
  return given.endsWith('%') ? Math.floor((Number.parseInt(given, 10) * whole) / 100) : Number.parseInt(given, 10);
}

const unitSeconds = { s: 1, m: 60, h: 3_600 } as const;

export const seconds = (given: string): number => Number.parseInt(given, 10) * unitSeconds[given.slice(-1) as keyof typeof unitSeconds];

/** Whole seconds in words: '45 s', '3 min 12 s', '2 h 5 min'. */
export function inTime(wholeSeconds: number): string {
  const s = Math.max(0, Math.round(wholeSeconds));
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ''}`;
  return `${Math.floor(s / 3_600)} h${Math.floor((s % 3_600) / 60) ? ` ${Math.floor((s % 3_600) / 60)} min` : ''}`;
}
