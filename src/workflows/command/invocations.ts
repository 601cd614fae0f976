import { type CommandInvocation, paginateListCommandInvocations } from '@aws-sdk/client-ssm';
import { maskSecrets } from '../../aws/mask.ts';
import type { Counts, Execution, Failure } from '../../domain/execution.ts';
import type { Aws } from '../../domain/operation.ts';

/** So many failures are told with what they said; of the others only which they are. */
const maxToldFailures = 50;
const maxSaid = 200;

/** Invocations that never ran: cancelled while waiting, or not sent after too many errors. */
const notRun = new Set(['Cancelled', 'Terminated']);

/** Looks at each invocation of the command: exact counts, and what the failed ones said. */
export async function withInvocations(execution: Execution, { ssm }: Aws): Promise<Execution> {
  const invocations: CommandInvocation[] = [];
  for await (const page of paginateListCommandInvocations({ client: ssm, pageSize: 50 }, { CommandId: execution.id, Details: true })) {
    invocations.push(...(page.CommandInvocations ?? []));
  }
  // Both lists can be empty for seconds after sending, without an error.
  if (invocations.length === 0) return execution;
  const failed = invocations.filter(isFailure);
  const told = await Promise.all(failed.slice(0, maxToldFailures).map(failureOf));
  const bare = failed
    .slice(maxToldFailures)
    .map(({ InstanceId = '', StatusDetails = '' }) => ({ target: InstanceId, status: StatusDetails }));
  const idle = invocations.filter(neverBegan).map(({ InstanceId = '' }) => InstanceId);
  const approved = execution.approved && new Set(execution.approved);
  const strays = approved && invocations.map(({ InstanceId = '' }) => InstanceId).filter((id) => !approved.has(id));
  return { ...execution, failures: [...told, ...bare], idle, strays, counts: countsOf(invocations, execution.counts.total) };
}

function countsOf(invocations: readonly CommandInvocation[], total: number): Counts {
  const count = (which: (invocation: CommandInvocation) => boolean) => invocations.filter(which).length;
  return {
    total: Math.max(total, invocations.length),
    succeeded: count((invocation) => invocation.Status === 'Success'),
    failed: count(isFailure),
    notRun: count((invocation) => notRun.has(invocation.StatusDetails ?? '')),
  };
}

const isOver = (invocation: CommandInvocation) => !['Pending', 'InProgress', 'Delayed', 'Cancelling'].includes(invocation.Status ?? '');
const isFailure = (invocation: CommandInvocation) =>
  isOver(invocation) && invocation.Status !== 'Success' && !notRun.has(invocation.StatusDetails ?? '');

/** AWS had accepted it for this instance, and nothing was done there. */
const neverBegan = ({ StatusDetails = '', CommandPlugins: [plugin] = [] }: CommandInvocation) =>
  notRun.has(StatusDetails) && plugin?.ResponseStartDateTime === undefined;

async function failureOf(invocation: CommandInvocation): Promise<Failure> {
  // The failing plugin is the one that says why; ListCommandInvocations cuts its output at 2,500 characters.
  const plugin = invocation.CommandPlugins?.find((each) => each.Status !== 'Success') ?? invocation.CommandPlugins?.[0];
  const exitCode = plugin?.ResponseCode;
  return {
    target: invocation.InstanceId ?? '',
    status: invocation.StatusDetails ?? invocation.Status ?? '',
    exitCode: exitCode !== undefined && exitCode > 0 ? exitCode : undefined,
    said: lastLine(await maskSecrets(plugin?.Output ?? '')),
  };
}

// The agent writes this behind the script's own words, also where those did not end their line.
const agentTrailer = /failed to run commands: exit status \d+\s*$/;

/** The last line that says something: the shell document's own marks do not count. */
function lastLine(output: string): string | undefined {
  const lines = output
    .replace(agentTrailer, '')
    .split('\n')
    .map((line) => line.trim());
  const said = lines.findLast((line) => line !== '' && !/^-+(ERROR|OUTPUT)-+$/.test(line));
  return said && said.length > maxSaid ? `${said.slice(0, maxSaid)}…` : said;
}
