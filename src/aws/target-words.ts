import { z } from 'zod';

/** A target as it is typed: an instance, a hybrid node, or a tag with one value or several. */
export const targetWord = z
  .string()
  .regex(
    /^(i-[0-9a-f]{8,17}|mi-[0-9a-f]{17}|tag:[^=]{1,128}=.+)$/,
    'a target is an instance (i-0abc…), a hybrid node (mi-0abc…) or a tag with its value (tag:Env=prod or tag:App=web,api)',
  );

export interface TagFilter {
  readonly key: string;
  readonly values: readonly string[];
}

/** Splits target words into ids and tag filters. Several tags must all match; several values of one are alternatives. */
export function readTargetWords(words: readonly string[]): { ids: string[]; tags: TagFilter[] } {
  const ids = [...new Set(words.filter((word) => !word.startsWith('tag:')))];
  const tags = words
    .filter((word) => word.startsWith('tag:'))
    .map((word) => {
      const at = word.indexOf('=');
      return {
        key: word.slice('tag:'.length, at),
        values: word
          .slice(at + 1)
          .split(',')
          .filter(Boolean),
      };
    });
  return { ids, tags };
}
