import type { OutputOf, Stream } from '../../../domain/output.ts';

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;

/** How many bytes of a message a character takes: escaped for Slack, shown by its number where it is invisible, and as JSON. */
function costOf(character: string): number {
  if (character === '&') return 5;
  if (character === '<' || character === '>') return 4;
  if (/[\n\t"\\]/.test(character)) return 2;
  if (character !== ' ' && invisible.test(character)) return 14;
  return Buffer.byteLength(character);
}

/** The text's beginning that fits into so many bytes of a message. */
export function beginning(text: string, room: number): string {
  let end = 0;
  let cost = 0;
  for (const character of text) {
    cost += costOf(character);
    if (cost > room) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

export const sizeOf = (text: string, room: number): number => {
  let cost = 0;
  for (const character of beginning(text, room)) cost += costOf(character);
  return cost;
};

const count = (number: number): string => number.toLocaleString('en-US');

/** '1.2 MB'. */
export function inBytes(bytes: number): string {
  const unit = bytes >= 1e6 ? ([1e6, 'MB'] as const) : ([1e3, 'kB'] as const);
  return bytes < 1_000 ? `${bytes} bytes` : `${(bytes / unit[0]).toFixed(1).replace(/\.0$/, '')} ${unit[1]}`;
}

/** 'stdout', or how much of it is shown: 'stdout, first 2,000 of 24,000 characters'. */
export function labelOf(name: string, { text, keeps, bytes }: Stream, shown: string): string {
  if (bytes !== undefined && (keeps !== undefined || shown.length < text.length))
    return `${name}, first ${count(shown.length)} characters of ${inBytes(bytes)}`;
  if (keeps !== undefined) return `${name}, first ${count(shown.length)} characters; only the first ${count(keeps)} are kept here`;
  return shown.length < text.length ? `${name}, first ${count(shown.length)} of ${count(text.length)} characters` : name;
}

/** 'Failed, exit 3'. */
export const endOf = ({ status, exitCode }: OutputOf): string => (exitCode === undefined ? status : `${status}, exit ${exitCode}`);
