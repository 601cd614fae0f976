import { type Command, DocumentHashType, SendCommandCommand } from '@aws-sdk/client-ssm';
import { literalValue } from '../../aws/session-policy.ts';
import type { TagFilter } from '../../aws/target-words.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Execution } from '../../domain/execution.ts';
import type { Act, Aws, StartContext, Statement } from '../../domain/operation.ts';
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
  readonly s3?: { readonly bucket: string; readonly prefix?: string | undefined } | undefined;
  readonly logGroup?: string | undefined;
  readonly alarm?: string | undefined;
  /** AWS chooses by these tags when it runs; the wave's targets are those that were approved. */
  readonly live?: readonly TagFilter[] | undefined;
}

const maxComment = 100; // SendCommand

/** Sends the wave's command. The key stands first in its Comment: by it the command is found after a crash. */
export async function sendCommand({ targets, call }: Wave<CommandCall>, { key, tolerates }: StartContext, { ssm }: Aws) {
  const answer = await ssm.send(
    new SendCommandCommand({
      ...(call.live
        ? { Targets: call.live.map(({ key: tag, values }) => ({ Key: `tag:${tag}`, Values: [...values] })) }
        : { InstanceIds: [...targets] }),
      DocumentName: call.document,
      DocumentVersion: call.version,
      DocumentHash: call.hash,
      DocumentHashType: DocumentHashType.SHA256,
      Parameters: Object.fromEntries(Object.entries(call.parameters).map(([name, values]) => [name, [...values]])),
      TimeoutSeconds: call.deliverWithin,
      MaxConcurrency: String(call.concurrency),
      MaxErrors: String(tolerates ?? 0),
      Comment: `${key} ${call.comment ?? ''}`.trim().slice(0, maxComment),
      ...(call.s3 && { OutputS3BucketName: call.s3.bucket, OutputS3KeyPrefix: call.s3.prefix }),
      ...(call.logGroup !== undefined && {
        CloudWatchOutputConfig: { CloudWatchLogGroupName: call.logGroup, CloudWatchOutputEnabled: true },
      }),
      ...(call.alarm !== undefined && { AlarmConfiguration: { Alarms: [{ Name: call.alarm }], IgnorePollAlarmFailure: false } }),
    }),
  );
  const execution = executionOf(answer.Command as Command);
  return { execution: call.live ? { ...execution, approved: [...targets] } : execution };
}

/**
 * This document, these instances, nothing else; with --live every instance that has the tags, since AWS chooses.
 * CancelCommand knows no resources.
 */
export function commandRights(
  { targets, call }: Pick<Wave<Pick<CommandCall, 'document' | 'live' | 'alarm'>>, 'targets' | 'call'>,
  env: Environment,
  act: Act,
): Statement[] {
  if (act === 'stop') return [{ actions: ['ssm:CancelCommand'], resources: ['*'] }];
  const ec2 = `arn:${env.partition}:ec2:*:*:instance`;
  const ssm = `arn:${env.partition}:ssm:*`;
  const document = `${ssm}:*:document/${call.document.split('/').at(-1)}`;
  // AWS reads the alarm by a role of its own, which the sender must be allowed to make.
  const alarmRole = `arn:${env.partition}:iam::*:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`;
  const watching: Statement[] = call.alarm === undefined ? [] : [{ actions: ['iam:CreateServiceLinkedRole'], resources: [alarmRole] }];
  if (!call.live) {
    const arn = (id: string) => (id.startsWith('mi-') ? `${ssm}:*:managed-instance/${id}` : `${ec2}/${id}`);
    return [{ actions: ['ssm:SendCommand'], resources: [document, ...targets.map(arn)] }, ...watching];
  }
  const tags = Object.fromEntries(call.live.map(({ key, values }) => [`ssm:resourceTag/${key}`, values.map(literalValue)]));
  return [
    { actions: ['ssm:SendCommand'], resources: [document] },
    { actions: ['ssm:SendCommand'], resources: [`${ec2}/*`, `${ssm}:*:managed-instance/*`], conditions: { StringEquals: tags } },
    ...watching,
  ];
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
    idle: before?.idle,
    approved: before?.approved,
    strays: before?.strays,
    alarm: command.TriggeredAlarms?.[0]?.Name ?? before?.alarm,
    startedAt: before?.startedAt ?? command.RequestedDateTime?.getTime() ?? 0,
    endedAt: before?.endedAt,
  };
}

function statusOf(status: string | undefined): Execution['status'] {
  if (status === 'Success') return 'succeeded';
  if (status === 'Cancelled') return 'cancelled';
  return status === 'Failed' || status === 'TimedOut' ? 'failed' : 'running';
}
