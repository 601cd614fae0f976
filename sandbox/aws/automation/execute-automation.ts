import type { AutomationExecution } from '@aws-sdk/client-ssm';
import type { StepAction, StepNews, StepRun } from './action.ts';
import { callAs, failed, orFailed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { asTexts, isMap } from './value.ts';

const call = 'ssm';

/** Parameters of another runbook may be given as texts or lists. */
const asLists = (parameters: unknown) =>
  isMap(parameters) ? Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, asTexts(value)])) : undefined;

async function begin(run: StepRun): Promise<StepNews> {
  const { RuntimeParameters: parameters, ...input } = run.inputs;
  const lists = asLists(parameters);
  const wish = { ...input, ...(lists && Object.keys(lists).length > 0 && { Parameters: lists }) };
  const { AutomationExecutionId: id } = await callAs(run, call, 'StartAutomationExecution', wish);
  const child = run.place.automations.find((automation) => automation.id === id);
  if (child) child.parentId = run.executionId;
  return { status: 'InProgress', state: id, outputs: { ExecutionId: id } };
}

async function look(run: StepRun, id: unknown): Promise<StepNews> {
  const answer = await callAs(run, call, 'GetAutomationExecution', { AutomationExecutionId: id });
  const {
    AutomationExecutionStatus: status,
    Outputs: outputs = {},
    FailureMessage: why,
  } = answer.AutomationExecution as AutomationExecution;
  const shown = { ExecutionId: id, Status: status, Output: Object.values(outputs).flat() };
  if (status === 'Success') return { status: 'Success', outputs: shown };
  if (status !== 'Failed' && status !== 'TimedOut' && status !== 'Cancelled')
    return { status: 'InProgress', state: id, outputs: { ExecutionId: id } };
  return {
    ...failed(`The execution ${id} ended with status ${status}. ${why ?? ''}`, 'Poll action status for completion'),
    outputs: shown,
  };
}

/** Runs another runbook as the same caller, and waits for it. */
export const executeAutomation: StepAction = {
  name: 'aws:executeAutomation',
  inputs: inputsOf('aws:executeAutomation'),
  begin: (run) => orFailed('StartAutomationExecution', 'Execute/Cancelling action', () => begin(run)),
  tick: (run, id) => orFailed('GetAutomationExecution', 'Poll action status for completion', () => look(run, id)),
  cancel: async (run, id) => {
    await callAs(run, call, 'StopAutomationExecution', { AutomationExecutionId: id, Type: 'Cancel' });
  },
};
