import type { WebClient } from '@slack/web-api';
import type { MessageKind } from '../domain/message.ts';
import type { Request } from '../domain/request.ts';

interface Found {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Readonly<Record<string, unknown>> };
}

const maxPages = 10;
/** How far the bot's clock and Slack's may be apart. */
const skewSeconds = 300;

/**
 * Looks for a message that may have been posted before a crash, by its metadata: so that nothing is posted twice.
 * Gives its ts.
 */
export const findPosted = (
  slack: WebClient,
  request: Request,
  kind: MessageKind,
  channel: string,
  thread: string | undefined,
): Promise<string | undefined> =>
  findMarked(slack, { channel, thread, since: request.receivedAt }, 'ssm_request', ({ request: id, kind: which }) => {
    return id === request.id && which === kind;
  });

/** The ts of a message of that mark, posted after `since` (milliseconds since 1970) in the channel, or in a thread of it. */
export async function findMarked(
  slack: WebClient,
  { channel, thread, since }: { channel: string; thread?: string | undefined; since: number },
  type: string,
  isIt: (payload: Readonly<Record<string, unknown>>) => boolean,
): Promise<string | undefined> {
  const from = { channel, oldest: String(since / 1_000 - skewSeconds), include_all_metadata: true, limit: 200 };
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const at = cursor ? { ...from, cursor } : from;
    const answer = thread ? await slack.conversations.replies({ ...at, ts: thread }) : await slack.conversations.history(at);
    const found = ((answer.messages ?? []) as Found[]).find(
      ({ metadata }) => metadata?.event_type === type && isIt(metadata.event_payload ?? {}),
    );
    if (found) return found.ts;
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  return undefined;
}

/** The request that a message of ours tells of, by its metadata: deliveries of Slack's do not carry it. */
export async function requestIn(
  slack: WebClient,
  { channel, ts, thread }: { channel: string; ts: string; thread: string | undefined },
): Promise<string | undefined> {
  const at = { channel, oldest: ts, latest: ts, inclusive: true, include_all_metadata: true, limit: 2 };
  const answer = thread && thread !== ts ? await slack.conversations.replies({ ...at, ts: thread }) : await slack.conversations.history(at);
  const found = ((answer.messages ?? []) as Found[]).find((message) => message.ts === ts);
  const { request } = found?.metadata?.event_payload ?? {};
  return found?.metadata?.event_type === 'ssm_request' && typeof request === 'string' ? request : undefined;
}
