import type { Command, Invocation } from './command.ts';

const stdoutMax = 24_000; // GetCommandInvocation
const stderrMax = 8000;
const pluginMax = 2500; // ListCommandInvocations, each plugin
const outputCut = '\n---Output truncated---';
const errorCut = '\n---Error truncated----';
const agentCut = '--output truncated--';
const errorTitle = '\n----------ERROR-------\n';

export const pluginOf = (command: Command) => command.version.content.mainSteps[0]?.action ?? 'aws:runShellScript';

const cut = (text: string, max: number) => (text.length <= max ? text : text.slice(0, max - agentCut.length) + agentCut);

interface Streams {
  readonly stdout: string;
  readonly stderr: string;
}

/** What the agent reports when a run is over; while it runs, nothing is shown. */
function reported({ state, outcome }: Invocation): Streams {
  if (!outcome) return { stdout: '', stderr: '' };
  if (state === 'ExecutionTimedOut') return { stdout: outcome.stdout, stderr: `${outcome.stderr}failed to run commands: exit status 137` };
  if (state === 'Failed')
    return { stdout: outcome.stdout, stderr: `${outcome.stderr}failed to run commands: exit status ${outcome.exitCode}` };
  return state === 'Success' ? { stdout: outcome.stdout, stderr: outcome.stderr } : { stdout: '', stderr: '' };
}

export function wholeStreams(invocation: Invocation): Streams {
  const { stdout, stderr } = reported(invocation);
  return { stdout: cut(stdout, stdoutMax), stderr: cut(stderr, stderrMax) };
}

/** The agent's rule for putting both streams into 2,500 characters. */
export function pluginOutput(invocation: Invocation): string {
  const { stdout, stderr } = reported(invocation);
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

/** The exit code; -1 until there is one, 137 for a run that was cut off (the agent's code for it). */
export function responseCode({ state, outcome, startedAt }: Invocation): number {
  if (state === 'ExecutionTimedOut' || (state === 'Cancelled' && startedAt !== undefined)) return 137;
  return outcome && (state === 'Success' || state === 'Failed') ? outcome.exitCode : -1;
}

/** Where S3 holds the whole output, if the caller asked for that; else empty. */
export function outputUrl(command: Command, invocation: Invocation, stream: 'stdout' | 'stderr'): string {
  const { OutputS3BucketName: bucket, OutputS3KeyPrefix: prefix, OutputS3Region: region } = command.input;
  if (!bucket) return '';
  const plugin = pluginOf(command).replace(':', '');
  const name = command.version.content.mainSteps[0]?.name ?? plugin;
  const key = [prefix, command.id, invocation.nodeId, plugin, name, stream].filter(Boolean).join('/');
  return `https://s3.${region ?? command.region}.amazonaws.com/${bucket}/${key}`;
}
