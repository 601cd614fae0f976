import { closest, distance } from 'fastest-levenshtein';
import { cut } from '../../slack/escape.ts';

/** What a person typed, as an error shows it. */
export const shown = (text: string): string => `"${cut(text, 60)}"`;

/** The one that was meant, if one is near enough for a slip of the fingers. */
export function nearest(typed: string, right: readonly string[]): string | undefined {
  if (right.length === 0 || typed === '') return undefined;
  const word = typed.toLowerCase().slice(0, 60);
  const found = closest(word, right);
  return distance(word, found) <= Math.max(2, Math.floor(word.length / 3)) ? found : undefined;
}

/** ' Did you mean "run"?', or nothing. */
export function didYouMean(typed: string, right: readonly string[]): string {
  const found = nearest(typed, right);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}
