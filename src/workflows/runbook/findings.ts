import { isUnreadable, readTree } from './tree.ts';

export interface Finding {
  readonly line: number;
  readonly step?: string | undefined;
  readonly level: 'error' | 'advice';
  readonly words: string;
  readonly fix: string;
}

export function findingsIn(text: string): readonly Finding[] {
  const tree = readTree(text);
  return isUnreadable(tree) ? [{ ...tree, level: 'error' }] : [];
}

/** 'Line 12, step install: ... ' */
export const findingWords = ({ line, step, words, fix }: Finding): string => `Line ${line}${step ? `, step ${step}` : ''}: ${words} ${fix}`;
