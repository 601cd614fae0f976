import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../../src/domain/freeze.ts';
import type { Part } from '../../src/domain/part.ts';
import { answeredBy, dayWords, differenceOf } from '../../src/domain/schedule/answered.ts';
import { nextRun, nextRuns, parseWhen, whenWords } from '../../src/domain/schedule/when.ts';
import { type Schedule, type ScheduleEvent, scheduleAfter, scheduleDueAt } from '../../src/domain/schedule.ts';
import { ConflictError, UserError } from '../../src/errors.ts';
import { ana } from './samples.ts';

const day = 86_400_000;
const minute = 60_000;

describe('when', () => {
  test.each([
    ['weekdays 9:00 Europe/Berlin', '0 9 * * 1-5', 'Europe/Berlin'],
    ['Daily at 18:30', '30 18 * * *', 'UTC'],
    ['mondays 08:00 america/new_york', '0 8 * * 1', 'America/New_York'],
    ['mon,thursdays 8:05', '5 8 * * 1,4', 'UTC'],
    ['weekends 23:59', '59 23 * * 0,6', 'UTC'],
    ['monthly 1 9:00', '0 9 1 * *', 'UTC'],
    ['monthly last 9:00 Asia/Tokyo', '0 9 L * *', 'Asia/Tokyo'],
    ['0 9 * * 1-5', '0 9 * * 1-5', 'UTC'],
    ['*/60 * 1,15 * MON Africa/Lagos', '*/60 * 1,15 * MON', 'Africa/Lagos'],
  ])('%s is understood, and what it says reads back as the same', (text, cron, zone) => {
    const when = parseWhen(text, 'UTC');
    expect(when).toMatchObject({ cron, zone });
    expect(parseWhen(whenWords(when), 'Europe/Paris')).toEqual(when);
  });

  test.each([
    ['', /no time that comes again/],
    ['sometimes 9:00', /Write "weekdays 9:00"/],
    ['daily 24:00', /no time that comes again/],
    ['daily', /no time that comes again/],
    ['daily 9:00 Europe/Berlni', /no time zone "Europe\/Berlni"/],
    ['daily 9:00 +02:00', /no time zone/],
    ['daily 9:00 UTC please', /no time that comes again/],
    ['monthly 31 9:00', /no day that every month has/],
    ['* * * * *', /more than once an hour/],
    ['0,59 * * * *', /more than once an hour/],
    ['0 9 30 2 *', /never comes/],
    ['61 9 * * *', /no time that comes again/],
    ['@daily', /no time that comes again/],
  ])('%s is refused with what is right', (text, words) => {
    expect(() => parseWhen(text, 'UTC')).toThrow(UserError);
    expect(() => parseWhen(text, 'UTC')).toThrow(words);
  });

  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', 'UTC'];
  const times = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) });
  /** Around the changes of both hemispheres of some years, and anywhere. */
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2035, 0, 1) }),
    fc
      .tuple(fc.constantFrom(2024, 2025, 2026, 2027), fc.constantFrom(2, 3, 8, 9, 10), fc.integer({ min: 0, max: 31 * day }))
      .map(([year, month, ms]) => Date.UTC(year, month, 1) + ms),
  );
  const two = (n: number) => String(n).padStart(2, '0');
  const dateIn = (zone: string, at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);

  test('a daily time is that of the local clocks on each day, also where they are changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), times, moments, (zone, { hour, minute }, after) => {
        const when = parseWhen(`daily ${hour}:${two(minute)} ${zone}`, 'UTC');
        const runs = nextRuns(when, after, 4);
        // Another way to the same: the date's own instant of that time.
        const start = Date.parse(`${dateIn(zone, after)}T00:00:00Z`);
        const dates = [0, 1, 2, 3, 4, 5].map((n) => new Date(start + n * day).toISOString().slice(0, 10));
        const wanted = dates.map((date) => instant(`${date}T${two(hour)}:${two(minute)}`, zone)).filter((at) => at > after);
        expect(runs).toEqual(wanted.slice(0, 4));
      }),
      { numRuns: 400 },
    );
  });

  test('whenever it is asked, the next run is the first one that is not over', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('weekdays 2:30', 'monthly 28 1:45', '0 */3 * * *'),
        moments,
        (zone, words, at) => {
          const when = parseWhen(`${words} ${zone}`, 'UTC');
          const next = nextRun(when, at) as number;
          expect(next).toBeGreaterThan(at);
          const between = at + Math.floor((next - at) / 2);
          expect(nextRun(when, between)).toBe(next);
          expect(nextRun(when, next - 1)).toBe(next);
          expect(nextRun(when, next)).toBeGreaterThan(next);
        },
      ),
    );
  });
});

