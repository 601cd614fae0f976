import type { AutomationStatus } from './execution.ts';

/** How far one of several executions has come: undefined before it was started. */
export type Progress = AutomationStatus | 'Unstartable' | undefined;

const over: ReadonlySet<Progress> = new Set(['Success', 'Failed', 'TimedOut', 'Cancelled', 'Unstartable']);
const errors: ReadonlySet<Progress> = new Set(['Failed', 'TimedOut', 'Unstartable']);

export interface Rates {
  readonly maxConcurrency: number;
  readonly maxErrors: number;
}

const count = (progress: readonly Progress[], set: ReadonlySet<Progress>) => progress.filter((each) => set.has(each)).length;

const tooManyErrors = (progress: readonly Progress[], { maxErrors }: Rates) => count(progress, errors) > maxErrors;

/**
 * How many more may be started now. The service begins with one, and lets more run at a time as they complete, up to
 * MaxConcurrency; once there are more errors than MaxErrors it starts no more (user guide, "Control automations at scale").
 */
export function startable(progress: readonly Progress[], rates: Rates, stopped: boolean): number {
  const waiting = progress.filter((each) => each === undefined).length;
  if (stopped || waiting === 0 || tooManyErrors(progress, rates)) return 0;
  const completed = count(progress, over);
  const running = progress.length - waiting - completed;
  return Math.max(0, Math.min(waiting, Math.min(rates.maxConcurrency, 1 + completed) - running));
}

/** What the whole came to; undefined while something runs or is still to be started. Errors within MaxErrors are borne; without any target all is well, as it is with commands. */
export function overallStatus(
  progress: readonly Progress[],
  rates: Rates,
  stopped: 'Cancel' | 'Complete' | undefined,
): AutomationStatus | undefined {
  const started = progress.filter((each) => each !== undefined);
  const failed = tooManyErrors(progress, rates);
  if (count(started, over) < started.length) return undefined;
  if (stopped === 'Cancel') return 'Cancelled';
  if (failed) return 'Failed';
  return started.length === progress.length || stopped ? 'Success' : undefined;
}
