import type { AutomationExecutionStatus, StepExecution } from '@aws-sdk/client-ssm';
import { maskSecrets } from '../../aws/mask.ts';
import type { Asks, Step } from '../../domain/execution.ts';

const saidMost = 300;

/** AWS's status of a step or an execution, as one of ours. What this version does not know counts as running: it is followed on. */
export function statusOf(status: string | undefined): Step['status'] {
  return statuses[(status ?? '') as AutomationExecutionStatus] ?? 'running';
}

const statuses: Readonly<Partial<Record<AutomationExecutionStatus, Step['status']>>> = {
  Pending: 'pending',
  Scheduled: 'pending',
  Waiting: 'waiting',
  PendingApproval: 'waiting',
  Success: 'succeeded',
  Approved: 'succeeded',
  CompletedWithSuccess: 'succeeded',
  Exited: 'succeeded',
  Failed: 'failed',
  TimedOut: 'failed',
  Rejected: 'failed',
  CompletedWithFailure: 'failed',
  Cancelled: 'cancelled',
};

/** A step as it is shown: masked and cut. */
export async function stepOf(execution: string, step: StepExecution): Promise<Step> {
  const { StepExecutionId: id = '', StepName: name = '', Action: action = '', FailureMessage: failure } = step;
  const [said, words] = await Promise.all([shown(failure), shown(wordsOf(step))]);
  return {
    id,
    name,
    action,
    status: statusOf(step.StepStatus),
    asks: asksOf(execution, step, words),
    ran: ranBy(step),
    said,
    startedAt: step.ExecutionStartTime?.getTime(),
    endedAt: step.ExecutionEndTime?.getTime(),
  };
}

const shown = async (text: string | undefined): Promise<string | undefined> =>
  text ? (await maskSecrets(text.slice(0, 4 * saidMost))).slice(0, saidMost) : undefined;

/** Inputs stand in the step as JSON texts: "\"Restart?\"". */
export function inputOf({ Inputs = {} }: StepExecution, name: string): unknown {
  const text = Inputs[name];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function wordsOf(step: StepExecution): string | undefined {
  const words = inputOf(step, 'Message');
  return typeof words === 'string' ? words : undefined;
}

/** aws:approve waits for a yes, aws:pause for somebody to go on. */
function asksOf(execution: string, { Action: action, StepName: name = '' }: StepExecution, words: string | undefined): Asks | undefined {
  const line = (verb: string) => `/ssm runbook ${verb} ${execution} ${name}`;
  if (action === 'aws:approve')
    return {
      kind: 'approve',
      words,
      answers: [
        { label: 'Approve step', line: line('approve') },
        { label: 'Reject step', line: line('reject') },
      ],
    };
  if (action === 'aws:pause') return { kind: 'resume', words, answers: [{ label: 'Resume', line: line('resume') }] };
  return undefined;
}

/** What a step started, by its outputs: a command, or another execution. */
function ranBy({ Action: action, Outputs = {} }: StepExecution): Step['ran'] {
  const command = Outputs.CommandId?.[0];
  if (action === 'aws:runCommand' && command) return { kind: 'command', id: command };
  const child = Outputs.ExecutionId?.[0];
  return action === 'aws:executeAutomation' && child ? { kind: 'execution', id: child } : undefined;
}
