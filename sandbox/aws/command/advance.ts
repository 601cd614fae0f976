import { isReachable, type Node } from '../node.ts';
import { stableFraction } from '../seed/stable.ts';
import { type Command, type Invocation, isError, isOver } from './command.ts';
import type { Outcome } from './outcome.ts';

/** What moving a command on needs to know of the world. */
export interface Fleet {
  node(id: string): Node | undefined;
  outcome(command: Command, invocation: Invocation, node: Node): Outcome;
}

const second = 1000;
const delayedAfter = 10 * second;
const cancelTakes = 1.5 * second;

/** From sending to the agent's start: a fraction of a second, its own for each machine. */
const deliveryTakes = (invocation: Invocation) => 200 + 600 * stableFraction(`delivery ${invocation.nodeId}`);

type Step = readonly [at: number, take: () => void];

function end(invocation: Invocation, state: Invocation['state'], at: number): void {
  invocation.state = state;
  invocation.endedAt = at;
}

/** When the agent gets it, if its machine can be reached. */
function arrival(invocation: Invocation, node: Node | undefined): number {
  if (!node || !isReachable(node)) return Number.POSITIVE_INFINITY;
  return Math.max((invocation.sentAt ?? 0) + deliveryTakes(invocation), node.backSince ?? 0);
}

/** When the run reports: never while its machine is away; a machine that went down in the middle lost it. */
function completion(command: Command, invocation: Invocation, node: Node | undefined): Step {
  const { startedAt = 0, outcome } = invocation;
  const never: Step = [Number.POSITIVE_INFINITY, () => {}];
  if (!node || !outcome || invocation.lost) return never;
  const timesOut = outcome.hangs === true || outcome.seconds > command.executionSeconds;
  const ran = startedAt + (timesOut ? command.executionSeconds : outcome.seconds) * second;
  if (!isReachable(node) && (node.awaySince ?? 0) <= ran) return never;
  const at = Math.max(ran, node.backSince ?? 0);
  const state = timesOut ? 'ExecutionTimedOut' : outcome.exitCode === 0 ? 'Success' : 'Failed';
  return [at, () => end(invocation, state, at)];
}

/** The next thing that happens to a machine's copy that has been sent. */
function nextStep(command: Command, invocation: Invocation, fleet: Fleet): Step {
  const node = fleet.node(invocation.nodeId);
  const { sentAt = 0, state } = invocation;
  if (state === 'Cancelling') {
    const at = (invocation.cancelAt ?? 0) + cancelTakes;
    return [at, () => end(invocation, 'Cancelled', at)];
  }
  if (state === 'InProgress') return completion(command, invocation, node);
  const arrives = arrival(invocation, node);
  const expires = sentAt + command.timeoutSeconds * second;
  const start = () => {
    if (!node) return;
    invocation.state = 'InProgress';
    invocation.startedAt = arrives;
    invocation.outcome = fleet.outcome(command, invocation, node);
  };
  const delay = () => {
    invocation.state = 'Delayed';
  };
  const steps: Step[] = [
    [arrives, start],
    [expires, () => end(invocation, 'DeliveryTimedOut', expires)],
  ];
  if (state === 'Pending') steps.push([sentAt + delayedAfter, delay]);
  return steps.reduce((first, step) => (step[0] < first[0] ? step : first));
}

/** Fills the free slots in order; ends what is waiting once the errors exceed MaxErrors. */
function send(command: Command, at: number): void {
  const waiting = command.invocations.filter((each) => each.state === 'Pending' && each.sentAt === undefined);
  if (command.invocations.filter(isError).length > command.maxErrors) {
    for (const invocation of waiting) end(invocation, 'Terminated', at);
    return;
  }
  const active = command.invocations.filter((each) => each.sentAt !== undefined && !isOver(each)).length;
  for (const invocation of waiting.slice(0, Math.max(0, command.maxConcurrency - active))) invocation.sentAt = at;
}

/** Brings a command to the given time, event by event. The machines must not change in between. */
export function advance(command: Command, now: number, fleet: Fleet): void {
  while (!command.invocations.every(isOver)) {
    send(command, command.movedTo);
    const active = command.invocations.filter((each) => each.sentAt !== undefined && !isOver(each));
    const expiry: Step = [
      command.expiresAt,
      () => {
        for (const each of command.invocations) if (!isOver(each)) end(each, 'DeliveryTimedOut', command.expiresAt);
      },
    ];
    if (command.invocations.every(isOver)) return; // what was waiting has just been terminated
    const steps = [expiry, ...active.map((invocation) => nextStep(command, invocation, fleet))];
    const [at, take] = steps.reduce((first, step) => (step[0] < first[0] ? step : first));
    if (at > now) {
      command.movedTo = Math.max(command.movedTo, now);
      return;
    }
    command.movedTo = Math.max(command.movedTo, at);
    take();
  }
}

/** Cancels a command, or its copies on the given machines: waiting ones at once, running ones shortly after. */
export function cancel(command: Command, now: number, nodeIds: readonly string[] | undefined): void {
  if (!nodeIds && !command.invocations.every(isOver)) command.cancelled = true;
  for (const invocation of command.invocations) {
    if (isOver(invocation) || invocation.state === 'Cancelling' || nodeIds?.includes(invocation.nodeId) === false) continue;
    if (invocation.state === 'InProgress') {
      invocation.state = 'Cancelling';
      invocation.cancelAt = now;
    } else end(invocation, 'Cancelled', now);
  }
}
