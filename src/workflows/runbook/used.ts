import { type AutomationExecutionMetadata, DescribeAutomationExecutionsCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../../domain/operation.ts';
import { inTime } from '../../domain/rate.ts';

const mostPages = 5; // of 50: who used it lately is told, not counted for a bill

/** Who ran a runbook lately: of the 30 days for which AWS keeps executions. */
export interface Used {
  readonly times: number;
  /** There were more than were looked through. */
  readonly more: boolean;
  /** Ids of those that are not over. */
  readonly running: readonly string[];
  /** One for each who ran it, whoever did so last first: 'ana-session: 3 times, last 2 h ago'. */
  readonly lines: readonly string[];
}

/** Looks through the executions of this very name, the newest first. */
export async function usedLately(name: string, { ssm, clock }: Aws): Promise<Used> {
  const Filters = [{ Key: 'DocumentNamePrefix' as const, Values: [name] }];
  const found: AutomationExecutionMetadata[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < mostPages && (page === 0 || NextToken); page += 1) {
    const answer = await ssm.send(new DescribeAutomationExecutionsCommand({ Filters, MaxResults: 50, NextToken }));
    found.push(...(answer.AutomationExecutionMetadataList ?? []).filter(({ DocumentName }) => DocumentName === name));
    NextToken = answer.NextToken;
  }
  const by = new Map<string, { times: number; last: number }>();
  for (const { ExecutedBy = 'nobody known', ExecutionStartTime: at } of found) {
    const who = ExecutedBy.replace(/^arn:[^:]*:[^:]*::/, '');
    const before = by.get(who);
    by.set(who, { times: (before?.times ?? 0) + 1, last: Math.max(before?.last ?? 0, at?.getTime() ?? 0) });
  }
  const now = clock.now();
  return {
    times: found.length,
    more: NextToken !== undefined,
    running: found.flatMap(({ ExecutionEndTime, AutomationExecutionId: id = '' }) => (ExecutionEndTime === undefined ? [id] : [])),
    lines: [...by]
      .sort(([, a], [, b]) => b.last - a.last)
      .map(
        ([who, { times, last }]) =>
          `${who}: ${times === 1 ? 'once' : `${times} times, last`} ${inTime(Math.max(0, now - last) / 1_000)} ago`,
      ),
  };
}
