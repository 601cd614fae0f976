import type { Finding } from './check/finding.ts';
import { checkRunbook } from './check/runbook.ts';

export type { Finding };

/** What is wrong in a runbook's text, and what could be better. Total. */
export const findingsIn = (text: string): readonly Finding[] => checkRunbook(text);

/** 'Line 12, step install: ... ' */
export const findingWords = ({ line, step, words, fix }: Finding): string => `Line ${line}${step ? `, step ${step}` : ''}: ${words} ${fix}`;
