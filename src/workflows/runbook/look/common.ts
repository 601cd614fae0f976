import type { Environment } from '../../../domain/environment.ts';

/** The line that a button stands for: of this area, in this environment. */
export const lineFor = ({ name }: Environment, words: string): string => `/ssm runbook ${words} --env ${name}`;
