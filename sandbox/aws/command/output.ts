import type { Command, Invocation } from './command.ts';
import type { StepOutcome } from './outcome.ts';
import type { Step } from './step.ts';

const stdoutMax = 24_000; // GetCommandInvocation
const stderrMax = 8000;
const pluginMax = 2500; // ListCommandInvocations, each plugin
const outputCut = '\n---Output truncated---';
const errorCut = '\n---Error truncated----';
const agentCut = '--output truncated--';
const errorTitle = '\n----------ERROR-------\n';

const cut = (text: string, max: number) => (text.length <= max ? text : text.slice(0, max - agentCut.length) + agentCut);

export interface Streams {
  readonly stdout: string;
  readonly stderr: string;
}

const cutOff = 137; // the agent's code for a run that was killed

/** The step's outcome, once there is something to report. */
function stepIn({ state, outcome }: Invocation, step: Step): StepOutcome | undefined {
  const over = state === 'Success' || state === 'Failed' || state === 'ExecutionTimedOut';
  return over ? outcome?.steps.find(({ name }) => name === step.name) : undefined;
}

/** The exit code of one step; -1 until there is one. */
export function responseCode(invocation: Invocation, step: Step): number {
  const { state, startedAt } = invocation;
  if (state === 'Cancelled' && startedAt !== undefined) return cutOff;
  const found = stepIn(invocation, step);
  if (!found) return -1;
  return state === 'ExecutionTimedOut' && found.skipped === undefined ? cutOff : found.exitCode;
}

/** Everything that a step wrote, and the agent behind it; while it runs, nothing is shown. */
export function streamsOf(invocation: Invocation, step: Step): Streams {
  const found = stepIn(invocation, step);
  if (!found) return { stdout: '', stderr: '' };
  const code = responseCode(invocation, step);
  return { stdout: found.stdout, stderr: code === 0 ? found.stderr : `${found.stderr}failed to run commands: exit status ${code}` };
}

/** What GetCommandInvocation shows of it. */
export function shownStreams(invocation: Invocation, step: Step): Streams {
  const { stdout, stderr } = streamsOf(invocation, step);
  return { stdout: cut(stdout, stdoutMax), stderr: cut(stderr, stderrMax) };
}

/** The agent's rule for putting both streams into 2,500 characters. */
export function pluginOutput(invocation: Invocation, step: Step): string {
  const skipped = stepIn(invocation, step)?.skipped;
  if (skipped !== undefined) return skipped;
  const { stdout, stderr } = streamsOf(invocation, step);
  const title = stderr ? errorTitle : '';
  const space = pluginMax - title.length;
  if (stdout.length + stderr.length < space) return stdout + title + stderr;
  const half = space / 2;
  if (stdout.length > half && stderr.length > half) {
    const each = Math.floor((space - outputCut.length - errorCut.length) / 2);
    return stdout.slice(0, each) + outputCut + title + stderr.slice(0, each) + errorCut;
  }
  if (stdout.length < half) return stdout + title + stderr.slice(0, space - errorCut.length - stdout.length) + errorCut;
  return stdout.slice(0, space - outputCut.length - stderr.length) + outputCut + title + stderr;
}

/** Where in the bucket a step's stream lies. */
export const outputKey = (command: Command, invocation: Invocation, step: Step, stream: keyof Streams) =>
  [command.input.OutputS3KeyPrefix?.replace(/^\/+|\/+$/g, ''), command.id, invocation.nodeId, step.folder, stream]
    .filter(Boolean)
    .join('/');

/** Where S3 holds the whole output, if the caller asked for that; else empty. */
export function outputUrl(command: Command, invocation: Invocation, step: Step | undefined, stream: keyof Streams): string {
  const { OutputS3BucketName: bucket } = command.input;
  if (!bucket || !step) return '';
  return `https://s3.${command.outputRegion}.amazonaws.com/${bucket}/${outputKey(command, invocation, step, stream)}`;
}
