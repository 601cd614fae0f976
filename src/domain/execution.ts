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
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
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
