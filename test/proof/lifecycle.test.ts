import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/decision.ts';
import { emptyStore } from '../store/redis.ts';
import { lives } from './moves.ts';
import { tinyOperation } from './operation.ts';
import { play } from './play.ts';
import { loadRules, rules } from './rules.ts';
import { createWorld } from './world.ts';

const numRuns = 150;
let redis: Redis;
let policies: ReadonlyMap<string, Policy>;
beforeAll(async () => {
  redis = await emptyStore();
  const nothing = async () => undefined;
  policies = await loadRules(tinyOperation(createWorld(rules[0] as (typeof rules)[number]), () => new Promise(() => undefined), nothing));
});
afterAll(() => redis.disconnect());

test('whatever people, clocks, policies, crashes and AWS do: nothing runs that was not agreed to, nothing twice, and all comes to an end', async () => {
  const seen = new Set<string>();
  let starts = 0;
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const { faults, world, ends } = await play(life, redis, policies);
      starts += world.calls.length;
      for (const end of ends) seen.add(end);
      expect(faults).toEqual([]);
    }),
    { numRuns, ...(process.env.SEED && { seed: Number(process.env.SEED) }) },
  );
  // A proof over lives in which nothing happens would prove nothing.
  expect(starts).toBeGreaterThan(numRuns / 2);
  expect(starts).toBeGreaterThan(numRuns / 2);
  for (const end of ['succeeded', 'failed', 'expired']) expect(seen).toContain(end);
}, 240_000);
