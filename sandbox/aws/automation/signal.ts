import type { SendAutomationSignalRequest } from '@aws-sdk/client-ssm';
import type { Caller } from '../principal.ts';
import { refuse } from '../refusal.ts';
import type { World } from '../world.ts';
import { findAction } from './actions.ts';
import { type Automation, currentStep, isOver, isStepOver, type StepExecution } from './execution.ts';
import { follow } from './follow.ts';
import { absorb, runOf } from './step.ts';

const invalid = (why: string) =>
  refuse('InvalidAutomationSignalException', `The signal is not valid for the current Automation execution. ${why}`);

/** The step that a payload names by StepName or StepExecutionId. */
function named({ steps }: Automation, { Payload: payload }: SendAutomationSignalRequest): StepExecution {
  const name = payload?.StepName?.[0];
  const id = payload?.StepExecutionId?.[0];
  if (name === undefined && id === undefined) return invalid('The payload names no step.');
  return (
    steps.find((each) => (name === undefined || each.step.name === name) && (id === undefined || each.id === id)) ??
    refuse('AutomationStepNotFoundException', `The execution has no step ${name ?? id}.`)
  );
}

/** In interactive mode: lets a step begin that waits for that. */
function start(automation: Automation, input: SendAutomationSignalRequest): void {
  const step = named(automation, input);
  if (automation.input.Mode !== 'Interactive') invalid('Only in interactive mode are steps started.');
  if (step !== currentStep(automation) || step.status !== 'Pending') invalid(`The step ${step.step.name} does not wait to be started.`);
  automation.released = step.step.name;
}

/** Cancels the step that runs. */
function stop(automation: Automation, input: SendAutomationSignalRequest, now: number): void {
  const step = named(automation, input);
  if (step !== currentStep(automation) || step.attempts === 0 || isStepOver(step)) invalid(`The step ${step.step.name} does not run.`);
  automation.stop ??= { type: 'Cancel', at: now };
}

/** Gives Approve, Reject or Resume to the step that waits for it. */
function answer(world: World, automation: Automation, input: SendAutomationSignalRequest, by: Caller): void {
  const { SignalType: type = 'Approve', Payload: payload = {} } = input;
  const step = type === 'Resume' ? named(automation, input) : currentStep(automation);
  const { signal } = findAction(step?.step.action ?? '') ?? {};
  if (!step || step !== currentStep(automation) || step.status !== 'Waiting' || !signal)
    throw invalid(step ? `The step ${step.step.name} does not wait for ${type}.` : 'No step is on.');
  const now = world.clock.now();
  absorb(step, signal(runOf(world, automation, step), step.state, type, payload, by), now);
  if (isStepOver(step)) follow(automation, step, now);
}

/** Sends a signal to an execution that was brought to the present. What follows from it happens at the next look. */
export function signalTo(world: World, automation: Automation, input: SendAutomationSignalRequest, by: Caller): void {
  if (isOver(automation)) invalid(`It is ${automation.status} already.`);
  if (automation.stop?.type === 'Cancel') invalid('It is being cancelled.');
  if (automation.fanOut) invalid('It has no steps of its own.');
  const now = world.clock.now();
  if (input.SignalType === 'StartStep') start(automation, input);
  else if (input.SignalType === 'StopStep') stop(automation, input, now);
  else answer(world, automation, input, by);
  if (!isOver(automation)) automation.nextAt = now;
}
