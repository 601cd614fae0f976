import type {
  CommandFilter,
  GetCommandInvocationRequest,
  GetCommandInvocationResult,
  ListCommandInvocationsRequest,
  ListCommandInvocationsResult,
  ListCommandsRequest,
  ListCommandsResult,
} from '@aws-sdk/client-ssm';
import { type Command, commandStatus, type Invocation, isOver } from './command/command.ts';
import { bringToNow } from './command/fleet.ts';
import { describeCommand, describeInvocation, describeRun, invocationStatus } from './command/view.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import type { Place, World } from './world.ts';

/** The commands that the lists know by now, newest first. */
function visible(world: World, place: Place): Command[] {
  bringToNow(world, place);
  return place.commands.filter((command) => command.visibleAt <= Date.now()).reverse();
}

function timeOf(filter: CommandFilter): number {
  const time = Date.parse(filter.value ?? '');
  return Number.isNaN(time) ? refuse('ValidationException', `The value ${filter.value} of filter ${filter.key} is not a date.`) : time;
}

interface Subject {
  readonly requestedAt: number;
  readonly document: string;
  readonly status: string;
  readonly over: boolean;
}

const stages: Readonly<Record<string, (over: boolean) => boolean>> = { Executing: (over) => !over, Complete: (over) => over };

function passes(filter: CommandFilter, subject: Subject): boolean {
  switch (filter.key) {
    case 'InvokedAfter':
      return subject.requestedAt >= timeOf(filter);
    case 'InvokedBefore':
      return subject.requestedAt < timeOf(filter);
    case 'Status':
      return subject.status === filter.value;
    case 'DocumentName':
      return subject.document === filter.value;
    case 'ExecutionStage':
      return (stages[filter.value ?? ''] ?? (() => refuse('ValidationException', `The stage ${filter.value} is not valid.`)))(subject.over);
    default:
      return refuse('InvalidFilterKey', `The specified filter key ${filter.key} is not valid.`);
  }
}

export const listCommands = defineOperation<ListCommandsRequest, ListCommandsResult>({
  service: 'ssm',
  name: 'ListCommands',
  access: anything('ssm:ListCommands'),
  answer(input, { world, place }) {
    const { CommandId: id, InstanceId: node, Filters: filters = [] } = input;
    const found = visible(world, place).filter(
      (command) =>
        (!id || command.id === id) &&
        (!node || command.invocations.some((each) => each.nodeId === node)) &&
        filters.every((filter) =>
          passes(filter, {
            requestedAt: command.requestedAt,
            document: command.document.name,
            status: commandStatus(command).status,
            over: command.invocations.every(isOver),
          }),
        ),
    );
    const { page, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, [id, node, filters]);
    return { Commands: page.map(describeCommand), ...next };
  },
});

export const listCommandInvocations = defineOperation<ListCommandInvocationsRequest, ListCommandInvocationsResult>({
  service: 'ssm',
  name: 'ListCommandInvocations',
  access: anything('ssm:ListCommandInvocations'),
  answer(input, { world, place }) {
    const { CommandId: id, InstanceId: node, Filters: filters = [], Details: details = false } = input;
    const found = visible(world, place)
      .filter((command) => !id || command.id === id)
      .flatMap((command) => command.invocations.map((invocation): [Command, Invocation] => [command, invocation]))
      .filter(
        ([command, invocation]) =>
          (!node || invocation.nodeId === node) &&
          filters.every((filter) =>
            passes(filter, {
              requestedAt: command.requestedAt,
              document: command.document.name,
              status: invocationStatus(invocation),
              over: isOver(invocation),
            }),
          ),
      );
    const { page, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, [id, node, filters]);
    return { CommandInvocations: page.map(([command, invocation]) => describeInvocation(command, invocation, details)), ...next };
  },
});

export const getCommandInvocation = defineOperation<GetCommandInvocationRequest, GetCommandInvocationResult>({
  service: 'ssm',
  name: 'GetCommandInvocation',
  access: anything('ssm:GetCommandInvocation'),
  answer(input, { world, place }) {
    const command = visible(world, place).find(({ id }) => id === input.CommandId);
    const invocation = command?.invocations.find(({ nodeId }) => nodeId === input.InstanceId);
    if (!command || !invocation) return refuse('InvocationDoesNotExist', 'InvocationDoesNotExist');
    const named = command.steps.find(({ name }) => name === input.PluginName);
    if (input.PluginName !== undefined && !named) refuse('InvalidPluginName', `The plugin name ${input.PluginName} is not valid.`);
    return describeRun(command, invocation, named);
  },
});
