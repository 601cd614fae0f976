import { Cron } from 'croner';
import { UserError } from '../../errors.ts';

/** When something comes again and again, by the clocks of a zone. */
export interface When {
  /** As people read it: 'weekdays 9:00'. */
  readonly words: string;
  /** Minute, hour, day, month, weekday. */
  readonly cron: string;
  /** IANA: 'Europe/Berlin'. */
  readonly zone: string;
}

const hourMs = 3_600_000;
const right =
  'Write "weekdays 9:00", "daily 18:30", "mondays 8:00", "monthly 1 9:00", or five fields of cron such as "0 9 * * 1-5"; then, if you like, a zone such as Europe/Berlin';

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const spans: Readonly<Record<string, string>> = { daily: '*', weekdays: '1-5', weekends: '0,6' };

/**
 * Reads 'weekdays 9:00 Europe/Berlin', 'mondays,thursdays 8:00', 'monthly last 9:00' or '0 9 * * 1-5'.
 * `zone` holds where none is named. Throws UserError, also for what never comes or comes more than once an hour.
 */
export function parseWhen(text: string, zone: string): When {
  const [first = '', ...rest] = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== 'at');
  const name = first.toLowerCase();
  const weekdays = spans[name] ?? weekdaysIn(name);
  if (name === 'monthly') {
    const [day = '', time = '', ...after] = rest;
    return checked({ words: `monthly ${day} ${time}`, cron: `${timeOf(time, text)} ${dayOf(day)} * *`, zone: zoneOf(after, zone, text) });
  }
  if (weekdays !== undefined) {
    const [time = '', ...after] = rest;
    return checked({ words: `${name} ${time}`, cron: `${timeOf(time, text)} * * ${weekdays}`, zone: zoneOf(after, zone, text) });
  }
  const cron = [first, ...rest.slice(0, 4)].join(' ');
  if (rest.length < 4 || !/^[\d*]/.test(first)) throw wrong(text);
  return checked({ words: cron, cron, zone: zoneOf(rest.slice(4), zone, text) });
}

const wrong = (text: string): UserError => new UserError(`"${text.slice(0, 80)}" is no time that comes again and again. ${right}.`);

/** 'mondays', 'mon', 'mondays,thursdays'; undefined: these are no days. */
function weekdaysIn(words: string): string | undefined {
  const found = words.split(',').map((word) => days.findIndex((day) => word === day || word === `${day}s` || word === day.slice(0, 3)));
  return found.includes(-1) ? undefined : found.join(',');
}

/** 'MINUTE HOUR' of cron. */
function timeOf(time: string, text: string): string {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) throw wrong(text);
  return `${Number(minute)} ${Number(hour)}`;
}

function dayOf(day: string): string {
  if (day.toLowerCase() === 'last') return 'L';
  const number = /^\d{1,2}$/.test(day) ? Number(day) : 0;
  // A month without a 30th would be left out in silence.
  if (number < 1 || number > 28) throw new UserError(`"${day}" is no day that every month has. Write 1 to 28, or last: monthly last 9:00.`);
  return String(number);
}

/** The zone as the list of zones writes it. */
function zoneOf(words: readonly string[], usual: string, text: string): string {
  const [given, ...more] = words;
  if (given === undefined) return usual;
  if (more.length > 0) throw wrong(text);
  try {
    // Intl takes offsets such as +02:00 too, which know no summer time.
    if (!/^[A-Za-z]/.test(given)) throw new RangeError(given);
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions();
    return timeZone.toLowerCase() === given.toLowerCase() ? timeZone : given;
  } catch {
    throw new UserError(`There is no time zone "${given}". Write it like Europe/Berlin, America/New_York or UTC.`);
  }
}

/** So many runs are looked at: minutes that are too close come in each of them. */
const lookedAt = 60;

function checked(when: When): When {
  // Of UTC, whose hours all have sixty minutes.
  const runs = runsOf({ ...when, zone: 'UTC' }, Date.UTC(2024, 0, 1), lookedAt);
  if (runs.length === 0) throw new UserError(`"${when.words}" never comes. ${right}.`);
  if (runs.some((run, i) => i > 0 && run - (runs[i - 1] ?? 0) < hourMs))
    throw new UserError(`"${when.words}" comes more than once an hour: nobody reads that. Name one minute: "0 * * * *" is each hour.`);
  return when;
}

function runsOf({ words, cron, zone }: When, after: number, count: number): number[] {
  try {
    return new Cron(cron, { timezone: zone, mode: '5-part' }).nextRuns(count, new Date(after)).map((run) => run.getTime());
  } catch {
    throw new UserError(`"${words}" is no time that comes again and again. ${right}.`);
  }
}

/**
 * The next times after that one; milliseconds since 1970. A local time that the clocks skip is the moment when they do, one
 * that they show twice is the first.
 */
export const nextRuns = (when: When, after: number, count: number): number[] => runsOf(when, after, count);

export const nextRun = (when: When, after: number): number | undefined => runsOf(when, after, 1)[0];

/** 'weekdays 9:00 Europe/Berlin': reads back as the same. */
export const whenWords = ({ words, zone }: When): string => `${words} ${zone}`;
