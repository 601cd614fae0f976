import type { CancelCommandRequest, CancelCommandResult } from '@aws-sdk/client-ssm';
import { cancel } from './command/advance.ts';
import { bringToNow } from './command/fleet.ts';
import { anything, defineOperation } from './operation.ts';
import { refuse } from './refusal.ts';

export const cancelCommand = defineOperation<CancelCommandRequest, CancelCommandResult>({
  service: 'ssm',
  name: 'CancelCommand',
  access: anything('ssm:CancelCommand'),
  answer(input, { world, place }) {
    const ids = input.InstanceIds?.length ? input.InstanceIds : undefined;
    const command = place.commands.find(({ id }) => id === input.CommandId);
    if (!command) return refuse('InvalidCommandId', 'The specified command ID is not valid. Verify the ID and try again.');
    if (ids && new Set(ids).size < ids.length) refuse('DuplicateInstanceId', 'You cannot specify an instance ID in more than one place.');
    const stranger = ids?.find((id) => !command.invocations.some(({ nodeId }) => nodeId === id));
    if (stranger) refuse('InvalidInstanceId', `The command was not sent to the instance ${stranger}.`);
    bringToNow(world, place);
    cancel(command, world.clock.now(), ids);
    return {};
  },
});
