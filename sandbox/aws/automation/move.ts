import type { World } from '../world.ts';
import { type Automation, currentStep, isOver, isStepOver, type StepExecution } from './execution.ts';
import { end, finish, follow } from './follow.ts';
import { abandon, absorb, begin, deadlineOf, tick } from './step.ts';

const second = 1000;
const cancelTakes = second;
/** A runbook that goes in circles without ever waiting is left for the next look. */
const mostTurns = 1000;

const mayTryAgain = ({ step, status, attempts }: StepExecution) =>
  (status === 'Failed' || status === 'TimedOut') && attempts < (step.maxAttempts ?? 1);

/** Ends the step that is on; `step` says that this is all for now. */
async function cancel(world: World, automation: Automation, step: StepExecution, at: number): Promise<'done' | 'go on'> {
  const now = world.clock.now();
  automation.status = 'Cancelling';
  if (now < at + cancelTakes) {
    automation.nextAt = at + cancelTakes;
    return 'done';
  }
  if (step.status === 'Pending') {
    end(automation, 'Cancelled', now); // the step stays pending: it never began
    return 'done';
  }
  await abandon(world, automation, step);
  absorb(step, { status: 'Cancelled', failureType: 'Action', message: 'Step was cancelled.' }, now);
  follow(automation, step, now);
  return 'go on';
}

/** In interactive mode each step waits until somebody starts it. */
const waitsForStart = ({ input, released }: Automation, { status, step }: StepExecution) =>
  status === 'Pending' && input.Mode === 'Interactive' && released !== step.name;

function waitForStart(automation: Automation): void {
  automation.status = 'Waiting';
  automation.nextAt = Number.POSITIVE_INFINITY;
}

/** Ever longer, as nobody needs to know to the second when what took an hour ended. */
function waitFor(automation: Automation, step: StepExecution, now: number): void {
  automation.status = step.status === 'Waiting' ? 'Waiting' : 'InProgress';
  const lasted = now - (step.attemptAt ?? now);
  automation.nextAt = Math.min(now + Math.max(second, lasted / 10), deadlineOf(step), step.until ?? Number.POSITIVE_INFINITY);
}

/** Takes one turn. */
async function turn(world: World, automation: Automation, step: StepExecution): Promise<'done' | 'go on'> {
  const now = world.clock.now();
  const { stop } = automation;
  if (stop?.type === 'Cancel') return cancel(world, automation, step, stop.at);
  if (stop && step.status === 'Pending') {
    // The step that ran when it was stopped has finished. AWS does not say what becomes of the whole: it is as after a last step.
    finish(automation, now);
    return 'done';
  }
  if (waitsForStart(automation, step)) {
    waitForStart(automation);
    return 'done';
  }
  if (step.status === 'Pending') await begin(world, automation, step);
  else await tick(world, automation, step);
  if (mayTryAgain(step)) step.status = 'Pending';
  else if (isStepOver(step)) follow(automation, step, now);
  else {
    waitFor(automation, step, now);
    return 'done';
  }
  return 'go on';
}

/** Brings an execution as far as it comes at the world's present moment. */
export async function move(world: World, automation: Automation): Promise<void> {
  for (let turns = 0; turns < mostTurns && !isOver(automation); turns += 1) {
    const step = currentStep(automation);
    if (!step) return finish(automation, world.clock.now());
    if ((await turn(world, automation, step)) === 'done') return;
  }
  if (!isOver(automation)) automation.nextAt = world.clock.now() + second;
}
