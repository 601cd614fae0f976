import type { Fact } from './plan.ts';

/** A piece of an answer. Plain data from outside: whoever draws it escapes and bounds it. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly label?: string; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** The card of a request, drawn as it stands. */
  | { readonly kind: 'request'; readonly id: string };

export const text = (words: string): Part => ({ kind: 'text', text: words });
