import { ErrorCode, type WebAPICallError, type WebClient } from '@slack/web-api';
import type { Part } from '../domain/part.ts';
import type { Telling } from '../domain/schedule/telling.ts';
import { UnavailableError, UserError } from '../errors.ts';
import { type Message, message, section } from './blocks.ts';
import { reveal } from './escape.ts';
import { bold, mrkdwn } from './mrkdwn.ts';
import { posts } from './notifier.ts';
import { findMarked } from './posted.ts';
import { isRefusal } from './refusal.ts';
import { directMessages, uploadText } from './upload.ts';

export interface TellPorts {
  /** Without retries of its own: a post whose answer was lost is looked for before it is made again. */
  readonly slack: WebClient;
  /** Draws parts as an answer to one person is drawn. */
  draw(parts: readonly Part[]): Message;
  /** 0: a post may be made now; else the milliseconds to wait. */
  take(rate: { name: string; perMinute: number; burst: number }): Promise<number>;
}

const marked = 'ssm_schedule';
const mostWaits = 30;

/**
 * Posts it once: where it may have been posted before, it is looked for. 'refused': Slack says no for good. Throws
 * UnavailableError where Slack does not answer; then it may have been posted.
 */
export async function tellOnce(ports: TellPorts, telling: Telling): Promise<'told' | 'refused'> {
  const { slack } = ports;
  const { schedule, key, to, again, since } = telling;
  try {
    const channel = 'channel' in to ? to.channel : (await directMessages(slack, to.person)).channel;
    const isIt = ({ schedule: id, key: which }: Readonly<Record<string, unknown>>) => id === schedule && which === key;
    const before = again ? await findMarked(slack, { channel, since }, marked, isIt) : undefined;
    const ts = before ?? (await post(ports, channel, telling));
    if (before === undefined || !(await hasReplies(slack, channel, ts))) await sendFiles(slack, telling.parts, channel, ts);
    return 'told';
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    // What Slack refuses of a person's direct messages comes as words.
    if (error instanceof UserError || isRefusal(error)) return 'refused';
    const { code } = error as WebAPICallError;
    const why = code === ErrorCode.RateLimitedError ? 'Slack wants fewer messages just now.' : 'Slack did not take a message.';
    throw new UnavailableError('Slack', why, error);
  }
}

async function post({ slack, draw, take }: TellPorts, channel: string, { schedule, key, title, words, parts }: Telling): Promise<string> {
  const head = title === undefined ? mrkdwn`${words}` : mrkdwn`${bold(title)} · ${words}`;
  const answer = parts.length > 0 ? draw(parts).blocks : [];
  const drawn = message({ text: head, blocks: [section(head), ...answer] });
  // One budget with all other posts to the channel.
  for (let waits = 0; ; waits += 1) {
    const ms = await take(posts(channel));
    if (ms === 0) break;
    if (waits === mostWaits) throw new UnavailableError('Slack', 'Others post to the channel all the time.');
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
  const { ts = '' } = await slack.chat.postMessage({
    channel,
    ...drawn,
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: marked, event_payload: { schedule, key } },
  });
  return ts;
}

async function hasReplies(slack: WebClient, channel: string, ts: string): Promise<boolean> {
  const { messages = [] } = await slack.conversations.replies({ channel, ts, limit: 2 });
  return messages.length > 1;
}

/** Whole texts, below the post. */
async function sendFiles(slack: WebClient, parts: readonly Part[], channel: string, thread: string): Promise<void> {
  for (const part of parts) if (part.kind === 'file') await uploadText(slack, { ...part, text: reveal(part.text) }, { channel, thread });
}
