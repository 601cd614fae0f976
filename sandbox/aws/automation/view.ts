import type { AutomationExecution, AutomationExecutionMetadata, ProgressCounters, StepExecution as ShownStep } from '@aws-sdk/client-ssm';
import { type Automation, currentStep, isOver, type Job, type StepExecution } from './execution.ts';
import { progressOf } from './fan-out.ts';
import { shownMap } from './given.ts';

/** GetAutomationExecution shows so many steps; DescribeAutomationStepExecutions pages through all. AWS does not publish the number. */
const mostSteps = 100;

const date = (ms: number) => new Date(ms);

const times = ({ startedAt, endedAt }: { startedAt?: number | undefined; endedAt?: number | undefined }) => ({
  ...(startedAt !== undefined && { ExecutionStartTime: date(startedAt) }),
  ...(endedAt !== undefined && { ExecutionEndTime: date(endedAt) }),
});

/** Inputs stand there as JSON texts: "\"Restart?\"". */
const inputsOf = (inputs: StepExecution['inputs']) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, JSON.stringify(value) ?? '']));

/** A map of the published model has at least one entry, or is not there. */
function filled<N extends string>(name: N, values: Readonly<Record<string, unknown>>): { [key in N]?: Record<string, string[]> } {
  return Object.keys(values).length > 0 ? ({ [name]: shownMap(values) } as { [key in N]?: Record<string, string[]> }) : {};
}

function describeStep(execution: StepExecution, cancelling: boolean): ShownStep {
  const { step, status, outputs, failure, response } = execution;
  return {
    StepName: step.name,
    Action: step.action,
    ...(step.timeoutSeconds !== undefined && { TimeoutSeconds: step.timeoutSeconds }),
    OnFailure: step.onFailure ?? 'Abort',
    MaxAttempts: step.maxAttempts ?? 1,
    ...times(execution),
    StepStatus: cancelling && (status === 'InProgress' || status === 'Waiting') ? 'Cancelling' : status,
    ...(status === 'Success' && { ResponseCode: '0' }),
    Inputs: inputsOf(execution.inputs),
    ...filled('Outputs', outputs),
    ...(response !== undefined && { Response: JSON.stringify(response) }),
    ...(failure && {
      FailureMessage: failure.message,
      FailureDetails: { FailureStage: 'Invocation', FailureType: failure.type },
    }),
    StepExecutionId: execution.id,
    IsEnd: step.isEnd ?? false,
    ...(step.nextStep !== undefined && { NextStep: step.nextStep }),
    IsCritical: step.isCritical ?? true,
    ValidNextSteps: [],
  };
}

/** What a parent shows for each of its targets. */
function describeJob(job: Job): ShownStep {
  const { child, failure, target, location } = job;
  const progress = progressOf(job);
  const message = failure ?? child?.failureMessage;
  return {
    StepName: target,
    Action: 'aws:executeAutomation',
    ...(child && times(child)),
    StepStatus: progress === undefined ? 'Pending' : progress === 'Unstartable' ? 'Failed' : progress,
    ...(child && { Outputs: { ExecutionId: [child.id] } }),
    ...(message !== undefined && { FailureMessage: message }),
    ...(child && { StepExecutionId: child.id }),
    ...(location && { TargetLocation: { Accounts: [location.account], Regions: [location.region], ExecutionRoleName: location.role } }),
  };
}

/** All steps, in the order of the runbook; of a parent one for each of its targets. */
export const stepsOf = ({ steps, fanOut, status }: Automation): ShownStep[] =>
  fanOut ? fanOut.jobs.map(describeJob) : steps.map((step) => describeStep(step, status === 'Cancelling'));

function counters({ fanOut }: Automation): { ProgressCounters?: ProgressCounters } {
  if (!fanOut) return {};
  const progress = fanOut.jobs.map(progressOf);
  const count = (...wanted: typeof progress) => progress.filter((each) => wanted.includes(each)).length;
  return {
    ProgressCounters: {
      TotalSteps: progress.length,
      SuccessSteps: count('Success'),
      FailedSteps: count('Failed', 'Unstartable'),
      CancelledSteps: count('Cancelled'),
      TimedOutSteps: count('TimedOut'),
    },
  };
}

/** What both lists and single look-ups show. */
function common(automation: Automation) {
  const { input, document, version, fanOut, failureMessage } = automation;
  const step = isOver(automation) ? undefined : currentStep(automation)?.step;
  return {
    AutomationExecutionId: automation.id,
    DocumentName: document.name,
    DocumentVersion: version.version,
    AutomationExecutionStatus: automation.status,
    ...times(automation),
    ExecutedBy: automation.executedBy,
    Mode: input.Mode ?? ('Auto' as const),
    ...filled('Outputs', automation.outputs),
    ...(automation.parentId !== undefined && { ParentAutomationExecutionId: automation.parentId }),
    ...(step && { CurrentStepName: step.name, CurrentAction: step.action }),
    ...(failureMessage !== undefined && { FailureMessage: failureMessage }),
    ...(automation.target !== undefined && { Target: automation.target }),
    ...(input.TargetParameterName !== undefined && { TargetParameterName: input.TargetParameterName }),
    Targets: input.Targets ?? [],
    ...(input.TargetMaps && { TargetMaps: input.TargetMaps }),
    ResolvedTargets: { ParameterValues: fanOut?.kind === 'targets' ? fanOut.jobs.map(({ target }) => target) : [], Truncated: false },
    ...(fanOut && { MaxConcurrency: input.MaxConcurrency ?? '1', MaxErrors: input.MaxErrors ?? '1' }),
  };
}

/** An execution as GetAutomationExecution shows it. */
export function describeAutomation(automation: Automation): AutomationExecution {
  const steps = stepsOf(automation);
  const { input } = automation;
  return {
    ...common(automation),
    StepExecutions: steps.slice(0, mostSteps),
    StepExecutionsTruncated: steps.length > mostSteps,
    ...filled('Parameters', automation.parameters),
    ...(input.TargetLocations && { TargetLocations: input.TargetLocations }),
    ...counters(automation),
    ...filled('Variables', automation.variables),
  };
}

/** An execution as DescribeAutomationExecutions lists it. */
export const describeMetadata = (automation: Automation): AutomationExecutionMetadata => ({
  ...common(automation),
  LogFile: '',
  AutomationType: automation.crossAccount || automation.fanOut?.kind === 'locations' ? 'CrossAccount' : 'Local',
});
