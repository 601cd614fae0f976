import { closest, distance } from 'fastest-levenshtein';

/** What is wrong in a runbook, or could be better, and what to write instead. Plain text from outside is in the words. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** The name of the step that it is about. */
  readonly step?: string | undefined;
  /** 'error': AWS refuses it, or it fails when it runs. */
  readonly level: 'error' | 'advice';
  readonly words: string;
  /** A sentence; more lines are text to take over. */
  readonly fix: string;
}

/** A text from outside, short enough for a sentence. */
export const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** The name that was probably meant; undefined where none is like it. */
export function meant(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word === '' || word.length > 100) return undefined;
  const same = known.find((each) => each.toLowerCase() === word.toLowerCase());
  if (same !== undefined) return same;
  const near = closest(word, known.slice(0, 1_000));
  // Two letters that changed places are two changes.
  const most = Math.max(word.length >= 5 ? 2 : 1, Math.floor(word.length / 4));
  return distance(word.toLowerCase(), near.toLowerCase()) <= most ? near : undefined;
}

/** 'Write "X".', or what there is to choose from. */
export function instead(word: string, known: readonly string[], otherwise: string): string {
  const near = meant(word, known);
  return near === undefined ? otherwise : `Write ${near}.`;
}

/** 'a, b or c', of at most twelve. */
export const oneOf = (names: readonly string[]): string => {
  const few = names.slice(0, 12).map(short);
  const words = names.length > few.length ? [...few, `${names.length - few.length} more`] : few;
  return words.length < 2 ? (words[0] ?? 'none') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
};
