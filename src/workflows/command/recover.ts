import { type Command, ListCommandsCommand, paginateListCommands } from '@aws-sdk/client-ssm';
import { type Execution, isOver } from '../../domain/execution.ts';
import type { Aws } from '../../domain/operation.ts';
import type { Wave } from '../../domain/plan.ts';
import { atTheEnd } from './poll.ts';
import { type CommandCall, executionOf } from './send.ts';

/** Newest first; a command older than so many pages was not sent a few minutes ago. */
const maxPages = 20;

/**
 * Finds the command of a wave whose outcome is not known: by the key in its Comment, or, where a person
 * names a command, by checking that its key, document and instances are the wave's.
 */
export async function findCommand(wave: Wave<CommandCall>, key: string, aws: Aws, id?: string): Promise<Execution | 'not found'> {
  const command = id === undefined ? await newest(wave, key, aws) : await named(wave, key, aws, id);
  if (!command) return 'not found';
  // As when it is sent: where AWS chose the instances, each look is for one that nobody approved.
  const execution = { ...executionOf(command), ...(wave.call.live && { approved: wave.targets }) };
  // Found when it is over already: nobody will follow it to its end.
  return isOver(execution) ? atTheEnd(execution, aws) : execution;
}

async function named(wave: Wave<CommandCall>, key: string, { ssm }: Aws, id: string): Promise<Command | undefined> {
  const { Commands: [command] = [] } = await ssm.send(new ListCommandsCommand({ CommandId: id }));
  return command && isOf(wave, key, command) ? command : undefined;
}

async function newest(wave: Wave<CommandCall>, key: string, { ssm }: Aws): Promise<Command | undefined> {
  let pages = 0;
  for await (const page of paginateListCommands({ client: ssm, pageSize: 50 }, {})) {
    const command = page.Commands?.find((each) => isOf(wave, key, each));
    if (command) return command;
    pages += 1;
    if (pages === maxPages) break;
  }
  return undefined;
}

function isOf({ targets, call }: Wave<CommandCall>, key: string, command: Command): boolean {
  const approved = new Set(targets);
  const hasKey = command.Comment === key || command.Comment?.startsWith(`${key} `);
  return hasKey === true && command.DocumentName === call.document && (command.InstanceIds ?? []).every((id) => approved.has(id));
}
