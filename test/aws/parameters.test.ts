import type { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { clearParameters, describeParameters, lookThrough, mostLookedThrough } from '../../src/aws/parameters.ts';

/** An AWS with so many parameters, every tenth Advanced, and a clock that moves by so much with each page. */
function awsWith(total: number, msOfPage = 100) {
  let now = 0;
  const asked: ('ssm' | 'bulk')[] = [];
  const client = (kind: 'ssm' | 'bulk') =>
    ({
      async send({ input }: { input: { MaxResults: number; NextToken?: string } }) {
        asked.push(kind);
        now += msOfPage;
        const from = Number(input.NextToken ?? 0);
        const end = Math.min(from + input.MaxResults, total);
        const Parameters = Array.from({ length: end - from }, (_, i) => ({
          Name: `/p/${from + i}`,
          Tier: (from + i) % 10 === 0 ? 'Advanced' : 'Standard',
        }));
        return { Parameters, ...(end < total && { NextToken: String(end) }) };
      },
    }) as unknown as SSMClient;
  return { asked, aws: { ssm: client('ssm'), bulk: client('bulk'), clock: { now: () => now } } };
}

test('the first page waits for nobody, and all others let everybody go ahead', async () => {
  const { asked, aws } = awsWith(220);
  await describeParameters(aws, [], 1_000);
  expect(asked).toEqual(['ssm', 'bulk', 'bulk', 'bulk', 'bulk']);
});

test('no page more than is needed is asked for, and what is left is said', async () => {
  const { asked, aws } = awsWith(220);
  expect(await describeParameters(aws, [], 100)).toMatchObject({ found: { length: 100 }, more: true });
  expect(asked).toHaveLength(2);
  expect(await clearParameters(aws, '/p', 220)).toMatchObject({ found: { length: 220 }, more: false });
});

test('looking through all keeps what is wanted, counts both tiers and tells how far it is', async () => {
  const { aws } = awsWith(10_000);
  const told: number[] = [];
  const { found, more, count } = await lookThrough(
    aws,
    [],
    ({ Name }) => (Name?.endsWith('999') ? Name : undefined),
    (read) => told.push(read),
  );
  expect(found).toEqual(Array.from({ length: 10 }, (_, i) => `/p/${i === 0 ? '' : i}999`));
  expect(more).toBe(false);
  expect(count).toEqual({ standard: 9_000, advanced: 1_000 });
  expect(told).toEqual(Array.from({ length: 200 }, (_, i) => 50 * (i + 1)));
});

test('as many as AWS takes are looked through, and what takes too long is ended and says so', async () => {
  const all = await lookThrough(awsWith(mostLookedThrough).aws, [], () => undefined);
  expect(all).toMatchObject({ more: false, count: { standard: 99_000, advanced: 11_000 } });
  const { asked, aws } = awsWith(10_000, 10_000);
  expect(await lookThrough(aws, [], () => undefined)).toMatchObject({ more: true });
  expect(asked.length).toBe(61);
});
