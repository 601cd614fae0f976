import type { AlarmStateInformation, SendCommandRequest } from '@aws-sdk/client-ssm';
import type { DocumentVersion, SsmDocument } from '../document.ts';
import type { Outcome } from './outcome.ts';
import type { Step } from './step.ts';

export type InvocationState =
  | 'Pending'
  | 'Delayed'
  | 'InProgress'
  | 'Cancelling'
  | 'Success'
  | 'Failed'
  | 'ExecutionTimedOut'
  | 'DeliveryTimedOut'
  | 'Cancelled'
  | 'Terminated'
  | 'AccessDenied'
  | 'InvalidPlatform';

/** One machine's copy of a command. Times are the clock's milliseconds. */
export interface Invocation {
  readonly nodeId: string;
  /** From 1, in the order in which they are sent. */
  readonly position: number;
  state: InvocationState;
  /** When the service took a slot for it and began to deliver. */
  sentAt?: number;
  startedAt?: number;
  cancelAt?: number;
  endedAt?: number;
  outcome?: Outcome;
  /** Its machine went down in the middle: nothing will ever report. */
  lost?: boolean;
}

export interface Command {
  readonly id: string;
  readonly region: string;
  readonly input: SendCommandRequest & { DocumentName: string };
  readonly document: SsmDocument;
  readonly version: DocumentVersion;
  readonly steps: readonly Step[];
  readonly requestedAt: number;
  readonly timeoutSeconds: number;
  readonly executionSeconds: number;
  readonly expiresAt: number;
  readonly maxConcurrency: number;
  readonly maxErrors: number;
  readonly invocations: readonly Invocation[];
  /** The region of the bucket that the output goes to. */
  readonly outputRegion: string;
  /** Wall time in milliseconds from which the lists know it. */
  readonly visibleAt: number;
  readonly sender: { readonly arn: string; readonly sessionName?: string; readonly sourceIdentity?: string };
  /** What stopped it, if an alarm did. */
  triggeredAlarms: readonly AlarmStateInformation[];
  /** The whole command was cancelled. */
  cancelled: boolean;
  /** How far it has been brought. */
  movedTo: number;
}

const ended: ReadonlySet<InvocationState> = new Set([
  'Success',
  'Failed',
  'ExecutionTimedOut',
  'DeliveryTimedOut',
  'Cancelled',
  'Terminated',
  'AccessDenied',
  'InvalidPlatform',
]);

export const isOver = (invocation: Invocation) => ended.has(invocation.state);

/** Only these count against MaxErrors. */
export const isError = (invocation: Invocation) => invocation.state === 'Failed' || invocation.state === 'ExecutionTimedOut';

/** MaxConcurrency and MaxErrors are a number or a percentage of the targets. */
export function countOf(value: string, targets: number, least: number): number {
  if (!value.endsWith('%')) return Number(value);
  return Math.max(least, Math.floor((Number(value.slice(0, -1)) / 100) * targets));
}

const count = (command: Command, test: (invocation: Invocation) => boolean) => command.invocations.filter(test).length;

export interface CommandStatus {
  readonly status: 'Pending' | 'InProgress' | 'Success' | 'Cancelled' | 'Failed' | 'TimedOut' | 'Cancelling';
  readonly details: string;
}

/** The status of the whole (user guide, "Understanding command statuses"). */
export function commandStatus(command: Command): CommandStatus {
  const { invocations } = command;
  if (invocations.length === 0) return { status: 'Success', details: 'NoInstancesInTag' };
  const of = (...states: InvocationState[]) => count(command, ({ state }) => states.includes(state));
  if (count(command, isOver) < invocations.length) {
    if (command.cancelled) return { status: 'Cancelling', details: 'Cancelling' };
    if (of('Pending') === invocations.length) return { status: 'Pending', details: 'Pending' };
    if (of('Delayed') > 0 && of('Delayed', 'Pending') === invocations.length) return { status: 'InProgress', details: 'Delayed' };
    return { status: 'InProgress', details: 'InProgress' };
  }
  if (command.cancelled && of('Cancelled') > 0) return { status: 'Cancelled', details: 'Cancelled' };
  if (of('Success') === invocations.length) return { status: 'Success', details: 'Success' };
  const enough = Math.max(1, command.maxErrors); // "the value of MaxErrors or more invocations"
  const errors = of('Failed', 'ExecutionTimedOut');
  if (errors >= enough) {
    if (of('Failed') === 0) return { status: 'TimedOut', details: 'ExecutionTimedOut' };
    return { status: 'Failed', details: 'Failed' };
  }
  if (of('DeliveryTimedOut') >= enough) return { status: 'TimedOut', details: 'DeliveryTimedOut' };
  if (of('AccessDenied') === invocations.length) return { status: 'Failed', details: 'AccessDenied' };
  if (of('InvalidPlatform') === invocations.length) return { status: 'Failed', details: 'InvalidPlatform' };
  if (of('Cancelled') === invocations.length) return { status: 'Cancelled', details: 'Cancelled' };
  return { status: 'Failed', details: 'Incomplete' };
}

export const counts = (command: Command) => ({
  TargetCount: command.invocations.length,
  CompletedCount: count(command, isOver),
  ErrorCount: count(command, isError),
  DeliveryTimedOutCount: count(command, ({ state }) => state === 'DeliveryTimedOut'),
});
