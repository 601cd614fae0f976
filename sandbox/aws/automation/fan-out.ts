import { randomUUID } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { placeOf, type World } from '../world.ts';
import { chainedSession } from './assume.ts';
import { create, findDefinition } from './create.ts';
import { type Automation, isOver, type Job } from './execution.ts';
import { readParameters } from './given.ts';
import { jobsOf } from './jobs.ts';
import { overallStatus, type Progress, startable } from './rate.ts';

const second = 1000;

export const progressOf = ({ child, failure }: Job): Progress => (failure === undefined ? child?.status : 'Unstartable');

/** Starts what a parent runs for one target, as the parent's own caller. */
function startForTarget(world: World, parent: Automation, job: Job): Automation {
  const { place, document, version, runbook, executedBy, caller, crossAccount } = parent;
  return create(world, {
    id: randomUUID(),
    place,
    definition: { document, version, runbook },
    input: { DocumentName: document.name, Parameters: asInput(job) },
    parameters: readParameters(runbook, job.parameters),
    executedBy,
    caller,
    parentId: parent.id,
    target: job.target,
    crossAccount,
  });
}

const asInput = ({ parameters }: Job) => Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));

/** Starts what a parent runs in one account and region, as the role that it has there. */
async function startInLocation(world: World, parent: Automation, job: Job): Promise<Automation | string> {
  const { account = '', region = '', role = '' } = job.location ?? {};
  const place = placeOf(world, account, region);
  if (!place) return `The Region ${region} of account ${account} is not available.`;
  const id = randomUUID();
  const arn = `arn:aws:iam::${account}:role/${role}`;
  const caller = await chainedSession(world, place, parent.caller, arn, id);
  if (!caller) return `The role ${arn} cannot be assumed by ${parent.caller.arn}.`;
  const definition = findDefinition(place, parent.document.name, parent.version.version);
  const { TargetLocations: _locations, ClientToken: _token, Tags: _tags, ...input } = parent.input;
  const fanOut = input.TargetParameterName === undefined ? undefined : jobsOf(place, definition, input);
  return create(world, {
    id,
    place,
    definition,
    input: { ...input, Parameters: asInput(job) },
    parameters: readParameters(definition.runbook, job.parameters, input.TargetParameterName),
    executedBy: parent.executedBy,
    caller,
    parentId: parent.id,
    target: job.target,
    crossAccount: true,
    ...(fanOut && { fanOut }),
  });
}

async function launch(world: World, parent: Automation, job: Job): Promise<void> {
  try {
    const started = job.location ? await startInLocation(world, parent, job) : startForTarget(world, parent, job);
    if (typeof started === 'string') job.failure = started;
    else job.child = started;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    job.failure = error.message;
  }
}

function cancelChild(child: Automation, stop: NonNullable<Automation['stop']>): void {
  if (isOver(child) || child.stop) return;
  child.stop = stop;
  child.nextAt = stop.at;
}

/** Brings an execution with targets as far as it comes now: starts what may be started, and sums up what is over. */
export async function moveFanOut(world: World, parent: Automation): Promise<void> {
  const { fanOut, stop } = parent;
  if (!fanOut) return;
  const now = world.clock.now();
  const { jobs } = fanOut;
  const waiting = jobs.filter((job) => progressOf(job) === undefined);
  for (const job of waiting.slice(0, startable(jobs.map(progressOf), fanOut, stop !== undefined))) await launch(world, parent, job);
  if (stop?.type === 'Cancel') for (const { child } of jobs) if (child) cancelChild(child, stop);
  const status = overallStatus(jobs.map(progressOf), fanOut, stop?.type);
  parent.status = status ?? (stop?.type === 'Cancel' ? 'Cancelling' : 'InProgress');
  parent.nextAt = status ? Number.POSITIVE_INFINITY : now + Math.max(second, (now - parent.startedAt) / 10);
  if (!status) return;
  parent.endedAt = now;
  const failures = jobs.flatMap(({ child, failure }) => failure ?? child?.failureMessage ?? []);
  if (status === 'Failed' && failures[0] !== undefined) parent.failureMessage = failures[0];
}
