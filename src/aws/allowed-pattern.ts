import { found } from './secrets/pattern.ts';

// A value of a parameter is short; more is left to AWS.
const mostText = 4_096;

/** Whether a value matches an allowedPattern; 'unknown' where that takes too long, or JavaScript can't read what AWS can. */
export function matches(pattern: string, value: string): boolean | 'unknown' {
  if (value.length > mostText) return 'unknown';
  return isQuick(pattern) ? test(pattern, value) : found(pattern, value);
}

/**
 * Whether it can't go back over its text again and again: at most one part of it has no small bound, and no group is repeated.
 * Those need no watch, whose limit a busy machine may reach.
 */
export function isQuick(pattern: string): boolean {
  if (pattern.length > 500) return false;
  const bare = pattern.replace(/\\./gs, (escaped) => (/\d|k/.test(escaped) ? '\\1' : 'x')).replace(/\[[^\]]*\]/g, 'x');
  if (bare.includes('\\1') || /\)[*+?{]/.test(bare)) return false;
  const counts = [...bare.matchAll(/\{(\d{0,9})(,?)(\d{0,9})\}/g)].map(([, from = '', comma, to = '']) =>
    comma === '' ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to),
  );
  const wide = (bare.match(/[*+]/g) ?? []).length + counts.filter((count) => count > 100).length;
  return wide <= 1 && counts.length <= 5;
}

function test(pattern: string, value: string): boolean | 'unknown' {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return 'unknown';
  }
}
