import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBudget } from '../../src/store/budget.ts';
import { createPace } from '../../src/store/pace.ts';
import { createParameterCounts } from '../../src/store/parameter-counts.ts';
import { emptyStore } from './redis.ts';

const prod = { account: '111122223333', region: 'eu-central-1' };
const staging = { account: '444455556666', region: 'eu-central-1' };

let stores: Redis[];
beforeAll(async () => {
  stores = [await emptyStore(), await emptyStore(), await emptyStore()];
});
afterAll(() => {
  for (const redis of stores) redis.disconnect();
});
beforeEach(() => (stores[0] as Redis).flushdb());

/** A turn of a process of its own: each has its connection. */
const turns = (where: typeof prod) => stores.map((redis) => createPace(createBudget(redis))(where));

test('processes that read in bulk share 20 calls a second of an account and region', async () => {
  const begun = performance.now();
  let made = 0;
  const reading = turns(prod).map(async (turn) => {
    for (;;) {
      await turn(true);
      if (performance.now() - begun > 2_000) return;
      made += 1;
    }
  });
  await Promise.all(reading);
  expect(made).toBeGreaterThan(25);
  expect(made).toBeLessThanOrEqual(2 * 20 + 10);
});

test('whoever wants one page goes ahead of all who read in bulk', async () => {
  const [first, second, third] = turns(prod);
  let isOver = false;
  const waits = { bulk: [] as number[], one: [] as number[] };
  const timed = async (turn: typeof first, bulk: boolean) => {
    const begun = performance.now();
    await turn?.(bulk);
    waits[bulk ? 'bulk' : 'one'].push(performance.now() - begun);
  };
  const reading = [first, second].map(async (turn) => {
    while (!isOver) await timed(turn, true);
  });
  for (let i = 0; i < 15; i += 1) {
    await timed(third, false);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  isOver = true;
  await Promise.all(reading);
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0) / all.length;
  expect(sum(waits.one)).toBeLessThan(sum(waits.bulk) / 2);
});

test('the rate of one place is nothing to another', async () => {
  const [here] = turns(prod);
  const [there] = turns(staging);
  for (let i = 0; i < 10; i += 1) await here?.(false);
  const begun = performance.now();
  for (let i = 0; i < 10; i += 1) await there?.(false);
  expect(performance.now() - begun).toBeLessThan(450);
});

test('without Redis a process makes ten a second by itself, of both kinds together', async () => {
  const turn = createPace({ take: () => Promise.reject(new Error('away')) })(prod);
  const begun = performance.now();
  await Promise.all([turn(true), turn(false), turn(true), turn(false), turn(true)]);
  expect(performance.now() - begun).toBeGreaterThan(390);
});

test('who would wait for ever is told so', async () => {
  const turn = createPace({ take: async () => 3_600_000 })(prod);
  await expect(turn(false)).rejects.toThrow('Others read very many parameters');
});

test('what was counted is known for a day, by place, in one key', async () => {
  const [redis] = stores as [Redis];
  let now = 1_000;
  const countsOf = createParameterCounts(redis, { now: () => now });
  await countsOf(prod).remember({ standard: 9_400, advanced: 3 });
  expect(await countsOf(prod).recall()).toEqual({ standard: 9_400, advanced: 3 });
  expect(await countsOf(staging).recall()).toBeUndefined();
  await countsOf(staging).remember({ standard: 1, advanced: 0 });
  expect(await redis.keys('*')).toEqual(['{ssm-chatops}:parameter-counts']);
  now += 24 * 3_600_000;
  expect(await countsOf(prod).recall()).toBeUndefined();
});
