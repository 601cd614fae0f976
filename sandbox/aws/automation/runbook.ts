import type { DocumentParameter } from '../document.ts';

/** What a step takes out of its action's answer. */
export interface StepOutput {
  readonly Name: string;
  /** A JSONPath, such as $.Reservations[0].Instances[0].State.Name. */
  readonly Selector: string;
  readonly Type?: string;
}

/** One step of a runbook, as schema version 0.3 has it. */
export interface RunbookStep {
  readonly name: string;
  readonly action: string;
  readonly description?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly StepOutput[];
  /** Abort (as if left out), Continue, or step:NAME. */
  readonly onFailure?: string;
  /** Abort, or step:NAME. */
  readonly onCancel?: string;
  readonly isCritical?: boolean;
  readonly isEnd?: boolean;
  readonly nextStep?: string;
  readonly maxAttempts?: number;
  readonly timeoutSeconds?: number;
}

/** The content of a document of type Automation. Only what check.ts found nothing against has this shape. */
export interface RunbookContent {
  readonly schemaVersion: string;
  readonly description?: string;
  readonly assumeRole?: string;
  readonly parameters?: Readonly<Record<string, DocumentParameter>>;
  readonly variables?: Readonly<Record<string, DocumentParameter>>;
  readonly mainSteps: readonly RunbookStep[];
  /** STEP.OUTPUT, or {{ STEP.OUTPUT }}. */
  readonly outputs?: readonly string[];
  readonly files?: Readonly<Record<string, unknown>>;
}
