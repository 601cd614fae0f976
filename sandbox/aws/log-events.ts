import type {
  FilterLogEventsCommandOutput,
  FilterLogEventsRequest,
  GetLogEventsCommandOutput,
  GetLogEventsRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { deliver } from './command/deliver.ts';
import { type LogEvent, logArn } from './log-group.ts';
import { groupNameIn, invalidToken, logsPage, onLogGroup, requireGroup } from './logs.ts';
import { defineOperation } from './operation.ts';
import { refuse } from './refusal.ts';
import { stableHex } from './seed/stable.ts';

const service = 'logs';
const maxEvents = 10_000; // GetLogEvents and FilterLogEvents
const maxBytes = 1024 * 1024; // GetLogEvents: as many events as fit into 1 MB
const eventOverhead = 26; // PutLogEvents counts so many bytes for each event

const size = ({ message }: LogEvent) => Buffer.byteLength(message) + eventOverhead;

/** How many events fit, beginning with the first in the list. One always does. */
function fitting(events: readonly LogEvent[], limit: number): number {
  let bytes = 0;
  let count = 0;
  for (const event of events.slice(0, limit)) {
    bytes += size(event);
    if (count > 0 && bytes > maxBytes) break;
    count += 1;
  }
  return count;
}

interface Window {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}

const within =
  ({ startTime = 0, endTime = Number.POSITIVE_INFINITY }: Window) =>
  ({ timestamp }: LogEvent) =>
    timestamp >= startTime && timestamp < endTime;

const shown = ({ timestamp, message, ingestedAt }: LogEvent) => ({ timestamp, message, ingestionTime: ingestedAt });

/** The first and the last-but-one index of the page that is asked for. */
function slice(events: readonly LogEvent[], input: GetLogEventsRequest): readonly [number, number] {
  const limit = input.limit ?? maxEvents;
  const [, direction, place] = /^([fb])\/(\d+)\/s$/.exec(input.nextToken ?? '') ?? [];
  if (input.nextToken !== undefined && (direction === undefined || Number(place) > events.length)) invalidToken();
  const forward = direction ? direction === 'f' : input.startFromHead === true;
  if (forward) {
    const from = Number(place ?? 0);
    return [from, from + fitting(events.slice(from), limit)];
  }
  const to = Number(place ?? events.length);
  return [to - fitting(events.slice(0, to).reverse(), limit), to];
}

/** Both tokens always come: the end is where a token comes back unchanged (API reference, GetLogEvents). */
export const getLogEvents = defineOperation<GetLogEventsRequest, Omit<GetLogEventsCommandOutput, '$metadata'>>({
  service,
  name: 'GetLogEvents',
  access: (input, { place }) => [{ action: 'logs:GetLogEvents', resource: logArn(place, groupNameIn(input), input.logStreamName ?? '') }],
  async answer(input, { world, place }) {
    await deliver(world);
    const stream = requireGroup(place, input).streams.get(input.logStreamName ?? '');
    if (!stream) return refuse('ResourceNotFoundException', 'The specified log stream does not exist.');
    const events = stream.events.filter(within(input));
    const [from, to] = slice(events, input);
    return { events: events.slice(from, to).map(shown), nextForwardToken: `f/${to}/s`, nextBackwardToken: `b/${from}/s` };
  },
});

/** Words, alone or in quotes, that all have to occur. Other patterns are not understood here, and that is said. */
function matcher(pattern: string): (message: string) => boolean {
  if (/^\s*[{[%]|(^|\s)[?-]/.test(pattern))
    refuse('InvalidParameterException', `Invalid filter pattern: this stand-in knows words alone, not ${pattern}`);
  const words = [...pattern.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return (message) => words.every((word) => message.includes(word));
}

export const filterLogEvents = defineOperation<FilterLogEventsRequest, Omit<FilterLogEventsCommandOutput, '$metadata'>>({
  service,
  name: 'FilterLogEvents',
  access: onLogGroup('logs:FilterLogEvents'),
  async answer(input, { world, place }) {
    await deliver(world);
    const group = requireGroup(place, input);
    const { logStreamNames: names, logStreamNamePrefix: prefix, filterPattern: pattern = '' } = input;
    if (names && prefix !== undefined)
      refuse('InvalidParameterException', 'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
    const matches = matcher(pattern);
    const found = [...group.streams.values()]
      .filter(({ name }) => (names?.includes(name) ?? true) && name.startsWith(prefix ?? ''))
      .flatMap(({ name, events }) => events.map((event, index) => ({ name, index, event })))
      .filter(({ event }) => within(input)(event) && matches(event.message))
      .sort((a, b) => a.event.timestamp - b.event.timestamp);
    const question = [group.name, names, prefix, pattern, input.startTime, input.endTime];
    const { page, next } = logsPage(found, input.limit ?? maxEvents, input.nextToken, question);
    const events = page.map(({ name, index, event }) => ({
      logStreamName: name,
      ...shown(event),
      eventId: stableHex(`${name} ${index}`, 32),
    }));
    return { events, searchedLogStreams: [], ...next };
  },
});
