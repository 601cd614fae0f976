import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, duration, inTime, rate, seconds } from '../../src/domain/rate.ts';

describe('a rate', () => {
  test('in per cent is rounded down: never more than was asked for, and 100% is all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.nat(100_000), (percent, whole) => {
        const count = countOf(`${percent}%`, whole);
        expect(count * 100).toBeLessThanOrEqual(percent * whole);
        expect((count + 1) * 100).toBeGreaterThan(percent * whole);
        if (percent === 100) expect(count).toBe(whole);
      }),
    );
  });

  test('as a number is that number, whatever the whole', () => {
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.nat(), (count, whole) => {
        expect(countOf(String(count), whole)).toBe(count);
      }),
    );
  });

  test.each(['0', '10', '100%', '0%', '007'])('%s is one', (given) => expect(rate.safeParse(given).success).toBe(true));
  test.each(['', '101%', '-1', '1.5', '20 %', '%', 'all', '10%%', '12345678', '1e3', '١٠'])('"%s" is none', (given) =>
    expect(rate.safeParse(given).error?.issues[0]?.message).toBe('write a number (10) or a percentage (20%)'),
  );
});

describe('a time', () => {
  test.each([
    ['90s', 90],
    ['10m', 600],
    ['2h', 7_200],
    ['99999s', 99_999],
  ])('%s is %i seconds', (given, wanted) => {
    expect(duration.safeParse(given).success).toBe(true);
    expect(seconds(given)).toBe(wanted);
  });

  test.each(['', '0s', '10', 'm', '1d', '-5m', '1.5h', '10 m', '100000s'])('"%s" is none', (given) =>
    expect(duration.safeParse(given).success).toBe(false),
  );

  test.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [-3, '0 s'],
    [59.6, '1 min'],
    [60, '1 min'],
    [192, '3 min 12 s'],
    [3_599, '59 min 59 s'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
    [172_800, '48 h'],
  ])('of %d s is said as "%s"', (whole, said) => expect(inTime(whole)).toBe(said));

  test('is never said as 60 of a smaller unit, and longer times are never said shorter', () => {
    const back = (said: string) =>
      [...said.matchAll(/(\d+) (h|min|s)/g)].reduce((sum, [, n, unit]) => sum + Number(n) * { h: 3_600, min: 60, s: 1 }[unit as 'h'], 0);
    fc.assert(
      fc.property(fc.nat(400_000), (whole) => {
        const said = inTime(whole);
        expect(said).not.toMatch(/\b60 (s|min)/);
        expect(back(said)).toBeLessThanOrEqual(whole);
        expect(whole - back(said)).toBeLessThan(whole < 3_600 ? 1 : 60);
      }),
    );
  });
});
