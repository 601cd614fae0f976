import type { StartAutomationExecutionRequest } from '@aws-sdk/client-ssm';
import type { DocumentVersion, SsmDocument } from '../document.ts';
import type { Caller } from '../principal.ts';
import type { Place } from '../world.ts';
import type { StepStatus } from './action.ts';
import type { RunbookContent, RunbookStep } from './runbook.ts';

export type AutomationStatus = 'Pending' | 'InProgress' | 'Waiting' | 'Success' | 'TimedOut' | 'Cancelling' | 'Cancelled' | 'Failed';

/** One step of an execution. Times are the clock's milliseconds. */
export interface StepExecution {
  readonly step: RunbookStep;
  id: string;
  status: StepStatus;
  /** How many times it was begun. */
  attempts: number;
  startedAt?: number | undefined;
  /** When the attempt that runs was begun. */
  attemptAt?: number | undefined;
  endedAt?: number | undefined;
  inputs: Readonly<Record<string, unknown>>;
  /** What its action keeps. */
  state?: unknown;
  /** When its action wants to be looked at, at the latest. */
  until?: number | undefined;
  outputs: Readonly<Record<string, unknown>>;
  response?: unknown;
  failure?: { readonly type: string; readonly message: string } | undefined;
  /** Where its action goes, if it says. */
  nextStep?: string | undefined;
  exits?: boolean | undefined;
}

/** One of the executions that another starts for its targets. */
export interface Job {
  /** The value of the target parameter, or the account and region. */
  readonly target: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly location?: { readonly account: string; readonly region: string; readonly role: string };
  child?: Automation;
  /** Why it could not be started. */
  failure?: string;
}

/** An execution that runs its runbook once for each of its targets. */
export interface FanOut {
  readonly kind: 'targets' | 'locations';
  readonly jobs: readonly Job[];
  readonly maxConcurrency: number;
  readonly maxErrors: number;
}

export interface Automation {
  readonly id: string;
  readonly place: Place;
  readonly document: SsmDocument;
  readonly version: DocumentVersion;
  readonly runbook: RunbookContent;
  readonly input: StartAutomationExecutionRequest;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly variables: Record<string, unknown>;
  readonly tags: Record<string, string>;
  /** The ARN of who started it. */
  readonly executedBy: string;
  /** As whom its steps run. */
  readonly caller: Caller;
  readonly startedAt: number;
  /** Wall time in milliseconds from which the lists know it. */
  readonly visibleAt: number;
  readonly steps: readonly StepExecution[];
  readonly fanOut?: FanOut;
  parentId?: string;
  /** What it was started for by its parent. */
  readonly target?: string;
  /** It was started in a place of its parent's list: some actions do not work there. */
  readonly crossAccount: boolean;
  status: AutomationStatus;
  /** The place in the list of the step that is on; past its end after the last one. */
  current: number;
  endedAt?: number;
  /** How far it has been brought. */
  movedTo: number;
  /** When it has to be looked at next. */
  nextAt: number;
  outputs: Readonly<Record<string, readonly string[]>>;
  /** What a critical step came to that the execution went on after. */
  failed?: 'Failed' | 'TimedOut';
  failureMessage?: string;
  stop?: { readonly type: 'Cancel' | 'Complete'; readonly at: number };
  /** A step was cancelled, and the runbook has one for that. */
  cancelled?: boolean;
  /** In interactive mode: the step that somebody let start. */
  released?: string | undefined;
}

const ended: ReadonlySet<AutomationStatus> = new Set(['Success', 'TimedOut', 'Cancelled', 'Failed']);
const endedSteps: ReadonlySet<StepStatus> = new Set(['Success', 'Failed', 'TimedOut', 'Cancelled', 'Exited']);

export const isOver = ({ status }: Pick<Automation, 'status'>) => ended.has(status);
export const isStepOver = ({ status }: Pick<StepExecution, 'status'>) => endedSteps.has(status);

export const currentStep = ({ steps, current }: Automation): StepExecution | undefined => steps[current];

export const executionArn = ({ account, region }: Pick<Place, 'account' | 'region'>, id: string) =>
  `arn:aws:ssm:${region}:${account}:automation-execution/${id}`;
