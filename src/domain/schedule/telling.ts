import type { Part } from '../part.ts';

/** Something that is posted once, to a channel or to a person directly. */
export interface Telling {
  /** Mark the post, so that it is found after a crash. */
  readonly schedule: string;
  readonly key: string;
  readonly to: { readonly channel: string } | { readonly person: string };
  /** Stands in front of the words, bold. */
  readonly title?: string | undefined;
  readonly words: string;
  /** What follows below; files come into its thread. */
  readonly parts: readonly Part[];
  /** Somebody may have posted it before: it is looked for first. */
  readonly again: boolean;
  /** It was not posted before. Milliseconds since 1970. */
  readonly since: number;
}
