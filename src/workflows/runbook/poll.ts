import type { AutomationExecution, AutomationExecutionMetadata } from '@aws-sdk/client-ssm';
import { childrenOf, describeAutomations, readAutomation } from '../../aws/automations.ts';
import { maskSecrets } from '../../aws/mask.ts';
import type { Execution, Failure } from '../../domain/execution.ts';
import type { Aws } from '../../domain/operation.ts';
import { statusOf, stepOf } from './steps.ts';

const mostChildren = 1_000;
const mostFailures = 50;
/** So long may AWS's lists lag. */
const listsMs = 30_000;

/**
 * Where the executions stand now: ten of them a call. Steps are read only where AWS is at another step or says another status
 * than before. Those that AWS does not list yet are given back as they are.
 */
export async function pollRunbooks(executions: readonly Execution[], aws: Aws): Promise<Execution[]> {
  const found = await describeAutomations(
    executions.map(({ id }) => id),
    aws,
  );
  const looks = await Promise.allSettled(executions.map((before) => lookAt(before, found.get(before.id), aws)));
  const [failed] = looks.filter((look) => look.status === 'rejected');
  // One that can't be read is looked at again at the next tick; the others go on meanwhile.
  if (failed && looks.every((look) => look.status === 'rejected')) throw failed.reason;
  return looks.map((look, i) => (look.status === 'fulfilled' ? look.value : (executions[i] as Execution)));
}

async function lookAt(before: Execution, now: AutomationExecutionMetadata | undefined, aws: Aws): Promise<Execution> {
  if (!now) return before;
  if (isParent(now)) return withChildren(before, now, aws);
  const current = before.steps?.find(({ status }) => status === 'running' || status === 'waiting')?.name;
  const same = now.AutomationExecutionStatus === before.detail && now.CurrentStepName === current;
  return same ? before : withSteps(before, await readAutomation(before.id, aws));
}

/** It runs once for each of its targets. */
const isParent = ({ TargetParameterName, Targets, TargetMaps, TargetLocationsURL }: AutomationExecutionMetadata): boolean =>
  TargetParameterName !== undefined || (Targets?.length ?? 0) > 0 || (TargetMaps?.length ?? 0) > 0 || TargetLocationsURL !== undefined;

/** The execution with its steps. Its counts are of its targets: they go one way, all together. */
export async function withSteps(before: Execution, now: AutomationExecution): Promise<Execution> {
  const steps = await Promise.all((now.StepExecutions ?? []).map((step) => stepOf(before.id, step)));
  const status = executionStatus(now.AutomationExecutionStatus);
  const { total } = before.counts;
  const broken = steps.findLast((step) => step.status === 'failed');
  const failures: Failure[] =
    status === 'failed'
      ? [
          {
            target: broken?.name ?? before.id,
            status: now.AutomationExecutionStatus ?? 'Failed',
            said: broken?.said ?? (await said(now.FailureMessage)),
          },
        ]
      : [];
  return {
    ...before,
    status,
    detail: now.AutomationExecutionStatus ?? '',
    steps,
    counts: { ...before.counts, succeeded: status === 'succeeded' ? total : 0, failed: status === 'failed' ? total : 0 },
    failures,
    alarm: now.TriggeredAlarms?.[0]?.Name,
    endedAt: now.ExecutionEndTime?.getTime(),
  };
}

/** One execution for each target: they are counted, and those that failed are named by their targets. */
async function withChildren(before: Execution, now: AutomationExecutionMetadata, aws: Aws): Promise<Execution> {
  const children = await childrenOf(before.id, aws, mostChildren);
  const are = (...wanted: readonly Execution['status'][]) =>
    children.filter(({ AutomationExecutionStatus: status }) => wanted.includes(executionStatus(status)));
  const failed = are('failed');
  const status = executionStatus(now.AutomationExecutionStatus);
  const over = status !== 'running' && status !== 'waiting';
  const succeeded = are('succeeded').length;
  const { total } = before.counts;
  // Its lists come later than its status: it is not over for us until they say how each ended, or have had time to.
  const told = are('running', 'waiting').length === 0 && (children.length >= total || status !== 'succeeded');
  const seenAt = over ? (before.endedAt ?? aws.clock.now()) : undefined;
  const counted = told || (seenAt !== undefined && aws.clock.now() - seenAt > listsMs);
  return {
    ...before,
    status: over && !counted ? 'running' : status,
    detail: now.AutomationExecutionStatus ?? '',
    counts: { total, succeeded, failed: failed.length, notRun: over ? Math.max(0, total - succeeded - failed.length) : 0 },
    failures: await Promise.all(
      failed.slice(0, mostFailures).map(async (child) => ({
        target: child.Target ?? child.AutomationExecutionId ?? '',
        status: child.AutomationExecutionStatus ?? 'Failed',
        said: await said(child.FailureMessage),
      })),
    ),
    alarm: now.TriggeredAlarms?.[0]?.Name,
    endedAt: counted ? now.ExecutionEndTime?.getTime() : seenAt,
  };
}

const said = async (text: string | undefined): Promise<string | undefined> => (text ? (await maskSecrets(text)).slice(0, 300) : undefined);

/** What AWS is doing with it. What has not begun runs for us: it is followed. */
export function executionStatus(status: string | undefined): Execution['status'] {
  const ours = statusOf(status);
  return ours === 'pending' ? 'running' : ours;
}
