import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Stream } from '../../domain/output.ts';
import { isNamed } from '../errors.ts';

/** GetLogEvents answers 1 MB or 10,000 events a page, and may answer less. */
const maxPages = 50;

export interface LogPlace {
  readonly group: string;
  readonly stream: string;
}

/**
 * A log stream from its first event on, one event a line, at most `most` characters; undefined where there is none:
 * the agent makes a stream only when there is something to write.
 */
export async function readLogStream(logs: CloudWatchLogsClient, { group, stream }: LogPlace, most: number): Promise<Stream | undefined> {
  const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  let text = '';
  let token: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    try {
      const answer = await logs.send(
        new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, startFromHead: true, nextToken: token }),
      );
      for (const { message = '' } of answer.events ?? []) text += `${message}\n`;
      // At the end the answer's token is the one that was asked with.
      if (answer.nextForwardToken === undefined || answer.nextForwardToken === token) return { text, bytes: Buffer.byteLength(text) };
      token = answer.nextForwardToken;
    } catch (error) {
      if (isNamed(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
    if (text.length > most) return { text: text.slice(0, most), keeps: most };
  }
  return { text, keeps: text.length };
}
