import type { Line } from './part.ts';

/** What AWS is doing with one wave. */
export interface Execution {
  /** AWS's own id: a command id, an automation execution id. */
  readonly id: string;
  readonly status: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
  /** AWS's word for it, shown beside ours: 'Success', 'DeliveryTimedOut', ... */
  readonly detail: string;
  readonly counts: Counts;
  /** The failed targets that were looked at in detail, worst kept first; bounded, masked. */
  readonly failures: readonly Failure[];
  /** Targets that AWS had accepted and never began: nothing was done there. */
  readonly idle?: readonly string[] | undefined;
  /** Where AWS chose the targets: those that were approved. */
  readonly approved?: readonly string[] | undefined;
  /** Targets that AWS chose and nobody approved. */
  readonly strays?: readonly string[] | undefined;
  /** The alarm that stopped it. */
  readonly alarm?: string | undefined;
  /** Where AWS does it in steps, all of them in their order; bounded. */
  readonly steps?: readonly Step[] | undefined;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
}

/** One step of an execution. */
export interface Step {
  /** AWS's own id of it: a step that is tried again keeps it. */
  readonly id: string;
  readonly name: string;
  /** 'aws:runCommand', ... */
  readonly action: string;
  readonly status: 'pending' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';
  readonly asks?: Asks | undefined;
  /** What it started in its turn. */
  readonly ran?: { readonly kind: 'command' | 'execution'; readonly id: string } | undefined;
  /** Why it failed, in the service's words, masked and cut. */
  readonly said?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
}

/** What a step waits for from people, or waited for. */
export interface Asks {
  readonly kind: 'approve' | 'resume';
  /** Its author's words, masked and cut. */
  readonly words?: string | undefined;
  /** The lines by which it is answered, without --env: each is a request of its own, of whoever clicks. */
  readonly answers: readonly Line[];
}

export interface Counts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Accepted by AWS, then never run: cancelled, or not sent after too many errors. */
  readonly notRun: number;
}

export interface Failure {
  readonly target: string;
  /** AWS's StatusDetails: 'Failed', 'ExecutionTimedOut', 'DeliveryTimedOut', ... */
  readonly status: string;
  readonly exitCode?: number | undefined;
  /** The last line that it said, masked and cut. */
  readonly said?: string | undefined;
}

/** Something that is over as soon as AWS answers. */
export const doneAtOnce = (id: string, at: number): Execution => ({
  id,
  status: 'succeeded',
  detail: 'Success',
  counts: { total: 1, succeeded: 1, failed: 0, notRun: 0 },
  failures: [],
  startedAt: at,
  endedAt: at,
});

export const isOver = (execution: Execution): boolean => execution.status !== 'running' && execution.status !== 'waiting';

/** Sums the counts of several executions. */
export function sumCounts(all: readonly Counts[]): Counts {
  const sum = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0);
  return {
    total: sum((c) => c.total),
    succeeded: sum((c) => c.succeeded),
    failed: sum((c) => c.failed),
    notRun: sum((c) => c.notRun),
  };
}
