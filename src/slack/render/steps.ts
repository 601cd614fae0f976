import type { PlanBlock, TaskCardBlock } from '@slack/types';
import type { Step } from '../../domain/execution.ts';
import { inTime } from '../../domain/rate.ts';
import type { Request } from '../../domain/request.ts';
import { plain } from '../escape.ts';

/** More steps than that are shown around the one that runs. A message holds 13,000 characters. */
const mostShown = 20;
const saidMost = 200;

/** The steps of the execution that runs, or ran last, as a plan with a card each. Nothing where it has none. */
export function stepsBlocks(request: Pick<Request, 'waves'>): PlanBlock[] {
  const { execution } = request.waves.findLast((wave) => (wave.execution?.steps?.length ?? 0) > 0) ?? {};
  const steps = execution?.steps ?? [];
  if (steps.length === 0) return [];
  const at = current(steps);
  const from = Math.max(0, Math.min(at - mostShown / 2, steps.length - mostShown));
  const shown = steps.slice(from, from + mostShown);
  const which = shown.length < steps.length ? `, ${from + 1} to ${from + shown.length} shown` : '';
  const title =
    at < steps.length ? `Step ${at + 1} of ${steps.length}${which}` : `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}${which}`;
  return [{ type: 'plan', title, tasks: shown.map(card) }];
}

/** Where it is: the step that runs or waits, else the first that has not begun. */
function current(steps: readonly Step[]): number {
  const live = steps.findIndex(({ status }) => status === 'running' || status === 'waiting');
  if (live >= 0) return live;
  const next = steps.findIndex(({ status }) => status === 'pending');
  return next < 0 || steps.some(({ status }) => status === 'failed' || status === 'cancelled') ? steps.length : next;
}

// Slack's words for a task; what waits for people is in progress, and its title says so.
const statuses = {
  pending: 'pending',
  running: 'in_progress',
  waiting: 'in_progress',
  succeeded: 'complete',
  failed: 'error',
  cancelled: 'error',
} as const satisfies Record<Step['status'], TaskCardBlock['status']>;

function card(step: Step): TaskCardBlock {
  const { id, name, status, said } = step;
  return {
    type: 'task_card',
    task_id: plain(id || name, 255),
    title: plain([name, ...about(step)].join(' · '), 150),
    status: statuses[status],
    ...(said && status !== 'succeeded' && { details: words(said) }),
  };
}

/** Times only of what is over: the message is not edited for the clock alone. */
function about({ status, asks, startedAt, endedAt }: Step): string[] {
  if (status === 'waiting') return [asks?.kind === 'approve' ? 'waits for approval' : 'waits to be resumed'];
  if (status === 'cancelled') return ['cancelled'];
  const isOver = status === 'succeeded' || status === 'failed';
  return isOver && startedAt !== undefined && endedAt !== undefined ? [inTime((endedAt - startedAt) / 1_000)] : [];
}

const words = (text: string): NonNullable<TaskCardBlock['details']> => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: plain(text, saidMost) }] }],
});
