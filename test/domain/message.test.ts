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
    const told = state === 'awaiting' ? [] : ['told'];
    expect(messagesOf(received({ state, confirmedAt: 1, decision: leads }))).toEqual(['card', 'root', 'approval', ...told]);
    expect(messagesOf(received({ state, confirmedAt: 1, decision: decisionOf(nobody) }))).toEqual(['card', 'root']);
  }
  for (const state of endStates) {
    expect(messagesOf(received({ state, confirmedAt: 1, decision: leads }))).toEqual(['card', 'root', 'approval', 'final', 'told']);
  }
});

test('a plan that changed and waits for its asker again keeps the messages that it has', () => {
  expect(messagesOf(received({ state: 'previewed', confirmedAt: 1, decision: leads }))).toEqual(['card', 'root', 'approval']);
  // What the asker was told before is not true any more: also where it now waits for others, or needs nobody.
  for (const decision of [leads, decisionOf(nobody)])
    for (const state of ['awaiting', 'previewed'] as const)
      expect(messagesOf(received({ state, confirmedAt: 1, decision, drifted: 'new targets' }))).toEqual([
        'card',
        'root',
        'approval',
        'told',
      ]);
});

test('who asked in direct messages is not told there a second time', () => {
  const channel = { id: 'D0ANA', name: 'directmessage' };
  expect(messagesOf(received({ state: 'running', confirmedAt: 1, decision: leads, channel }))).not.toContain('told');
});

test('each call of the approvers is a message of its own', () => {
  expect(messagesOf(received({ state: 'awaiting', confirmedAt: 1, decision: leads, reminders: 2 }))).toEqual([
    'card',
    'root',
    'approval',
    'reminder-1',
    'reminder-2',
  ]);
});

test('a broken glass is alarmed in one channel and to each who could have agreed, never to the asker, and asks nobody', () => {
  const decision = {
    ...decisionOf(nobody),
    setAside: parseRequirement('1 of sre-leads'),
    eligible: { 'sre-leads': ['U0ANA', 'U0BO'], security: ['U0BO', 'U0SAM'] },
  };
  const broken = received({ state: 'running', confirmedAt: 1, breakGlass: true, decision, review: { remindAt: 1, reminders: 2 } });
  expect(messagesOf(broken)).toEqual(['card', 'root', 'alarm', 'alarm-U0BO', 'alarm-U0SAM', 'review-1', 'review-2']);
  const ids = Array.from({ length: 80 }, (_, i) => `U${String(i).padStart(4, '0')}`);
  expect(
    messagesOf({ ...broken, decision: { ...decision, eligible: { many: ids } } }).filter((kind) => kind.startsWith('alarm-')),
  ).toHaveLength(50);
  expect(messagesOf(received({ state: 'previewed', breakGlass: true, decision }))).toEqual(['card']);
});
