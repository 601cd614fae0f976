import { type Command, DocumentHashType, SendCommandCommand } from '@aws-sdk/client-ssm';
import type { Environment } from '../../domain/environment.ts';
import type { Execution } from '../../domain/execution.ts';
import type { Aws, StartContext, Statement } from '../../domain/operation.ts';
import type { Wave } from '../../domain/plan.ts';

/** All that SendCommand says, but for the instances, the error budget and the key. */
export interface CommandCall {
  readonly document: string;
  readonly version: string;
  /** SHA-256 of the document's content, as Systems Manager gives it. */
  readonly hash: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Seconds to deliver; the script's own limit is the document's executionTimeout. */
  readonly deliverWithin: number;
  readonly concurrency: number;
  readonly comment?: string | undefined;
}

const maxComment = 100; // SendCommand

/** Sends the wave's command. The key stands first in its Comment: by it the command is found after a crash. */
export async function sendCommand({ targets, call }: Wave<CommandCall>, { key, tolerates }: StartContext, { ssm }: Aws) {
  const answer = await ssm.send(
    new SendCommandCommand({
      InstanceIds: [...targets],
      DocumentName: call.document,
      DocumentVersion: call.version,
      DocumentHash: call.hash,
      DocumentHashType: DocumentHashType.SHA256,
      Parameters: Object.fromEntries(Object.entries(call.parameters).map(([name, values]) => [name, [...values]])),
      TimeoutSeconds: call.deliverWithin,
      MaxConcurrency: String(call.concurrency),
      MaxErrors: String(tolerates ?? 0),
      Comment: `${key} ${call.comment ?? ''}`.trim().slice(0, maxComment),
    }),
  );
  return { execution: executionOf(answer.Command as Command) };
}

/** This document, these instances, nothing else; CancelCommand knows no resources. */
export function commandRights(targets: readonly string[], document: string, env: Environment, act: 'start' | 'stop'): Statement[] {
  if (act === 'stop') return [{ actions: ['ssm:CancelCommand'], resources: ['*'] }];
  const arn = (id: string) =>
    id.startsWith('mi-') ? `arn:${env.partition}:ssm:*:*:managed-instance/${id}` : `arn:${env.partition}:ec2:*:*:instance/${id}`;
  return [{ actions: ['ssm:SendCommand'], resources: [`arn:${env.partition}:ssm:*:*:document/${document}`, ...targets.map(arn)] }];
}

/** The command as ListCommands and SendCommand tell it; what failed is looked at apart. */
export function executionOf(command: Command, before?: Execution): Execution {
  const total = command.TargetCount ?? 0;
  const done = command.CompletedCount ?? 0;
  const failed = (command.ErrorCount ?? 0) + (command.DeliveryTimedOutCount ?? 0);
  // AWS counts what was terminated or cancelled as completed; how many those are is known since they were last looked at.
  const notRun = before?.counts.notRun ?? 0;
  return {
    id: command.CommandId ?? '',
    status: statusOf(command.Status),
    detail: command.StatusDetails ?? command.Status ?? '',
    counts: { total, succeeded: Math.max(0, done - failed - notRun), failed, notRun },
    failures: before?.failures ?? [],
    startedAt: before?.startedAt ?? command.RequestedDateTime?.getTime() ?? 0,
    endedAt: before?.endedAt,
  };
}

function statusOf(status: string | undefined): Execution['status'] {
  if (status === 'Success') return 'succeeded';
  if (status === 'Cancelled') return 'cancelled';
  return status === 'Failed' || status === 'TimedOut' ? 'failed' : 'running';
}
