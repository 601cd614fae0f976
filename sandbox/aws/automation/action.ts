import type { Caller } from '../principal.ts';
import type { Place, World } from '../world.ts';

/** What a step is doing. Times are the world's clock's milliseconds. */
export type StepStatus = 'Pending' | 'InProgress' | 'Waiting' | 'Success' | 'Failed' | 'TimedOut' | 'Cancelled' | 'Exited';

/** What a step is run with: its inputs with all references resolved, and as whom. */
export interface StepRun {
  readonly world: World;
  readonly place: Place;
  /** The assume role's session, or the starter's: its rights are asked for each call that the step makes. */
  readonly caller: Caller;
  readonly executionId: string;
  readonly step: { readonly name: string; readonly executionId: string; readonly startedAt: number };
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly platform?: never;
}

/** A step's outputs by name. An action may show some before it is over, such as the id of what it started. */
type Outputs = Readonly<Record<string, unknown>>;

export type StepNews =
  /** `until`: something is due then, in the world's clock's milliseconds; it is looked at no later. */
  | { readonly status: 'InProgress' | 'Waiting'; readonly state?: unknown; readonly outputs?: Outputs; readonly until?: number }
  | {
      readonly status: 'Success';
      readonly outputs: Outputs;
      /** What the output selectors of the runbook are applied to; without it, the outputs. */
      readonly response?: unknown;
      readonly nextStep?: string;
      readonly exits?: true;
    }
  | {
      readonly status: 'Failed' | 'TimedOut' | 'Cancelled';
      readonly failureType: string;
      readonly message: string;
      readonly outputs?: Outputs;
    };

/** One action of runbooks. `begin` is called once an attempt; `tick` whenever the world's clock is looked at, until it is over. */
export interface StepAction {
  /** Such as aws:sleep. */
  readonly name: string;
  /** CreateDocument refuses others. */
  readonly inputs: { readonly required: readonly string[]; readonly optional: readonly string[] };
  begin(run: StepRun): StepNews | Promise<StepNews>;
  tick?(run: StepRun, state: unknown): StepNews | Promise<StepNews>;
  /** The execution or step is being cancelled. */
  cancel?(run: StepRun, state: unknown): void | Promise<void>;
  /** Approve, Reject, Resume, StartStep, StopStep; throws refuse('InvalidAutomationSignalException', ...) if it does not fit. */
  signal?(run: StepRun, state: unknown, type: string, payload: Readonly<Record<string, readonly string[]>>, by: Caller): StepNews;
}
