import type { Fact } from './plan.ts';

/** A piece of an answer. Plain data from outside: whoever draws it escapes and bounds it. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** Words under a heading. A time among them is shown in the reader's own zone. */
  | { readonly kind: 'entry'; readonly heading: string; readonly words: readonly (string | Moment)[] }
  | { readonly kind: 'code'; readonly label?: string; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** Whole text that is too long for a message: uploaded to the reader's direct messages, or to the thread of the request that `share` names. */
  | { readonly kind: 'file'; readonly name: string; readonly title: string; readonly text: string; readonly share?: string }
  /** Buttons that type a line for the reader: 'Next 20' -> '/ssm list --after ...'. So paging and following up need no code of their own. */
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  /** The card of a request, drawn as it stands. */
  | { readonly kind: 'request'; readonly id: string };

/** Milliseconds since 1970. */
export interface Moment {
  readonly at: number;
}

/** A button that stands for a line. The line is read as if the clicker had typed it: with their rights. */
export interface Line {
  readonly label: string;
  readonly line: string;
}

export const text = (words: string): Part => ({ kind: 'text', text: words });
