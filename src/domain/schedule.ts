import { ConflictError } from '../errors.ts';
import type { PersonRef } from './person.ts';
import type { Answered } from './schedule/answered.ts';
import { nextRun, type When } from './schedule/when.ts';

/** A look that is told to a channel again and again. */
export interface Schedule {
  readonly id: string;
  /** Counts the changes; each has one row in the audit. */
  readonly version: number;
  readonly auditHead: string;
  readonly state: ScheduleState;
  readonly changedAt: number;
  /** The look's declared name, and its input as its schema read it. */
  readonly look: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly environment: string;
  readonly when: When;
  /** `name` as policies know it, `title` as people do. */
  readonly channel: { readonly id: string; readonly name: string; readonly title: string };
  /** Whose rights it is looked at with: asked afresh each time. */
  readonly creator: PersonRef;
  readonly nextAt: number;
  /** Why it is paused, and by whom; nobody: by itself. */
  readonly paused?: { readonly by?: PersonRef | undefined; readonly why?: string | undefined } | undefined;
  /** What is being told, until it was. */
  readonly task?: Task | undefined;
  readonly last?: Answered | undefined;
}

export type ScheduleState = 'scheduled' | 'paused' | 'removed';

/** One telling: an answer of the look, or why the schedule paused itself. */
export interface Task {
  readonly kind: 'answer' | 'pause';
  /** Marks its messages, so that they are found after a crash. */
  readonly key: string;
  /** When it was to be told. */
  readonly dueAt: number;
  /** How often somebody took it; 0: nobody yet. */
  readonly attempt: number;
  /** When it was taken last. */
  readonly at: number;
}

export type ScheduleEvent =
  | { readonly kind: 'schedule-paused'; readonly by: PersonRef }
  | { readonly kind: 'schedule-stopped'; readonly why: string }
  | { readonly kind: 'schedule-resumed'; readonly by: PersonRef }
  | { readonly kind: 'schedule-removed'; readonly by: PersonRef }
  | { readonly kind: 'schedule-hurried'; readonly by: PersonRef }
  | { readonly kind: 'schedule-taken' }
  | { readonly kind: 'schedule-telling'; readonly task: Task }
  | { readonly kind: 'schedule-told'; readonly task: Task; readonly last?: Answered | undefined };

/** Who takes a telling has so long for it; each further try waits longer, up to an hour. */
const leaseMs = 5 * 60_000;
const mostLeases = 12;

/** When a worker must look at it. Undefined: only a person moves it. */
export function scheduleDueAt({ state, task, nextAt }: Pick<Schedule, 'state' | 'task' | 'nextAt'>): number | undefined {
  if (task) return task.at + leaseMs * Math.min(task.attempt, mostLeases);
  return state === 'scheduled' ? nextAt : undefined;
}

/** The schedule after an event. Throws ConflictError where it can not happen: somebody else did something before. */
export function scheduleAfter(schedule: Schedule, event: ScheduleEvent, now: number): Schedule {
  const changed: Schedule = { ...schedule, version: schedule.version + 1, changedAt: now };
  if (schedule.state === 'removed') throw new ConflictError('This schedule was removed.');
  switch (event.kind) {
    case 'schedule-taken':
      return { ...changed, ...taken(schedule, now) };
    case 'schedule-telling':
      // Whoever took it anew meanwhile tells it: two would post twice. From here on the time for it counts anew.
      return { ...changed, task: { ...mine(schedule, event.task), at: now } };
    case 'schedule-told':
      mine(schedule, event.task);
      return { ...changed, task: undefined, last: event.last ?? schedule.last };
    case 'schedule-stopped':
      if (schedule.state !== 'scheduled') throw new ConflictError('This schedule is paused already.');
      return {
        ...changed,
        state: 'paused',
        paused: { why: event.why },
        task: { kind: 'pause', key: `pause-${changed.version}`, dueAt: now, attempt: 0, at: now },
      };
    case 'schedule-paused':
      if (schedule.state !== 'scheduled') throw new ConflictError('This schedule is paused already.');
      return { ...changed, state: 'paused', paused: { by: event.by }, task: undefined };
    case 'schedule-resumed':
      if (schedule.state !== 'paused') throw new ConflictError('This schedule is not paused.');
      return { ...changed, state: 'scheduled', paused: undefined, task: undefined, nextAt: following(schedule, now) };
    case 'schedule-removed':
      return { ...changed, state: 'removed', task: undefined };
    case 'schedule-hurried':
      if (schedule.state !== 'scheduled') throw new ConflictError('This schedule is paused. Resume it first.');
      // Its usual times stay as they are: the next one is counted from now when this is taken.
      return { ...changed, nextAt: Math.min(schedule.nextAt, now) };
  }
}

/** Takes what is due: the next answer, or what nobody told in time. What was missed meanwhile is told once. */
function taken(schedule: Schedule, now: number): Pick<Schedule, 'task' | 'nextAt'> {
  if ((scheduleDueAt(schedule) ?? Number.POSITIVE_INFINITY) > now) throw new ConflictError('Nothing of this schedule is due.');
  const { task, nextAt } = schedule;
  const first: Task = { kind: 'answer', key: String(nextAt), dueAt: nextAt, attempt: 0, at: now };
  const taking = task ?? first;
  return {
    task: { ...taking, attempt: taking.attempt + 1, at: now },
    nextAt: nextAt <= now ? following(schedule, now) : nextAt,
  };
}

const following = ({ when }: Schedule, now: number): number => nextRun(when, now) ?? Number.MAX_SAFE_INTEGER;

function mine({ task }: Schedule, taken: Task): Task {
  if (task?.key !== taken.key || task.attempt !== taken.attempt) throw new ConflictError('Somebody else tells this.');
  return task;
}
