import { Refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import type { StepAction, StepNews, StepRun } from './action.ts';
import { findAction } from './actions.ts';
import { failed } from './call.ts';
import { type Automation, isStepOver, type StepExecution } from './execution.ts';
import { type Known, pseudoOf, resolve, Unresolved } from './reference.ts';
import type { StepOutput } from './runbook.ts';
import { select } from './select.ts';
import { convert, isMap, kindOf } from './value.ts';

const second = 1000;
type Success = Extract<StepNews, { status: 'Success' }>;

const approvalSeconds = 604_800; // aws:approve: 7 days, where nothing else is said

/** What references stand for at this moment of an execution. */
export const known = ({ parameters, variables, steps, place, id }: Automation, now: number): Known => ({
  parameters,
  variables,
  outputs: Object.fromEntries(steps.filter(({ attempts }) => attempts > 0).map(({ step, outputs }) => [step.name, outputs])),
  pseudo: pseudoOf(place.account, place.region, id, now),
});

export const runOf = (world: World, { place, caller, id }: Automation, step: StepExecution): StepRun => ({
  world,
  place,
  caller,
  executionId: id,
  step: { name: step.step.name, executionId: step.id, startedAt: step.attemptAt ?? world.clock.now() },
  inputs: step.inputs,
});

/** When its attempt has lasted too long. */
export function deadlineOf({ step, attemptAt = 0 }: StepExecution): number {
  const seconds = step.timeoutSeconds ?? (step.action === 'aws:approve' ? approvalSeconds : undefined);
  return seconds === undefined ? Number.POSITIVE_INFINITY : attemptAt + Number(seconds) * second;
}

/** What the runbook takes out of an answer. What is not there is left out; what is of another type fails the step. */
function selected(outputs: readonly StepOutput[], from: unknown): Record<string, unknown> | string {
  const taken: Record<string, unknown> = {};
  for (const { Name: name, Selector: selector, Type: type = 'String' } of outputs) {
    const found = select(selector, from);
    if (found === undefined || found === null) continue;
    const value = convert(kindOf(type), found);
    if (value === undefined) return `Output ${name} is expected to be of type ${type}, but ${selector} is ${JSON.stringify(found)}.`;
    taken[name] = value;
  }
  return taken;
}

/** What an action says, after the runbook took its outputs out of the answer. */
function taken(step: StepExecution, news: Success): StepNews {
  const outputs = selected(step.step.outputs ?? [], news.response ?? news.outputs);
  return typeof outputs === 'string' ? failed(outputs) : { ...news, outputs: { ...news.outputs, ...outputs } };
}

/** Writes down what an action says of its step. */
export function absorb(step: StepExecution, said: StepNews, now: number): void {
  const news = said.status === 'Success' ? taken(step, said) : said;
  step.status = news.status;
  step.outputs = news.outputs ?? step.outputs;
  step.until = undefined;
  if (news.status === 'InProgress' || news.status === 'Waiting') {
    step.state = news.state;
    step.until = news.until;
    return;
  }
  step.endedAt = now;
  step.failure = 'failureType' in news ? { type: news.failureType, message: news.message } : undefined;
  if (news.status !== 'Success') return;
  step.response = news.response;
  step.nextStep = news.nextStep;
  step.exits = news.exits;
}

/** Has an action act. What it throws fails the step; a fault of the stand-in itself is shown on the console. */
async function act(action: () => StepNews | Promise<StepNews>): Promise<StepNews> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Refusal) return failed(`An error occurred (${error.code}): ${error.message}`);
    console.error(error);
    return failed('Internal server error.', 'Execute/Cancelling action', 'Internal');
  }
}

function resolveInputs(automation: Automation, step: StepExecution, now: number): StepNews | undefined {
  try {
    const inputs = resolve(step.step.inputs ?? {}, known(automation, now));
    step.inputs = isMap(inputs) ? inputs : {};
    return undefined;
  } catch (error) {
    if (error instanceof Unresolved) return failed(error.message, 'validating and resolving the step inputs', 'Verification');
    throw error;
  }
}

/** What keeps a step from being begun. */
function hindered(automation: Automation, step: StepExecution, action: StepAction | undefined): StepNews | undefined {
  if (!action) return failed(`The action ${step.step.action} is not available here.`);
  if (automation.crossAccount && action.name === 'aws:approve')
    return failed('The action aws:approve is not supported in multi-account and Region automations.');
  return undefined;
}

/** Begins an attempt at a step. */
export async function begin(world: World, automation: Automation, step: StepExecution): Promise<void> {
  const now = world.clock.now();
  step.attempts += 1;
  step.startedAt ??= now;
  step.attemptAt = now;
  step.endedAt = undefined;
  step.outputs = {};
  const action = findAction(step.step.action);
  const wrong = resolveInputs(automation, step, now) ?? hindered(automation, step, action);
  absorb(step, wrong ?? (await act(() => action?.begin(runOf(world, automation, step)) ?? failed(''))), now);
}

/** Has the action stop what it does. */
export async function abandon(world: World, automation: Automation, step: StepExecution): Promise<void> {
  const action = findAction(step.step.action);
  if (step.attempts === 0 || !action?.cancel) return;
  try {
    await action.cancel(runOf(world, automation, step), step.state);
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error); // what cannot be stopped runs on; the step is over
  }
}

/** Looks at a step that runs; ends it if it has lasted too long. */
export async function tick(world: World, automation: Automation, step: StepExecution): Promise<void> {
  const now = world.clock.now();
  const look = findAction(step.step.action)?.tick;
  if (look) absorb(step, await act(() => look(runOf(world, automation, step), step.state)), now);
  if (isStepOver(step) || now < deadlineOf(step)) return;
  await abandon(world, automation, step);
  const seconds = (deadlineOf(step) - (step.attemptAt ?? 0)) / second;
  const message = `Step timed out after ${seconds} seconds.`;
  absorb(step, { status: 'TimedOut', failureType: 'Verification', message }, now);
}
