import { CancelCommandCommand } from '@aws-sdk/client-ssm';
import { defineOperation } from '../../domain/operation.ts';
import { form, input } from './input.ts';
import { commandOutput } from './output.ts';
import { planCommand } from './plan.ts';
import { pollCommands } from './poll.ts';
import { findCommand } from './recover.ts';
import { commandRoles } from './roles.ts';
import { commandRights, sendCommand } from './send.ts';

/** Runs a script or a Command document on instances, a wave of exact instance ids at a time. */
export const runCommand = defineOperation({
  name: 'command.run',
  words: 'run',
  title: 'Run a script on instances',
  risk: 'change',
  input,
  form,
  plan: planCommand,
  roles: commandRoles,
  iam: commandRights,
  start: sendCommand,
  recover: findCommand,
  poll: pollCommands,
  output: commandOutput,
  async stop(execution, { ssm }) {
    await ssm.send(new CancelCommandCommand({ CommandId: execution.id }));
  },
  retry: (given, failed) => ({ ...given, targets: [...failed], canary: undefined, live: undefined }),
});
