import { expect, test } from 'vitest';
import type { RequestEvent } from '../../src/domain/event.ts';
import type { Request } from '../../src/domain/request.ts';
import { auditRow } from '../../src/store/audit.ts';
import { ana, decisionOf, execution, person, planOf, received } from '../domain/samples.ts';

const plain = { place: () => undefined, mask: async (text: string) => text };
const row = (event: RequestEvent | undefined, own: Partial<Request> = {}) => auditRow(received(own), event, plain);
const bo = person('bo');
const running = { startedAt: 1, state: 'cancelling' } as const;

test.each([
  ['requested', undefined, {}],
  ['denied', { kind: 'denied', note: 'no' }, { state: 'denied' }],
  ['confirmed', { kind: 'confirmed', by: ana, hash: 'h', expiresAt: 1, remindAt: 1 }, { state: 'awaiting' }],
  ['break-glass', { kind: 'confirmed', by: ana, hash: 'h', expiresAt: 1, remindAt: 1 }, { state: 'approved', breakGlass: true }],
  ['withdrawn', { kind: 'discarded', by: ana }, { state: 'discarded' }],
  ['withdrawn', { kind: 'cancel-asked', by: ana }, { state: 'cancelled' }],
  ['cancelled', { kind: 'cancel-asked', by: bo }, { state: 'cancelled' }],
  ['cancelled', { kind: 'cancel-asked', by: ana }, running],
  ['started', { kind: 'started', wave: 0, execution: execution('c-1') }, {}],
  ['incomplete', { kind: 'started', wave: 0, execution: execution('c-1'), late: true }, {}],
  ['failed', { kind: 'start-refused', wave: 0, note: 'AccessDenied' }, {}],
  ['failed', { kind: 'finished' }, { state: 'failed' }],
  ['finished', { kind: 'finished' }, { state: 'succeeded' }],
  ['unknown', { kind: 'lost', wave: 0, note: 'no answer' }, { state: 'unknown' }],
  ['revealed', { kind: 'output-read', by: bo }, {}],
  ['review-closed', { kind: 'review-closed', by: bo, comment: 'seen' }, {}],
] satisfies [string, RequestEvent | undefined, Partial<Request>][])('%s is what an auditor calls it', async (verb, event, own) => {
  expect((await row(event, own)).verb).toBe(verb);
});

test('a broken glass says who would have had to agree, and marks every row', async () => {
  const decision = { ...decisionOf([{}]), setAside: [{ 'sre-leads': 1 }], freezes: [{ name: 'year-end', from: 0, until: 1 }] };
  const own = { breakGlass: true, reason: 'the site is down', decision, plan: planOf([['i-1', 'i-2']]), hash: 'h' } as const;
  const confirmed = await row({ kind: 'confirmed', by: ana, hash: 'h', expiresAt: 1, remindAt: 1 }, own);
  expect(confirmed).toMatchObject({ breakGlass: true, setAside: '1 of sre-leads', reason: 'the site is down', freezes: ['year-end'] });
  const began = await row({ kind: 'starting', wave: 0, hash: 'h', gone: ['i-2'], session: 'arn:x' }, own);
  expect(began).toMatchObject({ verb: 'starting', breakGlass: true, reason: 'the site is down', targets: 1 });
});

test('a row has the sessions and AWS ids of its own wave, a row of the whole request all of them', async () => {
  const waves = ['a', 'b'].map((name) => ({
    state: 'running' as const,
    refusals: 0,
    gone: [],
    session: `arn:${name}`,
    execution: execution(`c-${name}`),
  }));
  expect(await row({ kind: 'stop-asked', wave: 1 }, { waves })).toMatchObject({ sessions: ['arn:b'], aws: ['c-b'] });
  expect(await row({ kind: 'progressed', executions: [execution('c-a')] }, { waves })).toMatchObject({
    aws: ['c-a'],
    note: 'InProgress, 0 succeeded and 0 failed of 2',
  });
  expect(await row({ kind: 'finished' }, { waves, state: 'succeeded' })).toMatchObject({
    sessions: ['arn:a', 'arn:b'],
    aws: ['c-a', 'c-b'],
  });
});
