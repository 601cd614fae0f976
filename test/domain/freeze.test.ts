import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Freeze, freezesAt, instant, spanFrom } from '../../src/domain/freeze.ts';

const berlin = 'Europe/Berlin';
const minute = 60_000;
const hour = 60 * minute;
const utc = (text: string): number => Date.parse(`${text}:00Z`);
const shown = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 16));

const dated = (from: string, to: string, more: Partial<Freeze> = {}): Freeze => ({ name: 'f', timezone: berlin, ...more, from, to });
const repeated = (cron: string, hours: number, more: Partial<Freeze> = {}): Freeze => ({
  name: 'f',
  timezone: berlin,
  ...more,
  cron,
  forMs: hours * hour,
});
const times = (freeze: Freeze, at: string): (string | undefined)[] => {
  const span = spanFrom(freeze, utc(at));
  return [shown(span?.from), shown(span?.until)];
};

describe('a freeze by dates', () => {
  test('lasts from one local time to another, and is over then', () => {
    const freeze = dated('2026-12-18T18:00', '2027-01-04T08:00');
    expect(times(freeze, '2026-11-25T00:00')).toEqual(['2026-12-18T17:00', '2027-01-04T07:00']);
    expect(freezesAt([freeze], 'prod', utc('2026-12-18T16:59'))).toEqual([]);
    expect(freezesAt([freeze], 'prod', utc('2026-12-18T17:00'))).toHaveLength(1);
    expect(freezesAt([freeze], 'prod', utc('2027-01-04T07:00') - 1)).toHaveLength(1);
    expect(freezesAt([freeze], 'prod', utc('2027-01-04T07:00'))).toEqual([]);
    expect(spanFrom(freeze, utc('2027-01-04T07:00'))).toBeUndefined();
  });

  test('without times lasts for whole days, the last one too', () => {
    expect(times(dated('2026-12-24', '2026-12-26'), '2026-12-01T00:00')).toEqual(['2026-12-23T23:00', '2026-12-26T23:00']);
    expect(times(dated('2026-12-31', '2026-12-31', { timezone: 'Asia/Kolkata' }), '2026-12-01T00:00')).toEqual([
      '2026-12-30T18:30',
      '2026-12-31T18:30',
    ]);
  });

  test('that names a time which the clocks skip begins, or ends, when they skip it', () => {
    // 2026-03-29: from 02:00 to 03:00 at 01:00 UTC.
    expect(times(dated('2026-03-29T02:30', '2026-03-29T12:00'), '2026-03-01T00:00')[0]).toBe('2026-03-29T01:00');
    expect(times(dated('2026-03-28T12:00', '2026-03-29T02:30'), '2026-03-01T00:00')[1]).toBe('2026-03-29T01:00');
  });

  test('that names a time of the doubled hour covers both: it begins at the first and ends at the second', () => {
    // 2026-10-25: from 03:00 back to 02:00 at 01:00 UTC.
    expect(times(dated('2026-10-25T02:30', '2026-10-25T12:00'), '2026-10-01T00:00')[0]).toBe('2026-10-25T00:30');
    expect(times(dated('2026-10-24T12:00', '2026-10-25T02:30'), '2026-10-01T00:00')[1]).toBe('2026-10-25T01:30');
  });

  test('where a country leaves out a day begins with the next', () => {
    // Samoa had no 30 December 2011.
    expect(shown(instant('2011-12-30T12:00', 'Pacific/Apia'))).toBe('2011-12-30T10:00');
  });

  test.each(['2026-02-30', '2026-13-01', '2026-12-20T24:00', '2026-12-20T18', '20.12.2026', 'tomorrow', ''])(
    'knows that "%s" is no time',
    (text) => {
      expect(instant(text, berlin)).toBeNaN();
    },
  );
});

