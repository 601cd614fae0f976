import type { CommandPlugin } from '@aws-sdk/client-ssm';
import type { OutputOf, Stream } from '../../domain/output.ts';

const keptInList = 2_500; // ListCommandInvocations with Details: of a step, both streams together

/** What one step of a document said. Most documents have one. */
export interface Step {
  /** AWS's name for it: 'aws:runShellScript', or what the document calls the step. */
  readonly name: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Where S3 holds the whole, if the command was told to write it there; else empty. */
  readonly stdoutUrl: string;
  readonly stderrUrl: string;
}

/** The steps' streams in their order, each under its name where there are several. */
export const joined = (steps: readonly Step[]): Pick<OutputOf, 'stdout' | 'stderr'> => ({
  stdout: join(steps.map(({ name, stdout }) => [name, stdout])),
  stderr: join(steps.map(({ name, stderr }) => [name, stderr])),
});

function join(all: readonly (readonly [name: string, stream: Stream])[]): Stream {
  if (all.length === 1) return all[0]?.[1] ?? { text: '' };
  const said = all.filter(([, { text }]) => text !== '');
  const kept = said.flatMap(([, { keeps }]) => keeps ?? []);
  return {
    text: said.map(([name, { text }]) => `== ${name}\n${text}${text.endsWith('\n') ? '' : '\n'}`).join(''),
    keeps: kept.length > 0 ? Math.max(...kept) : undefined,
  };
}

/** What the list tells of the steps: both streams of each, put together by the agent. */
export const listed = (plugins: readonly CommandPlugin[]): Pick<OutputOf, 'stdout' | 'stderr'> => ({
  stdout: join(plugins.map(({ Name = '', Output = '' }) => [Name, listedStream(Output)])),
  stderr: { text: '' },
});

const listedStream = (text: string): Stream => ({
  text,
  keeps: text.length >= keptInList || /---(?:Output|Error) truncated-/.test(text) ? keptInList : undefined,
});
