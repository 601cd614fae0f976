import { randomUUID } from 'node:crypto';
import { type Automation, type AutomationStatus, currentStep, type StepExecution } from './execution.ts';
import { select } from './select.ts';
import { asTexts } from './value.ts';

const notYet = 'No output available yet because the step is not successfully executed'; // in the service's words

/** A runbook's outputs: STEP.OUTPUT, each by that name. */
function outputsOf({ runbook, steps }: Automation): Record<string, string[]> {
  const names = (runbook.outputs ?? []).map((text) => text.replaceAll(/[{}\s]/g, ''));
  return Object.fromEntries(
    names.map((name) => {
      const [stepName, ...path] = name.split('.');
      const step = steps.find(({ step }) => step.name === stepName);
      const value = step?.outputs[path.join('.')] ?? select(`$.${path.join('.')}`, step?.outputs);
      return [name, step?.status === 'Success' && value !== undefined ? asTexts(value) : [notYet]];
    }),
  );
}

export function end(automation: Automation, status: AutomationStatus, now: number): void {
  automation.status = status;
  automation.endedAt = now;
  automation.nextAt = Number.POSITIVE_INFINITY;
  automation.outputs = outputsOf(automation);
}

/** The end of the road: what a critical step came to decides, and whether somebody cancelled. */
export function finish(automation: Automation, now: number): void {
  automation.current = automation.steps.length;
  end(automation, automation.cancelled ? 'Cancelled' : (automation.failed ?? 'Success'), now);
}

function go(automation: Automation, name: string): void {
  automation.current = automation.steps.findIndex(({ step }) => step.name === name);
  automation.released = undefined;
  const step = currentStep(automation);
  if (!step || step.attempts === 0) return;
  // It ran before: this is another run of it.
  Object.assign(step, { id: randomUUID(), status: 'Pending', attempts: 0, outputs: {}, inputs: {} });
  for (const key of ['startedAt', 'attemptAt', 'endedAt', 'state', 'response', 'failure', 'nextStep', 'exits'] as const)
    step[key] = undefined;
}

function goOn(automation: Automation, { step, nextStep, exits }: StepExecution, now: number): void {
  const following = automation.steps[automation.current + 1]?.step.name;
  const next = nextStep ?? (exits || step.isEnd ? undefined : (step.nextStep ?? following));
  if (next === undefined) finish(automation, now);
  else go(automation, next);
}

const aborts = /^abort$/i;
const named = /^step:/;

function afterFailure(automation: Automation, execution: StepExecution, status: 'Failed' | 'TimedOut', now: number): void {
  const { isCritical, onFailure: reaction = 'Abort' } = execution.step;
  if (isCritical !== false || aborts.test(reaction)) {
    automation.failed ??= status;
    if (execution.failure) automation.failureMessage ??= execution.failure.message;
  }
  if (aborts.test(reaction)) end(automation, status, now);
  else if (named.test(reaction)) go(automation, reaction.replace(named, ''));
  else goOn(automation, execution, now);
}

function afterCancel(automation: Automation, { step: { onCancel: reaction = 'Abort' } }: StepExecution, now: number): void {
  automation.cancelled = true;
  delete automation.stop; // what the runbook does on a cancellation is not cancelled with it
  if (named.test(reaction)) go(automation, reaction.replace(named, ''));
  else end(automation, 'Cancelled', now);
}

/** Where an execution goes from a step that is over (user guide, "Properties shared by all actions"). */
export function follow(automation: Automation, execution: StepExecution, now: number): void {
  const { status } = execution;
  if (status === 'Failed' || status === 'TimedOut') afterFailure(automation, execution, status, now);
  else if (status === 'Cancelled') afterCancel(automation, execution, now);
  else goOn(automation, execution, now);
}
