import { expect, test } from 'vitest';
import { messagesOf } from '../../src/domain/message.ts';
import { endStates, type State } from '../../src/domain/request.ts';
import { nobody, parseRequirement } from '../../src/domain/requirement.ts';
import { decisionOf, received } from './samples.ts';

const leads = decisionOf(parseRequirement('1 of sre-leads'));
const live: readonly State[] = ['awaiting', 'approved', 'running', 'cancelling', 'unknown'];

test('a request that was only written shows nothing yet', () => {
  expect(messagesOf(received())).toEqual([]);
});

test('until its asker says yes it is nobody else’s business, however it ends', () => {
  for (const state of ['previewed', 'refused', 'denied', 'discarded', 'expired'] as const) {
    expect(messagesOf(received({ state, decision: leads }))).toEqual(['card']);
  }
});

test('after the yes it has a root, a card for approvers where somebody must agree, and an end that is told', () => {
  for (const state of live) {
    expect(messagesOf(received({ state, confirmedAt: 1, decision: leads }))).toEqual(['card', 'root', 'approval']);
    expect(messagesOf(received({ state, confirmedAt: 1, decision: decisionOf(nobody) }))).toEqual(['card', 'root']);
  }
  for (const state of endStates) {
    expect(messagesOf(received({ state, confirmedAt: 1, decision: leads }))).toEqual(['card', 'root', 'approval', 'final']);
  }
});

test('a plan that changed and waits for its asker again keeps the messages that it has', () => {
  expect(messagesOf(received({ state: 'previewed', confirmedAt: 1, decision: leads }))).toEqual(['card', 'root', 'approval']);
});
