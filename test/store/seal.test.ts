import { Redis } from 'ioredis';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { createKeyring } from '../../src/store/keyring.ts';
import { createSealer } from '../../src/store/seal.ts';
import { testKey } from '../support/stage.ts';

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1)}`);
const seal = createSealer(redis, createKeyring(testKey));
const row = (text: string) => redis.xadd('{ssm-chatops}:audit', '*', 'mac', `mac of ${text}`, 'row', text);

beforeEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

test('a seal covers what is new, and stands on the one before it', async () => {
  await row('one');
  await row('two');
  const first = await seal();
  expect(first?.rows).toBe(2);
  expect(await seal()).toBeUndefined();
  await row('three');
  const second = await seal();
  expect(second?.rows).toBe(1);
  expect(second?.mac).not.toBe(first?.mac);
});

test('the same rows give the same seal, and a changed one another', async () => {
  const ids = [await row('one'), await row('two')] as string[];
  const right = await seal();
  await redis.del('{ssm-chatops}:audit', '{ssm-chatops}:seals');
  await redis.xadd('{ssm-chatops}:audit', ids[0] ?? '*', 'mac', 'mac of one', 'row', 'ONE');
  await redis.xadd('{ssm-chatops}:audit', ids[1] ?? '*', 'mac', 'mac of two', 'row', 'two');
  const changed = await seal();
  expect(changed?.upTo).toBe(right?.upTo);
  expect(changed?.mac).not.toBe(right?.mac);
});

test('two workers that seal at once make one seal', async () => {
  await row('one');
  const other = createSealer(redis.duplicate(), createKeyring(testKey));
  const made = await Promise.all([seal(), other(), seal()]);
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await redis.xlen('{ssm-chatops}:seals')).toBe(1);
});
