import type {
  DescribeLogGroupsCommandOutput,
  DescribeLogGroupsRequest,
  DescribeLogStreamsCommandOutput,
  DescribeLogStreamsRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { deliver } from './command/deliver.ts';
import { type LogGroup, type LogStream, logArn } from './log-group.ts';
import { type Access, anything, defineOperation, type Scene } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import type { Place } from './world.ts';

const service = 'logs';
const pageSize = 50; // DescribeLogGroups and DescribeLogStreams, at most and by default

/** A group is named by its name or, in the newer way, by its name or ARN. */
export interface NamesGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

export function groupNameIn({ logGroupName: name, logGroupIdentifier: identifier }: NamesGroup): string {
  if ((name === undefined) === (identifier === undefined))
    return refuse('InvalidParameterException', 'Exactly one of logGroupName and logGroupIdentifier must be given.');
  return name ?? identifier?.replace(/^arn:aws:logs:[\w-]+:\d{12}:log-group:/, '') ?? '';
}

export const requireGroup = (place: Place, input: NamesGroup): LogGroup =>
  place.logGroups.get(groupNameIn(input)) ?? refuse('ResourceNotFoundException', 'The specified log group does not exist.');

export const onLogGroup =
  (action: string) =>
  (input: NamesGroup, { place }: Scene): readonly Access[] => [{ action, resource: logArn(place, groupNameIn(input)) }];

export const invalidToken = () => refuse('InvalidParameterException', 'The specified nextToken is invalid.');

/** Cuts a page as Logs does, which spells its token in small letters. */
export function logsPage<T>(items: readonly T[], size: number, token: string | undefined, question: unknown) {
  const { page, next } = pageOf(items, size, token, question, invalidToken);
  return { page, next: next.NextToken === undefined ? {} : { nextToken: next.NextToken } };
}

export const describeLogGroups = defineOperation<DescribeLogGroupsRequest, Omit<DescribeLogGroupsCommandOutput, '$metadata'>>({
  service,
  name: 'DescribeLogGroups',
  access: anything('logs:DescribeLogGroups'),
  async answer(input, { world, place }) {
    await deliver(world);
    const { logGroupNamePrefix: prefix = '', logGroupNamePattern: pattern = '' } = input;
    if (prefix && pattern) refuse('InvalidParameterException', 'logGroupNamePrefix and logGroupNamePattern are mutually exclusive.');
    const found = [...place.logGroups.values()]
      .filter(({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(pattern.toLowerCase()))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { page, next } = logsPage(found, input.limit ?? pageSize, input.nextToken, [prefix, pattern]);
    const logGroups = page.map(({ name, createdAt }) => ({
      logGroupName: name,
      creationTime: Math.floor(createdAt),
      metricFilterCount: 0,
      arn: `${logArn(place, name)}:*`,
      storedBytes: 0, // counted by the service hours later
      logGroupClass: 'STANDARD' as const,
      logGroupArn: logArn(place, name),
    }));
    return { logGroups, ...next };
  },
});

const lastEvent = (stream: LogStream) => stream.events.at(-1)?.timestamp ?? 0;

export const describeLogStreams = defineOperation<DescribeLogStreamsRequest, Omit<DescribeLogStreamsCommandOutput, '$metadata'>>({
  service,
  name: 'DescribeLogStreams',
  access: onLogGroup('logs:DescribeLogStreams'),
  async answer(input, { world, place }) {
    await deliver(world);
    const group = requireGroup(place, input);
    const { logStreamNamePrefix: prefix = '', orderBy = 'LogStreamName', descending = false } = input;
    if (prefix && orderBy === 'LastEventTime')
      refuse('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
    const byName = (a: LogStream, b: LogStream) => (a.name < b.name ? -1 : 1);
    const found = [...group.streams.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort(orderBy === 'LastEventTime' ? (a, b) => lastEvent(a) - lastEvent(b) || byName(a, b) : byName);
    if (descending) found.reverse();
    const { page, next } = logsPage(found, input.limit ?? pageSize, input.nextToken, [group.name, prefix, orderBy, descending]);
    const logStreams = page.map((stream) => ({
      logStreamName: stream.name,
      creationTime: Math.floor(stream.createdAt),
      firstEventTimestamp: stream.events[0]?.timestamp,
      lastEventTimestamp: lastEvent(stream),
      lastIngestionTime: stream.events.at(-1)?.ingestedAt,
      arn: logArn(place, group.name, stream.name),
      storedBytes: 0,
    }));
    return { logStreams, ...next };
  },
});
