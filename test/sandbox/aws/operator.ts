import {
  type Command,
  type CommandInvocation,
  GetCommandInvocationCommand,
  type GetCommandInvocationResult,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  type SendCommandRequest,
  type SendCommandResult,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import type { OpenAws } from './clients.ts';

/** Somebody who may run commands in production, in short words. */
export interface Operator {
  readonly ssm: SSMClient;
  /** SendCommand, by default `uptime` on myapp-prod-01. */
  request(wish: Partial<SendCommandRequest>): Promise<SendCommandResult>;
  /** Sends a script and returns the command's id. */
  send(script: string | string[], wish?: Partial<SendCommandRequest>): Promise<string>;
  status(id: string): Promise<Command | undefined>;
  run(id: string, instance?: string): Promise<GetCommandInvocationResult>;
  /** Every invocation with its plugins, by instance id, in the order of sending. */
  runs(id: string): Promise<Record<string, CommandInvocation>>;
}

export const one = seededId('myapp-prod-01');
export const two = seededId('myapp-prod-02');
export const three = seededId('myapp-prod-03');

/** Opens a session that may run commands; new commands are visible at once and rates are no matter. */
export async function openOperator(aws: OpenAws): Promise<Operator> {
  const { ssm } = await aws.session('operate', { RoleSessionName: 'ana', SourceIdentity: 'ana' });
  await aws.visibleAfter(0);
  await aws.allowsRates(100);
  const request = (wish: Partial<SendCommandRequest>) =>
    ssm.send(
      new SendCommandCommand({ InstanceIds: [one], DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['uptime'] }, ...wish }),
    );
  return {
    ssm,
    request,
    send: async (script, wish = {}) => (await request({ Parameters: { commands: [script].flat() }, ...wish })).Command?.CommandId ?? '',
    status: async (id) => (await ssm.send(new ListCommandsCommand({ CommandId: id }))).Commands?.[0],
    run: (id, instance = one) => ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: instance })),
    async runs(id) {
      const { CommandInvocations: found = [] } = await ssm.send(new ListCommandInvocationsCommand({ CommandId: id, Details: true }));
      return Object.fromEntries(found.map((each) => [each.InstanceId ?? '', each]));
    },
  };
}
