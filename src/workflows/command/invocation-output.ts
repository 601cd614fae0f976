import {
  type CommandPlugin,
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  ListCommandInvocationsCommand,
} from '@aws-sdk/client-ssm';
import { isNamed } from '../../aws/errors.ts';
import type { Aws } from '../../domain/operation.ts';
import { noStream, type OutputOf, type Stream } from '../../domain/output.ts';
import { joined, listed, type Step } from './steps.ts';

const kept = { stdout: 24_000, stderr: 8_000 }; // GetCommandInvocation, characters
const agentCut = '--output truncated--';

export interface Invocation extends OutputOf {
  readonly steps: readonly Step[];
}

/**
 * What one instance said, as far as Systems Manager keeps it. While it runs AWS shows nothing of it.
 * A document of several steps is read step by step if `deep`, else in short.
 */
export async function readInvocation(command: string, target: string, aws: Aws, deep: boolean): Promise<Invocation> {
  try {
    const answer = await read(command, target, aws);
    const state = stateOf(answer.Status, answer.StatusDetails, answer.ResponseCode);
    if (answer.PluginName) return { target, ...state, ...withSteps([stepOf(answer)]) };
    const plugins = await pluginsOf(command, target, aws);
    if (!deep) return { target, ...state, ...listed(plugins), steps: [] };
    const steps: Step[] = [];
    for (const { Name } of plugins) steps.push(stepOf(await read(command, target, aws, Name)));
    return { target, ...state, ...withSteps(steps) };
  } catch (error) {
    // For some seconds after sending this is normal.
    if (isNamed(error, 'InvocationDoesNotExist'))
      return { target, ...stateOf('Pending', 'Pending', undefined), stdout: noStream, stderr: noStream, steps: [] };
    throw error;
  }
}

const read = (command: string, target: string, { ssm }: Aws, step?: string): Promise<GetCommandInvocationCommandOutput> =>
  ssm.send(new GetCommandInvocationCommand({ CommandId: command, InstanceId: target, PluginName: step }));

/** Of a document with several steps AWS gives the output by step only, and the names of the steps in the list. */
async function pluginsOf(command: string, target: string, { ssm }: Aws): Promise<readonly CommandPlugin[]> {
  const { CommandInvocations: [found] = [] } = await ssm.send(
    new ListCommandInvocationsCommand({ CommandId: command, InstanceId: target, Details: true }),
  );
  return found?.CommandPlugins ?? [];
}

const withSteps = (steps: readonly Step[]): Pick<Invocation, 'stdout' | 'stderr' | 'steps'> => ({ ...joined(steps), steps });

const stepOf = (answer: GetCommandInvocationCommandOutput): Step => ({
  name: answer.PluginName ?? '',
  stdout: streamOf(answer.StandardOutputContent, kept.stdout),
  stderr: streamOf(answer.StandardErrorContent, kept.stderr),
  stdoutUrl: answer.StandardOutputUrl ?? '',
  stderrUrl: answer.StandardErrorUrl ?? '',
});

function streamOf(text = '', most: number): Stream {
  const marked = text.endsWith(agentCut);
  return { text: marked ? text.slice(0, -agentCut.length) : text, keeps: marked || text.length >= most ? most : undefined };
}

/** AWS's words for an invocation as ours. A script that did not run has the code -1. */
export function stateOf(status = '', details = status, code: number | undefined): Pick<OutputOf, 'state' | 'status' | 'exitCode'> {
  if (['Pending', 'InProgress', 'Delayed', 'Cancelling'].includes(status)) return { state: 'running', status: details };
  if (status === 'Success') return { state: 'succeeded', status: details };
  const exitCode = code !== undefined && code >= 0 ? code : undefined;
  return { state: status === 'Cancelled' ? 'apart' : 'failed', status: details, exitCode };
}
