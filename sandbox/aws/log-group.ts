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

/** Cuts text as the agent does: whole lines together up to the limit, a longer line in pieces. */
export function eventTexts(text: string): string[] {
  const texts: string[] = [];
  let current = '';
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    for (let from = 0; from < line.length; from += maxEventBytes / 4) {
      const piece = line.slice(from, from + maxEventBytes / 4); // four bytes a character at most
      if (current && Buffer.byteLength(current) + Buffer.byteLength(piece) > maxEventBytes) {
        texts.push(current);
        current = '';
      }
      current += piece;
    }
  }
  return current ? [...texts, current] : texts;
}

/** Appends text to a stream, which is made if it is not there. */
export function append(group: LogGroup, name: string, text: string, now: number): void {
  const stream = group.streams.get(name) ?? { name, createdAt: now, events: [] };
  group.streams.set(name, stream);
  const timestamp = Math.floor(now);
  stream.events.push(...eventTexts(text).map((message) => ({ timestamp, ingestedAt: timestamp, message: message.replace(/\n$/, '') })));
}
