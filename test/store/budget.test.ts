import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBudget, type Rate } from '../../src/store/budget.ts';
import { emptyStore } from './redis.ts';

let stores: Redis[];
beforeAll(async () => {
  stores = [await emptyStore(), await emptyStore(), await emptyStore()];
});
afterAll(() => {
  for (const redis of stores) redis.disconnect();
});
beforeEach(() => (stores[0] as Redis).flushdb());

const takers = () => stores.map((redis) => createBudget(redis).take);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Taken {
  readonly asked: number;
  readonly answered: number;
}

/** Several take as fast as they are allowed to, for so long. Each was given one between its asking and the answer. */
async function takeFor(ms: number, rate: Rate): Promise<Taken[]> {
  const got: Taken[] = [];
  const end = performance.now() + ms;
  const taking = takers().map(async (take) => {
    while (performance.now() < end) {
      const asked = performance.now();
      const wait = await take(rate);
      if (wait === 0) got.push({ asked, answered: performance.now() });
      else await pause(Math.min(wait, 20));
    }
  });
  await Promise.all(taking);
  return got.sort((a, b) => a.asked - b.asked);
}

test('several takers together never get more than the rate and its burst, in no window', async () => {
  const rate: Rate = { name: 'edits', perMinute: 2_400, burst: 6 };
  const perMs = rate.perMinute / 60_000;
  const got = await takeFor(1_500, rate);
  for (const [from, { asked }] of got.entries()) {
    let end = 0;
    for (const [more, { answered }] of got.slice(from).entries()) {
      end = Math.max(end, answered);
      // Redis's clock and this one need not tick together: one more.
      expect(more + 1).toBeLessThanOrEqual(rate.burst + (end - asked) * perMs + 1);
    }
  }
  // And it is used: whoever waits as long as they are told gets theirs.
  expect(got.length).toBeGreaterThan(rate.burst + 10);
});

test('a burst is given at once, then the time to wait until the next', async () => {
  const [take] = takers();
  const rate: Rate = { name: 'few', perMinute: 6, burst: 3 };
  const answers = [await take?.(rate), await take?.(rate), await take?.(rate), await take?.(rate)];
  expect(answers.slice(0, 3)).toEqual([0, 0, 0]);
  expect(answers[3]).toBeGreaterThan(9_000);
  expect(answers[3]).toBeLessThanOrEqual(10_000);
});

test('asking and being told to wait uses nothing up', async () => {
  const [take] = takers();
  const rate: Rate = { name: 'asked', perMinute: 6, burst: 1 };
  expect(await take?.(rate)).toBe(0);
  const waits: (number | undefined)[] = [];
  for (let i = 0; i < 50; i += 1) waits.push(await take?.(rate));
  expect(Math.max(...waits.map(Number))).toBeLessThanOrEqual(10_000);
});

test('the last of a burst are kept for those who matter more', async () => {
  const [take] = takers();
  const rate: Rate = { name: 'kept', perMinute: 6, burst: 6 };
  const progress: (number | undefined)[] = [];
  for (let i = 0; i < 6; i += 1) progress.push(await take?.(rate, 3));
  expect(progress.map((wait) => wait === 0)).toEqual([true, true, true, false, false, false]);
  const final: (number | undefined)[] = [];
  for (let i = 0; i < 4; i += 1) final.push(await take?.(rate));
  expect(final.map((wait) => wait === 0)).toEqual([true, true, true, false]);
});

test('a reserve as large as the burst does not lock progress out for ever', async () => {
  const [take] = takers();
  expect(await take?.({ name: 'all', perMinute: 6, burst: 2 }, 9)).toBe(0);
});

test('one rate uses nothing of another', async () => {
  const [take] = takers();
  expect(await take?.({ name: 'posts-C1', perMinute: 6, burst: 1 })).toBe(0);
  expect(await take?.({ name: 'posts-C2', perMinute: 6, burst: 1 })).toBe(0);
});
