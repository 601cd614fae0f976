import type { SendCommandResult } from '@aws-sdk/client-ssm';
import { type Command, commandStatus } from '../command/command.ts';
import { bringToNow } from '../command/fleet.ts';
import { describeInvocation } from '../command/view.ts';
import type { StepAction, StepNews, StepRun } from './action.ts';
import { callAs, failed, orFailed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { asTexts, isMap } from './value.ts';

/** Parameters of a command are lists of texts; in a runbook one text may stand for itself. */
function commandInput({ inputs, executionId }: StepRun): Record<string, unknown> {
  const { Parameters: parameters, InstanceIds: ids, TimeoutSeconds: timeout, Comment: comment, ...rest } = inputs;
  const given = Object.entries(isMap(parameters) ? parameters : {}).map(([name, value]) => [name, asTexts(value)]);
  return {
    ...rest,
    Comment: comment ?? `Automation ${executionId}`.slice(0, 100),
    ...(given.length > 0 && { Parameters: Object.fromEntries(given) }),
    ...(ids !== undefined && { InstanceIds: asTexts(ids) }),
    ...(timeout !== undefined && { TimeoutSeconds: Number(timeout) }),
  };
}

/** The output and code of the one step on the one machine; of several machines or steps none is given (user guide, "aws:runCommand"). */
function resultOf(command: Command): { ResponseCode?: number; Output?: string } {
  const [invocation, another] = command.invocations;
  if (!invocation || another) return {};
  const plugins = (describeInvocation(command, invocation, true).CommandPlugins ?? []).filter(
    ({ Output: output = '' }) => !isPassedOver(output),
  );
  const Output = plugins.map(({ Output: output = '' }) => output).join('\n');
  const [only, second] = plugins;
  return { Output, ...(only?.ResponseCode !== undefined && !second && { ResponseCode: only.ResponseCode }) };
}

const isPassedOver = (output: string) => output.startsWith('Step execution skipped');

/** What the step gives. The payload is the same as JSON. */
function outputsOf(command: Command) {
  const result = { Status: commandStatus(command).status, ...resultOf(command), CommandId: command.id };
  return { ...result, OutputPayload: JSON.stringify(result) };
}

const shown = (outputs: ReturnType<typeof outputsOf>) =>
  `{Status=[${outputs.Status}], ResponseCode=[${outputs.ResponseCode ?? ''}], Output=[${outputs.Output ?? ''}], OutputPayload=[${outputs.OutputPayload}], CommandId=[${outputs.CommandId}]}`;

const over: ReadonlySet<string> = new Set(['Success', 'Cancelled', 'Failed', 'TimedOut']);
const idOf = (state: unknown) => (state as { id: string }).id;

export const runCommand: StepAction = {
  name: 'aws:runCommand',
  inputs: inputsOf('aws:runCommand'),

  begin: (run) =>
    orFailed('SendCommand', 'Execute/Cancelling action', async () => {
      const { Command: sent } = (await callAs(run, 'ssm', 'SendCommand', commandInput(run))) as SendCommandResult;
      const id = sent?.CommandId ?? '';
      return { status: 'InProgress', state: { id }, outputs: { CommandId: id } };
    }),

  tick: (run, state) =>
    orFailed('ListCommandInvocations', 'Poll action status for completion', async (): Promise<StepNews> => {
      const id = idOf(state);
      const waiting: StepNews = { status: 'InProgress', state, outputs: { CommandId: id } };
      // Asked for the right. The lists lag behind by the wall's clock; the step goes by the world's, so it looks at the command itself.
      await callAs(run, 'ssm', 'ListCommandInvocations', { CommandId: id, Details: true });
      bringToNow(run.world, run.place);
      const command = run.place.commands.find((each) => each.id === id);
      if (!command || !over.has(commandStatus(command).status)) return waiting;
      const outputs = outputsOf(command);
      if (outputs.Status === 'Success') return { status: 'Success', outputs };
      const message = `Command ${id} returns unexpected invocation result: \n${shown(outputs)}`;
      return { ...failed(message, 'verifying the command has completed', 'Verification'), outputs };
    }),

  async cancel(run, state) {
    if (state !== undefined) await callAs(run, 'ssm', 'CancelCommand', { CommandId: idOf(state) });
  },
};