describe('what changed', () => {
  const entry = (heading: string, at: number): Part => ({ kind: 'entry', heading, words: ['AWS deletes it ', { at }] });
  const answer = (...parts: Part[]) => answeredBy([{ kind: 'text', text: 'Soon:' }, ...parts], 1);

  test('is what is new, what is gone and what is said otherwise', () => {
    const before = answer(entry('/a', 1), entry('/b', 1), entry('/b', 2), entry('/c', 1));
    const now = answer(entry('/b', 1), entry('/b', 3), entry('/c', 1), entry('/d', 1));
    expect(differenceOf(before, now)).toEqual({ fresh: ['/d'], gone: ['/a'], other: ['/b'] });
    expect(differenceOf(undefined, now)).toBe('first');
  });

  test('buttons are no change', () => {
    expect(differenceOf(answer(entry('/a', 1)), answer(entry('/a', 1), { kind: 'lines', lines: [{ label: 'x', line: '/ssm y' }] }))).toBe(
      'same',
    );
  });

  test('an answer is the same as itself, and what is named as new and gone is so', () => {
    const answers = fc.array(fc.tuple(fc.constantFrom('/a', '/b', '/c', '/d'), fc.integer({ min: 0, max: 2 })), { maxLength: 6 });
    fc.assert(
      fc.property(answers, answers, (then, today) => {
        const [before, now] = [then, today].map((all) => answer(...all.map(([name, at]) => entry(name, at)))) as [never, never];
        expect(differenceOf(now, now)).toBe('same');
        const found = differenceOf(before, now);
        if (typeof found === 'string') return;
        const had = new Set(then.map(([name]) => name));
        const has = new Set(today.map(([name]) => name));
        expect(found.fresh).toEqual([...has].filter((name) => !had.has(name)));
        expect(found.gone).toEqual([...had].filter((name) => !has.has(name)));
      }),
    );
  });

  test('the day of the last one is said by the clocks of the zone', () => {
    const now = Date.parse('2026-11-25T08:00:00Z');
    const said = (iso: string, zone = 'Europe/Berlin') => dayWords(Date.parse(iso), now, zone);
    expect(said('2026-11-25T06:00:00Z')).toBe('today at 07:00');
    expect(said('2026-11-24T22:30:00Z')).toBe('yesterday');
    expect(said('2026-11-24T23:30:00Z')).toBe('today at 00:30');
    expect(said('2026-11-20T08:00:00Z')).toBe('on Friday');
    expect(said('2026-11-10T08:00:00Z')).toBe('on 10 Nov 2026');
  });
});

describe('a schedule', () => {
  const start = Date.parse('2026-11-25T10:00:00Z');
  const when = parseWhen('daily 9:00', 'UTC');
  const due = nextRun(when, start) as number;
  const fresh: Schedule = {
    id: 'a1',
    version: 1,
    auditHead: '',
    state: 'scheduled',
    changedAt: start,
    look: 'param.expiring',
    input: {},
    environment: 'prod',
    when,
    channel: { id: 'C1', name: 'ops', title: '#ops' },
    creator: ana,
    nextAt: due,
  };
  const take = (schedule: Schedule, at: number) => scheduleAfter(schedule, { kind: 'schedule-taken' }, at);
  const taskOf = ({ task }: Schedule) => task as NonNullable<Schedule['task']>;

  test('that is due is taken by one, and by another only when that one had its time', () => {
    expect(() => take(fresh, due - 1)).toThrow(ConflictError);
    const taken = take(fresh, due);
    expect(taken).toMatchObject({ nextAt: due + day, task: { kind: 'answer', dueAt: due, attempt: 1 } });
    expect(() => take(taken, due + minute)).toThrow(ConflictError);
    const again = take(taken, scheduleDueAt(taken) as number);
    expect(again.task).toMatchObject({ key: taskOf(taken).key, attempt: 2 });
    // Who was too slow may tell it no more.
    for (const kind of ['schedule-telling', 'schedule-told'] as const)
      expect(() => scheduleAfter(again, { kind, task: taskOf(taken) }, due)).toThrow(ConflictError);
    expect(scheduleAfter(again, { kind: 'schedule-told', task: taskOf(again) }, due)).toMatchObject({ task: undefined, nextAt: due + day });
  });

  test('that was missed many times is due once, and then at its next time', () => {
    const late = due + 5 * day + minute;
    const taken = take(fresh, late);
    expect(taken).toMatchObject({ task: { dueAt: due }, nextAt: due + 6 * day });
    const told = scheduleAfter(taken, { kind: 'schedule-told', task: taskOf(taken) }, late);
    expect(scheduleDueAt(told)).toBe(due + 6 * day);
  });

  test('that is asked for at once keeps its usual times', () => {
    const hurried = scheduleAfter(fresh, { kind: 'schedule-hurried', by: ana }, start);
    expect(scheduleDueAt(hurried)).toBe(start);
    expect(take(hurried, start).nextAt).toBe(due);
  });

  test('that is paused tells nothing, not even what was begun, and resumed goes on with its next time', () => {
    const taken = take(fresh, due);
    const paused = scheduleAfter(taken, { kind: 'schedule-paused', by: ana }, due);
    expect(scheduleDueAt(paused)).toBeUndefined();
    expect(() => scheduleAfter(paused, { kind: 'schedule-telling', task: taskOf(taken) }, due)).toThrow(ConflictError);
    expect(() => scheduleAfter(paused, { kind: 'schedule-hurried', by: ana }, due)).toThrow(/Resume it first/);
    expect(scheduleAfter(paused, { kind: 'schedule-resumed', by: ana }, due + 3 * day)).toMatchObject({ nextAt: due + 4 * day });
  });

  test('that paused itself still has to say so, and one that was removed has nothing to say', () => {
    const stopped = scheduleAfter(take(fresh, due), { kind: 'schedule-stopped', why: 'gone' }, due);
    expect(scheduleDueAt(stopped)).toBe(due);
    expect(take(stopped, due).task).toMatchObject({ kind: 'pause', attempt: 1 });
    const removed = scheduleAfter(stopped, { kind: 'schedule-removed', by: ana }, due);
    expect(scheduleDueAt(removed)).toBeUndefined();
    const events: ScheduleEvent[] = [{ kind: 'schedule-resumed', by: ana }, { kind: 'schedule-taken' }];
    for (const event of events) expect(() => scheduleAfter(removed, event, due + day)).toThrow(ConflictError);
  });
});
