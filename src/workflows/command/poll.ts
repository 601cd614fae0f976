import { type Command, ListCommandsCommand, paginateListCommands } from '@aws-sdk/client-ssm';
import { type Execution, isOver } from '../../domain/execution.ts';
import type { Aws } from '../../domain/operation.ts';
import { withInvocations } from './invocations.ts';
import { executionOf } from './send.ts';

/** Up to so many are looked up one by one; more are read in pages of 50. */
const singles = 2;
const marginMs = 60_000;

/** Where the executions stand now. Those that AWS does not list yet are given back as they are. */
export async function pollCommands(executions: readonly Execution[], aws: Aws): Promise<Execution[]> {
  const commands = executions.length <= singles ? await oneByOne(executions, aws) : await inPages(executions, aws);
  const looks = await Promise.allSettled(executions.map((before) => lookAt(before, commands.get(before.id), aws)));
  const [failed] = looks.filter((look) => look.status === 'rejected');
  // One that can't be read is looked at again at the next tick; the others go on meanwhile.
  if (failed && looks.every((look) => look.status === 'rejected')) throw failed.reason;
  return looks.map((look, i) => (look.status === 'fulfilled' ? look.value : (executions[i] as Execution)));
}

async function lookAt(before: Execution, command: Command | undefined, aws: Aws): Promise<Execution> {
  if (!command) return before;
  const now = executionOf(command, before);
  if (isOver(now)) return atTheEnd(now, aws);
  // Else detail is asked for only when there is a new error, and while a cancel turns what waited into what never ran.
  // Where AWS chooses the instances, each look is for one that nobody approved.
  const inDetail = now.counts.failed > before.counts.failed || now.detail === 'Cancelling' || now.approved !== undefined;
  return inDetail ? withInvocations(now, aws) : now;
}

/** A command that is over, with what its invocations say: the list's own counts tell no cancelled from succeeded. */
export async function atTheEnd(execution: Execution, aws: Aws): Promise<Execution> {
  const detailed = await withInvocations(execution, aws);
  return { ...detailed, status: outcome(detailed), endedAt: detailed.endedAt ?? aws.clock.now() };
}

/** AWS calls a command with tolerated errors a success; a person does not. */
const outcome = ({ status, counts }: Execution): Execution['status'] =>
  status === 'succeeded' && counts.succeeded < counts.total ? 'failed' : status;

async function oneByOne(executions: readonly Execution[], { ssm }: Aws): Promise<Map<string, Command>> {
  const answers = await Promise.all(executions.map(({ id }) => ssm.send(new ListCommandsCommand({ CommandId: id }))));
  return byId(answers.flatMap((answer) => answer.Commands ?? []));
}

/** No more pages than there are executions: in a busy account the rest is cheaper one by one. */
async function inPages(executions: readonly Execution[], aws: Aws): Promise<Map<string, Command>> {
  const wanted = new Set(executions.map(({ id }) => id));
  const oldest = Math.min(...executions.map(({ startedAt }) => startedAt)) - marginMs;
  const filter = { key: 'InvokedAfter', value: new Date(oldest).toISOString().replace(/\.\d+Z$/, 'Z') } as const;
  const found: Command[] = [];
  let pages = 0;
  for await (const page of paginateListCommands({ client: aws.ssm, pageSize: 50 }, { Filters: [filter] })) {
    for (const command of page.Commands ?? []) if (wanted.delete(command.CommandId ?? '')) found.push(command);
    pages += 1;
    if (wanted.size === 0 || pages >= executions.length) break;
  }
  const rest = await oneByOne(
    executions.filter(({ id }) => wanted.has(id)),
    aws,
  );
  return new Map([...byId(found), ...rest]);
}

const byId = (commands: readonly Command[]) => new Map(commands.map((command) => [command.CommandId ?? '', command]));