describe('a freeze by cron', () => {
  const weekend = repeated('0 18 * * FRI', 62);

  test('is active for its time after each start, and names the next start before', () => {
    expect(times(weekend, '2026-11-25T02:00')).toEqual(['2026-11-27T17:00', '2026-11-30T07:00']);
    expect(freezesAt([weekend], 'prod', utc('2026-11-27T17:00') - 1)).toEqual([]);
    expect(freezesAt([weekend], 'prod', utc('2026-11-27T17:00'))).toEqual([
      { name: 'f', from: utc('2026-11-27T17:00'), until: utc('2026-11-30T07:00') },
    ]);
    expect(freezesAt([weekend], 'prod', utc('2026-11-30T07:00'))).toEqual([]);
    expect(times(weekend, '2026-11-30T07:00')[0]).toBe('2026-12-04T17:00');
  });

  test('lasts as long as it says, also over a change of the clocks', () => {
    // Friday 18:00 of summer, and 62 hours later it is 07:00 of winter; in spring 09:00 of summer.
    expect(times(weekend, '2026-10-24T12:00')).toEqual(['2026-10-23T16:00', '2026-10-26T06:00']);
    expect(times(weekend, '2026-03-28T12:00')).toEqual(['2026-03-27T17:00', '2026-03-30T07:00']);
  });

  test('at a time that the clocks skip begins when they do, and at one that they show twice begins once', () => {
    expect(times(repeated('30 2 * * SUN', 1), '2026-03-28T12:00')).toEqual(['2026-03-29T01:00', '2026-03-29T02:00']);
    const autumn = repeated('30 2 * * SUN', 1);
    expect(times(autumn, '2026-10-24T12:00')).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']);
    expect(times(autumn, '2026-10-25T01:30')[0]).toBe('2026-11-01T01:30');
  });

  test('whose runs touch is one span', () => {
    expect(times(repeated('0 0 * * SAT,SUN', 24), '2026-11-28T12:00')).toEqual(['2026-11-27T23:00', '2026-11-29T23:00']);
    expect(times(repeated('0 0 * * SAT,SUN', 24), '2026-11-29T12:00')).toEqual(['2026-11-27T23:00', '2026-11-29T23:00']);
    // The day of 25 hours has one that is free; 25 hours a day leave none.
    expect(times(repeated('0 0 * * *', 24), '2026-11-29T12:00')).toEqual(['2026-10-25T23:00', '2027-10-31T22:00']);
    expect(spanFrom(repeated('0 0 * * *', 25), utc('2026-11-29T12:00'))?.until).toBe(Number.POSITIVE_INFINITY);
  });

  test('that never comes has no span', () => {
    expect(spanFrom(repeated('0 0 30 2 *', 5), utc('2026-11-25T00:00'))).toBeUndefined();
  });
});

test('of several freezes those are told that are active in the environment, in their order', () => {
  const all = [
    dated('2026-12-01', '2026-12-31', { name: 'december' }),
    dated('2026-12-10', '2026-12-20', { name: 'elsewhere', environments: ['staging'] }),
    dated('2026-12-24', '2026-12-26', { name: 'holidays', environments: ['prod', 'dev'] }),
    dated('2026-11-01', '2026-11-30', { name: 'over' }),
  ];
  const names = (environment: string, at: string) => freezesAt(all, environment, utc(at)).map(({ name }) => name);
  expect(names('prod', '2026-12-15T12:00')).toEqual(['december']);
  expect(names('staging', '2026-12-15T12:00')).toEqual(['december', 'elsewhere']);
  expect(names('prod', '2026-12-25T12:00')).toEqual(['december', 'holidays']);
  expect(names('prod', '2027-02-01T12:00')).toEqual([]);
  expect(freezesAt([], 'prod', utc('2026-12-25T12:00'))).toEqual([]);
});

/** Every minute of three weeks, with what the clocks show then: the truth that the rest is held against. */
function walk(timeZone: string, from: string) {
  const style = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const start = utc(from);
  return Array.from({ length: 21 * 24 * 60 }, (_, i) => {
    const at = start + i * minute;
    const [, day = '', month = '', year = '', hours = '', minutes = ''] = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(style.format(at)) ?? [];
    const date = `${year}-${month}-${day}`;
    return { at, date, local: Date.parse(`${date}T${hours}:${minutes}Z`), weekday: new Date(`${date}T00:00:00Z`).getUTCDay() };
  });
}

const walks = [
  { zone: berlin, minutes: walk(berlin, '2026-03-18T00:00') },
  { zone: berlin, minutes: walk(berlin, '2026-10-14T00:00') },
  // By half an hour, and at another time of the day.
  { zone: 'Australia/Lord_Howe', minutes: walk('Australia/Lord_Howe', '2026-09-24T00:00') },
] as const;
type Minutes = (typeof walks)[number]['minutes'];

/** Spans that a list of runs makes, each of so many minutes. */
function spansOf(runs: readonly number[], forMs: number): { from: number; until: number }[] {
  const spans: { from: number; until: number }[] = [];
  for (const run of runs) {
    const last = spans.at(-1);
    if (last && run <= last.until) last.until = run + forMs;
    else spans.push({ from: run, until: run + forMs });
  }
  return spans;
}

