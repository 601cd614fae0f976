import type { Moment } from '../../../domain/part.ts';
import { type Answered, type Difference, dayWords } from '../../../domain/schedule/answered.ts';
import { nextRuns, type When, whenWords } from '../../../domain/schedule/when.ts';
import type { Schedule, Task } from '../../../domain/schedule.ts';

/** Told so much after its time, it says so. */
const lateMs = 10 * 60_000;
const mostNamed = 5;
const mostMissed = 1_000;

/** 'Parameters that expire soon on prod' */
export const headingOf = (forChannel: string, environment: string): string => `${forChannel} on ${environment}`;

/** '/a, /b and 3 more' */
function named(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}

/** What stands in the line above an answer, after its heading. `difference` undefined: there is no answer to compare. */
export function newsLine(schedule: Schedule, task: Task, difference: Exclude<Difference, 'same'> | undefined, now: number): string {
  const news = difference === undefined ? [] : [changed(schedule, difference, now)];
  return [...always(schedule), ...news, ...late(schedule, task, now)].join(' · ');
}

/** All that is said where nothing changed: one line. */
export function sameLine(schedule: Schedule, task: Task, heading: string, before: Answered, now: number): string {
  const { first, items } = before;
  const said =
    items.length > 0 || first === '' ? `${heading}: ${named(items.map(({ name }) => name)) || 'nothing new'}` : first.replace(/[.:]$/, '');
  const day = dayWords(before.at, now, schedule.when.zone);
  return [`As ${day}: ${said}`, ...always(schedule), ...late(schedule, task, now)].join(' · ');
}

const always = ({ when, creator }: Schedule): string[] => [whenWords(when), `by @${creator.name}`];

function changed({ last, when }: Schedule, difference: Exclude<Difference, 'same'>, now: number): string {
  if (difference === 'first' || !last) return 'for the first time';
  const { fresh, gone, other } = difference;
  const said = [
    ...(fresh.length > 0 ? [`new ${named(fresh)}`] : []),
    ...(gone.length > 0 ? [`gone ${named(gone)}`] : []),
    ...(other.length > 0 ? [`other ${named(other)}`] : []),
  ];
  const since = dayWords(last.at, now, when.zone).replace(/^on |^today at /, '');
  return `changed since ${since}${said.length > 0 ? `: ${said.join('; ')}` : ''}`;
}

/** Said where it was missed: once for all the times. */
function late({ when }: Schedule, { dueAt }: Task, now: number): string[] {
  if (now - dueAt < lateMs) return [];
  const since = nextRuns(when, dueAt, mostMissed).filter((at) => at <= now).length + 1;
  const day = dayWords(dueAt, now, when.zone);
  return [since === 1 ? `late: it was due ${day}` : `late: it was due ${since} times, first ${day}, and is told once`];
}

/** The times in the reader's own zone, and on the clocks of the schedule's. */
export function timesOf({ zone }: When, times: readonly number[]): (string | Moment)[] {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const own = times.flatMap((at, i): (string | Moment)[] => (i === 0 ? [{ at }] : [', then ', { at }]));
  return [...own, `. In ${zone}: ${times.map((at) => parts.format(at).replace(/^(\w+),/, '$1')).join('; ')}.`];
}
