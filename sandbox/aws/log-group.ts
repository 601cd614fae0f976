import type { Place } from './world.ts';

export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly events: LogEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
}

/** The ARN that IAM is asked about: a group's or a stream's. */
export const logArn = (place: Place, group: string, stream?: string) =>
  `arn:aws:logs:${place.region}:${place.account}:log-group:${group}${stream === undefined ? '' : `:log-stream:${stream}`}`;

/** The group of this name; it is made if it is not there. */
export function streamsIn(place: Place, name: string, now: number): LogGroup {
  const group = place.logGroups.get(name) ?? { name, createdAt: now, streams: new Map() };
  place.logGroups.set(name, group);
  return group;
}

const maxEventBytes = 200_000; // amazon-ssm-agent, MessageLengthThresholdInBytes
const maxPiece = maxEventBytes / 4; // a character has four bytes at most

/** Cuts text as the agent does: whole lines together up to the limit, a longer line in pieces. */
export function eventTexts(text: string): string[] {
  const events: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
    for (let from = 0; from < line.length; from += maxPiece) {
      const piece = line.slice(from, from + maxPiece);
      const size = Buffer.byteLength(piece);
      if (bytes + size > maxEventBytes) {
        events.push([]);
        bytes = 0;
      }
      events.at(-1)?.push(piece);
      bytes += size;
    }
  return events.map((pieces) => pieces.join(''));
}

/** Appends text to a stream, which is made if it is not there. */
export function append(group: LogGroup, name: string, text: string, now: number): void {
  const stream = group.streams.get(name) ?? { name, createdAt: now, events: [] };
  group.streams.set(name, stream);
  const timestamp = Math.floor(now);
  stream.events.push(...eventTexts(text).map((message) => ({ timestamp, ingestedAt: timestamp, message: message.replace(/\n$/, '') })));
}
