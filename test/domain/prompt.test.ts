import { describe, expect, test } from 'vitest';
import { dueAt, timing } from '../../src/domain/due.ts';
import type { Step } from '../../src/domain/execution.ts';
import { messagesOf } from '../../src/domain/message.ts';
import { openPrompts, promptsOf } from '../../src/domain/prompt.ts';
import type { Request } from '../../src/domain/request.ts';
import { transition } from '../../src/domain/transition.ts';
import { ConflictError } from '../../src/errors.ts';
import { execution, planOf, received } from './samples.ts';

const step = (id: string, own: Partial<Step> = {}): Step => ({ id, name: id, action: 'aws:approve', status: 'pending', ...own });
const asks = { kind: 'approve', answers: [{ label: 'Approve step', line: '/ssm runbook approve e1 s2' }] } as const;

const running = (...steps: Step[]): Request =>
  received({
    state: 'running',
    plan: { ...planOf([]), waves: [{ targets: ['i-1'], call: {}, within: 86_400_000 }] },
    confirmedAt: 500,
    startedAt: 1_000,
    waves: [{ state: 'running', startingAt: 1_000, refusals: 0, gone: [], execution: { ...execution('e1'), steps } }],
  });

describe('a step that waits for people', () => {
  const before = step('s1', { status: 'succeeded', action: 'aws:sleep' });
  const waiting = step('s2', { status: 'waiting', asks, startedAt: 5_000 });

  test('has a message of its own from when it begins to wait, and one more when nobody answers', () => {
    const asked = running(before, waiting, step('s3', { asks }));
    expect(promptsOf(asked).map(({ step: { id } }) => id)).toEqual(['s2']);
    expect(messagesOf(asked)).toContain('step-s2');
    expect(dueAt(asked)).toBe(5_000 + timing.nudgeAfter);
    const reminded = transition(asked, { kind: 'step-reminded', wave: 0, step: 's2' }, 5_000 + timing.nudgeAfter);
    expect(messagesOf(reminded)).toContain('nudge-s2');
    expect(dueAt(reminded)).toBe(1_000 + (asked.plan?.waves[0]?.within ?? 0));
    expect(() => transition(reminded, { kind: 'step-reminded', wave: 0, step: 's2' }, 2_000_000)).toThrow(ConflictError);
  });

  test('keeps its message when it was answered, and is not open any more', () => {
    const answered = running(before, { ...waiting, status: 'succeeded', endedAt: 6_000 });
    expect(messagesOf(answered)).toContain('step-s2');
    expect(openPrompts(answered)).toEqual([]);
  });
});
