import type { CommandInvocation, CommandPlugin, GetCommandInvocationResult, Command as SdkCommand } from '@aws-sdk/client-ssm';
import { type Command, commandStatus, counts, type Invocation, isOver } from './command.ts';
import { outputUrl, pluginOf, pluginOutput, responseCode, wholeStreams } from './output.ts';

const date = (milliseconds: number) => new Date(Math.floor(milliseconds));
const noNotification = { NotificationArn: '', NotificationEvents: [], NotificationType: '' as never };

/** Commands as ListCommands and SendCommand show them. */
export function describeCommand(command: Command): SdkCommand {
  const { input } = command;
  const { status, details } = commandStatus(command);
  return {
    CommandId: command.id,
    DocumentName: command.document.name,
    DocumentVersion: input.DocumentVersion ?? '$DEFAULT',
    Comment: input.Comment ?? '',
    ExpiresAfter: date(command.expiresAt),
    Parameters: input.Parameters ?? {},
    InstanceIds: input.InstanceIds ?? [],
    Targets: input.Targets ?? [],
    RequestedDateTime: date(command.requestedAt),
    Status: status,
    StatusDetails: details,
    ...(input.OutputS3BucketName !== undefined && {
      OutputS3Region: input.OutputS3Region ?? command.region,
      OutputS3BucketName: input.OutputS3BucketName,
      OutputS3KeyPrefix: input.OutputS3KeyPrefix ?? '',
    }),
    MaxConcurrency: input.MaxConcurrency ?? '50',
    MaxErrors: input.MaxErrors ?? '0',
    ...counts(command),
    ServiceRole: input.ServiceRoleArn ?? '',
    NotificationConfig: input.NotificationConfig ?? noNotification,
    CloudWatchOutputConfig: input.CloudWatchOutputConfig ?? { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
    TimeoutSeconds: command.timeoutSeconds,
    ...(input.AlarmConfiguration && { AlarmConfiguration: input.AlarmConfiguration, TriggeredAlarms: [] }),
  };
}

/** The coarse status beside each detailed one. */
export function invocationStatus({ state }: Invocation): CommandInvocation['Status'] & string {
  if (state === 'DeliveryTimedOut' || state === 'ExecutionTimedOut') return 'TimedOut';
  if (state === 'Terminated') return 'Cancelled';
  if (state === 'AccessDenied' || state === 'InvalidPlatform') return 'Failed';
  return state;
}

function describePlugin(command: Command, invocation: Invocation): CommandPlugin {
  const status = invocationStatus(invocation);
  const running = status === 'Cancelling' || status === 'Delayed';
  const { OutputS3BucketName: bucket, OutputS3KeyPrefix: prefix, OutputS3Region: region } = command.input;
  return {
    Name: pluginOf(command),
    Status: running ? (status === 'Delayed' ? 'Pending' : 'InProgress') : status,
    StatusDetails: running ? (status === 'Delayed' ? 'Pending' : 'InProgress') : invocation.state,
    ResponseCode: responseCode(invocation),
    ...(invocation.startedAt !== undefined && { ResponseStartDateTime: date(invocation.startedAt) }),
    ...(invocation.startedAt !== undefined && invocation.endedAt !== undefined && { ResponseFinishDateTime: date(invocation.endedAt) }),
    Output: pluginOutput(invocation),
    StandardOutputUrl: outputUrl(command, invocation, 'stdout'),
    StandardErrorUrl: outputUrl(command, invocation, 'stderr'),
    ...(bucket !== undefined && { OutputS3Region: region ?? command.region, OutputS3BucketName: bucket, OutputS3KeyPrefix: prefix ?? '' }),
  };
}

/** Invocations as ListCommandInvocations shows them; the plugins only with Details. */
export function describeInvocation(command: Command, invocation: Invocation, details: boolean): CommandInvocation {
  const { input } = command;
  return {
    CommandId: command.id,
    InstanceId: invocation.nodeId,
    InstanceName: '',
    Comment: input.Comment ?? '',
    DocumentName: command.document.name,
    DocumentVersion: input.DocumentVersion ?? '$DEFAULT',
    RequestedDateTime: date(invocation.sentAt ?? command.requestedAt),
    Status: invocationStatus(invocation),
    StatusDetails: invocation.state,
    StandardOutputUrl: outputUrl(command, invocation, 'stdout'),
    StandardErrorUrl: outputUrl(command, invocation, 'stderr'),
    CommandPlugins: details ? [describePlugin(command, invocation)] : [],
    ServiceRole: input.ServiceRoleArn ?? '',
    NotificationConfig: input.NotificationConfig ?? noNotification,
    CloudWatchOutputConfig: input.CloudWatchOutputConfig ?? { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}

/** One invocation as GetCommandInvocation shows it. */
export function describeRun(command: Command, invocation: Invocation): GetCommandInvocationResult {
  const { startedAt, endedAt } = invocation;
  const { stdout, stderr } = wholeStreams(invocation);
  const over = isOver(invocation) && startedAt !== undefined && endedAt !== undefined;
  return {
    CommandId: command.id,
    InstanceId: invocation.nodeId,
    Comment: command.input.Comment ?? '',
    DocumentName: command.document.name,
    DocumentVersion: command.input.DocumentVersion ?? '$DEFAULT',
    PluginName: pluginOf(command),
    ResponseCode: responseCode(invocation),
    ExecutionStartDateTime: startedAt === undefined ? '' : date(startedAt).toISOString(),
    ExecutionElapsedTime: over ? `PT${Number(((endedAt - startedAt) / 1000).toFixed(3))}S` : '',
    ExecutionEndDateTime: over ? date(endedAt).toISOString() : '',
    Status: invocationStatus(invocation),
    StatusDetails: invocation.state,
    StandardOutputContent: stdout,
    StandardOutputUrl: outputUrl(command, invocation, 'stdout'),
    StandardErrorContent: stderr,
    StandardErrorUrl: outputUrl(command, invocation, 'stderr'),
    CloudWatchOutputConfig: command.input.CloudWatchOutputConfig ?? { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}
