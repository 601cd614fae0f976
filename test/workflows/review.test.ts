import { expect, test } from 'vitest';
import type { RequestEvent } from '../../src/domain/event.ts';
import { transition } from '../../src/domain/transition.ts';
import { ConflictError, DeniedError } from '../../src/errors.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { closeReview } from '../../src/workflows/lifecycle/review.ts';
import { ana, decisionOf, person, planOf, prod, received } from '../domain/samples.ts';

/** A desk with one request whose glass is broken; policy lets only Sam review. */
function deskWith() {
  let request = transition(
    received({ state: 'previewed', breakGlass: true, plan: planOf([['i-1']]), hash: 'h', decision: decisionOf([{}]) }),
    { kind: 'confirmed', by: ana, hash: 'h', expiresAt: 9_000, remindAt: 8_000 },
    2_000,
  );
  request = transition(request, { kind: 'refused', note: 'Its targets are gone.' }, 2_500);
  const desk = {
    environments: [prod],
    freezes: [],
    clock: { now: () => 3_000 },
    security: { id: 'G0SEC', name: 'privategroup' },
    people: { person: async (id: string) => ({ ...person('x'), id, groups: [] }) },
    policy: {
      decide: ({ person: who, action }: { person: { id: string }; action: string }) => ({
        allowed: who.id === 'U0SAM' && action === 'request.review',
      }),
    },
    requests: {
      async change(_id: string, eventFor: (now: typeof request) => RequestEvent | undefined) {
        const event = eventFor(request);
        if (event) request = transition(request, event, 3_000);
        return request;
      },
    },
  } as unknown as Desk;
  return { desk, review: () => request.review };
}

test('nobody reviews what they did themselves, nor without the right', async () => {
  const { desk, review } = deskWith();
  await expect(closeReview(desk, 'id', ana, 'all fine')).rejects.toThrow(ConflictError);
  await expect(closeReview(desk, 'id', person('bo'), 'all fine')).rejects.toThrow(DeniedError);
  expect(review()?.closed).toBeUndefined();
});

test('a review is closed once, with who and what they found', async () => {
  const { desk, review } = deskWith();
  await closeReview(desk, 'id', person('sam'), 'a right call');
  expect(review()?.closed).toMatchObject({ by: { id: 'U0SAM' }, comment: 'a right call' });
  await expect(closeReview(desk, 'id', person('sam'), 'again')).rejects.toThrow(ConflictError);
});
