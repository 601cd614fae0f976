import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOver, sumCounts } from '../../src/domain/execution.ts';
import { execution } from './samples.ts';

const counts = fc.record({ total: fc.nat(500), succeeded: fc.nat(500), failed: fc.nat(500), notRun: fc.nat(500) });

test('counts of several executions add up, in any order and any grouping', () => {
  fc.assert(
    fc.property(fc.array(counts), fc.array(counts), (some, others) => {
      const sum = sumCounts([...some, ...others]);
      expect(sumCounts([...others, ...some].reverse())).toEqual(sum);
      expect(sumCounts([sumCounts(some), sumCounts(others)])).toEqual(sum);
    }),
  );
  expect(sumCounts([])).toEqual({ total: 0, succeeded: 0, failed: 0, notRun: 0 });
});

test('an execution that runs or waits for somebody is not over', () => {
  expect((['running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const).map((status) => isOver(execution('c1', status)))).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
