import type { CommandInvocation, CommandPlugin, GetCommandInvocationResult, Command as SdkCommand } from '@aws-sdk/client-ssm';
import { type Command, commandStatus, counts, type Invocation, isOver } from './command.ts';
import { outputKey, outputUrl, pluginOutput, responseCode, shownStreams } from './output.ts';
import type { Step } from './step.ts';

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
      OutputS3Region: command.outputRegion,
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
    ...(input.AlarmConfiguration && { AlarmConfiguration: input.AlarmConfiguration, TriggeredAlarms: [...command.triggeredAlarms] }),
  };
}

/** The coarse status beside each detailed one. */
export function invocationStatus({ state }: Invocation): CommandInvocation['Status'] & string {
  if (state === 'DeliveryTimedOut' || state === 'ExecutionTimedOut') return 'TimedOut';
  if (state === 'Terminated') return 'Cancelled';
  if (state === 'AccessDenied' || state === 'InvalidPlatform') return 'Failed';
  return state;
}

/** A step's own status: in a run that failed or timed out, the steps that did their work still succeeded. */
function stepStatus(invocation: Invocation, step: Step): [status: CommandPlugin['Status'] & string, details: string] {
  const status = invocationStatus(invocation);
  if (status === 'Cancelling') return ['InProgress', 'InProgress'];
  if (status === 'Delayed') return ['Pending', 'Pending'];
  if (responseCode(invocation, step) === 0) return ['Success', 'Success'];
  return [status, invocation.state];
}

function describePlugin(command: Command, invocation: Invocation, step: Step): CommandPlugin {
  const [status, details] = stepStatus(invocation, step);
  const { OutputS3BucketName: bucket } = command.input;
  return {
    Name: step.name,
    Status: status,
    StatusDetails: details,
    ResponseCode: responseCode(invocation, step),
    ...(invocation.startedAt !== undefined && { ResponseStartDateTime: date(invocation.startedAt) }),
    ...(invocation.startedAt !== undefined && invocation.endedAt !== undefined && { ResponseFinishDateTime: date(invocation.endedAt) }),
    Output: pluginOutput(invocation, step),
    StandardOutputUrl: outputUrl(command, invocation, step, 'stdout'),
    StandardErrorUrl: outputUrl(command, invocation, step, 'stderr'),
    ...(bucket !== undefined && {
      OutputS3Region: command.outputRegion,
      OutputS3BucketName: bucket,
      OutputS3KeyPrefix: outputKey(command, invocation, step, 'stdout').replace(/\/stdout$/, ''),
    }),
  };
}

/** The only step, or none: of a document with several, one has to be named. */
const onlyStep = ({ steps }: Command) => (steps.length === 1 ? steps[0] : undefined);

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
    StandardOutputUrl: outputUrl(command, invocation, onlyStep(command), 'stdout'),
    StandardErrorUrl: outputUrl(command, invocation, onlyStep(command), 'stderr'),
    CommandPlugins: details ? command.steps.map((step) => describePlugin(command, invocation, step)) : [],
    ServiceRole: input.ServiceRoleArn ?? '',
    NotificationConfig: input.NotificationConfig ?? noNotification,
    CloudWatchOutputConfig: input.CloudWatchOutputConfig ?? { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}

/** One invocation as GetCommandInvocation shows it: of a document with several steps nothing was written, unless a step is named. */
export function describeRun(command: Command, invocation: Invocation, named: Step | undefined): GetCommandInvocationResult {
  const { startedAt, endedAt, outcome } = invocation;
  const step = named ?? onlyStep(command);
  const { stdout, stderr } = step ? shownStreams(invocation, step) : { stdout: '', stderr: '' };
  const over = isOver(invocation) && startedAt !== undefined && endedAt !== undefined;
  const [status, details] = named ? stepStatus(invocation, named) : [invocationStatus(invocation), invocation.state];
  return {
    CommandId: command.id,
    InstanceId: invocation.nodeId,
    Comment: command.input.Comment ?? '',
    DocumentName: command.document.name,
    DocumentVersion: command.input.DocumentVersion ?? '$DEFAULT',
    PluginName: step?.name ?? '',
    ResponseCode: step ? responseCode(invocation, step) : over ? (outcome?.exitCode ?? -1) : -1,
    ExecutionStartDateTime: startedAt === undefined ? '' : date(startedAt).toISOString(),
    ExecutionElapsedTime: over ? `PT${Number(((endedAt - startedAt) / 1000).toFixed(3))}S` : '',
    ExecutionEndDateTime: over ? date(endedAt).toISOString() : '',
    Status: status,
    StatusDetails: details,
    StandardOutputContent: stdout,
    StandardOutputUrl: outputUrl(command, invocation, step, 'stdout'),
    StandardErrorContent: stderr,
    StandardErrorUrl: outputUrl(command, invocation, step, 'stderr'),
    CloudWatchOutputConfig: command.input.CloudWatchOutputConfig ?? { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}
