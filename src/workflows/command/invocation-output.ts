import { GetCommandInvocationCommand, ListCommandInvocationsCommand } from '@aws-sdk/client-ssm';
import { isNamed } from '../../aws/errors.ts';
import type { Aws } from '../../domain/operation.ts';
import { noStream, type OutputOf, type Stream } from '../../domain/output.ts';
import { stepsOf } from './steps.ts';

const kept = { stdout: 24_000, stderr: 8_000 }; // GetCommandInvocation, characters
const agentCut = '--output truncated--';

/** What one instance said, as far as Systems Manager keeps it, and where it says that the whole is. */
export interface Invocation extends OutputOf {
  readonly stdoutUrl: string;
  readonly stderrUrl: string;
  /** 'aws:runShellScript'. */
  readonly plugin: string;
}

/** Reads one invocation. While it runs AWS shows nothing of what it says. */
export async function readInvocation(command: string, target: string, { ssm }: Aws): Promise<Invocation> {
  const nothing = { target, stdout: noStream, stderr: noStream, stdoutUrl: '', stderrUrl: '', plugin: '' };
  try {
    const answer = await ssm.send(new GetCommandInvocationCommand({ CommandId: command, InstanceId: target }));
    const { PluginName: plugin = '', StandardOutputUrl: stdoutUrl = '', StandardErrorUrl: stderrUrl = '' } = answer;
    const found = { ...stateOf(answer.Status, answer.StatusDetails, answer.ResponseCode), target, stdoutUrl, stderrUrl, plugin };
    const streams = {
      stdout: streamOf(answer.StandardOutputContent, kept.stdout),
      stderr: streamOf(answer.StandardErrorContent, kept.stderr),
    };
    // A document of several steps gives its output by step only; the list has them all.
    if (plugin !== '' || streams.stdout.text !== '' || streams.stderr.text !== '') return { ...found, ...streams };
    const { CommandInvocations: [invocation] = [] } = await ssm.send(
      new ListCommandInvocationsCommand({ CommandId: command, InstanceId: target, Details: true }),
    );
    return { ...found, stdout: stepsOf(invocation?.CommandPlugins ?? []), stderr: noStream };
  } catch (error) {
    // For some seconds after sending this is normal.
    if (isNamed(error, 'InvocationDoesNotExist')) return { ...nothing, ...stateOf('Pending', 'Pending', undefined) };
    throw error;
  }
}

function streamOf(text = '', most: number): Stream {
  const isCut = text.length >= most || text.endsWith(agentCut);
  return isCut ? { text: text.endsWith(agentCut) ? text.slice(0, -agentCut.length) : text, keeps: most } : { text };
}

/** AWS's words for an invocation as ours. A script that was not run, or was cut off, has the code -1. */
export function stateOf(status = '', details = status, code: number | undefined): Pick<OutputOf, 'state' | 'status' | 'exitCode'> {
  const exitCode = code !== undefined && code >= 0 && status !== 'Success' ? code : undefined;
  if (['Pending', 'InProgress', 'Delayed', 'Cancelling'].includes(status)) return { state: 'running', status: details };
  if (status === 'Success') return { state: 'succeeded', status: details };
  return { state: status === 'Cancelled' ? 'apart' : 'failed', status: details, exitCode };
}