const anyWalk = fc.constantFrom(...walks);
const anyMoments = fc.array(fc.integer({ min: 7 * 24 * 60, max: 14 * 24 * 60 }), { minLength: 1, maxLength: 8 });

test('by cron, any freeze is active exactly when a walk through the minutes says so, in whatever order it is asked', () => {
  const weekdays = fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }), { nil: undefined });
  const anyHour = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(1, 2, 3) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 23 }) });
  const anyCron = fc.record({ minutes: fc.integer({ min: 0, max: 59 }), hours: fc.option(anyHour, { nil: undefined }), weekdays });
  fc.assert(
    fc.property(anyWalk, anyCron, fc.integer({ min: 1, max: 3 * 24 * 60 }), anyMoments, ({ zone, minutes }, when, length, moments) => {
      const { hours, weekdays } = when;
      const forMs = length * minute;
      const cron = `${when.minutes} ${hours ?? '*'} * * ${weekdays?.join(',') ?? '*'}`;
      const freeze: Freeze = { name: 'f', timezone: zone, cron, forMs };
      const spans = spansOf(runsOf(minutes, when.minutes, hours, weekdays), forMs);
      const [first, last] = [minutes[0]?.at ?? 0, minutes.at(-1)?.at ?? 0];
      for (const moment of moments) {
        const at = (minutes[moment]?.at ?? 0) + 30_000;
        const truth = spans.find(({ until }) => until > at);
        const isActive = truth !== undefined && truth.from <= at;
        expect(freezesAt([freeze], 'prod', at)).toHaveLength(isActive ? 1 : 0);
        const span = spanFrom(freeze, at);
        if (truth && truth.from - forMs > first) expect(span?.from).toBe(truth.from);
        if (truth && truth.until + 24 * hour < last) expect(span?.until).toBe(truth.until);
      }
    }),
    { numRuns: 100 },
  );
});

/** As cron does it: with one hour and minute at the first moment of the day that is not earlier, else whenever the clocks show it. */
function runsOf(minutes: Minutes, m: number, h: number | undefined, weekdays: readonly number[] | undefined): number[] {
  const onDay = minutes.filter(({ weekday }) => weekdays?.includes(weekday) ?? true);
  if (h === undefined) return onDay.filter(({ local }) => local % hour === m * minute).map(({ at }) => at);
  const firsts = new Map<string, number>();
  for (const { at, date, local } of onDay) if (local % (24 * hour) >= h * hour + m * minute && !firsts.has(date)) firsts.set(date, at);
  return [...firsts.values()];
}

test('by dates, any freeze is active whenever the clocks show a time between them, and never before or after', () => {
  const anyMinute = fc.integer({ min: 5 * 24 * 60, max: 16 * 24 * 60 });
  fc.assert(
    fc.property(anyWalk, anyMinute, anyMinute, anyMoments, ({ zone, minutes }, one, other, moments) => {
      // As UTC would show it: some of these the zone's clocks skip.
      const [from = '', to = ''] = [one, other + 1].map((i) => shown((minutes[0]?.at ?? 0) + i * minute)).sort();
      const [begins, ends] = [utc(from), utc(to)];
      const inside = minutes.filter(({ local }) => begins <= local && local < ends).map(({ at }) => at);
      const freeze = dated(from, to, { timezone: zone });
      const [first, last] = [inside[0], inside.at(-1)];
      for (const moment of moments) {
        const at = (minutes[moment]?.at ?? 0) + 30_000;
        const isActive = first !== undefined && last !== undefined && first <= at && at < last + minute;
        expect(freezesAt([freeze], 'prod', at)).toHaveLength(isActive ? 1 : 0);
      }
    }),
    { numRuns: 200, examples: walks.map((each) => [each, 10 * 24 * 60 + 150, 12 * 24 * 60, [10 * 24 * 60]] as never) },
  );
});

test('asking costs next to nothing: every decision asks', () => {
  const all = [
    ...['0 18 * * FRI', '0 22 * * *', '0 0 1 * *', '30 2 * * SUN'].map((cron) => repeated(cron, 4)),
    dated('2026-12-18', '2027-01-04'),
  ];
  const from = utc('2026-11-25T00:00');
  const rounds = 20_000;
  const before = process.cpuUsage();
  for (let i = 0; i < rounds; i += 1) freezesAt(all, 'prod', from + i * 100);
  const { user, system } = process.cpuUsage(before);
  const microseconds = (user + system) / rounds;
  expect(microseconds).toBeLessThan(50);
});
