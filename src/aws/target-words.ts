import { z } from 'zod';

/** A target as it is typed: an instance, a hybrid node, a tag with one value or several, a resource group, or all. */
export const targetWord = z.string().regex(/^(i-[0-9a-f]{8,17}|mi-[0-9a-f]{17}|tag:[^=]{1,128}=[^,].*|group:[\w.-]{1,128}|all)$/, {
  error: ({ input }) => whatIsWrong(String(input)),
});

/** What was wrong with the word, and what is right. */
function whatIsWrong(word: string): string {
  const [, key] = /^tag:([^=]*)=?,*$/.exec(word) ?? [];
  if (key !== undefined) return `"${word}" wants a value: tag:${key || 'Env'}=prod`;
  return `"${word}" is no target: a target is an instance (i-0abc…), a hybrid node (mi-0abc…), a tag with its value (tag:App=web,api), a resource group (group:NAME) or all`;
}

export interface TagFilter {
  readonly key: string;
  readonly values: readonly string[];
}

export interface TargetWords {
  readonly ids: readonly string[];
  /** Several tags must all match; several values of one are alternatives. */
  readonly tags: readonly TagFilter[];
  readonly groups: readonly string[];
  readonly all: boolean;
}

export function readTargetWords(words: readonly string[]): TargetWords {
  const after = (start: string) => [...new Set(words.filter((word) => word.startsWith(start)).map((word) => word.slice(start.length)))];
  const tags = after('tag:').map((word) => {
    const at = word.indexOf('=');
    return {
      key: word.slice(0, at),
      values: word
        .slice(at + 1)
        .split(',')
        .filter(Boolean),
    };
  });
  return { ids: [...new Set(words.filter((word) => /^m?i-/.test(word)))], tags, groups: after('group:'), all: words.includes('all') };
}
