import { botToken } from '../../sandbox/slack/seed.ts';
import type { MessageKind } from '../../src/domain/message.ts';

/** A message of a request as it stands in a channel's history. */
export interface Post {
  readonly ts: string;
  readonly request: string;
  readonly kind: MessageKind;
  readonly text: string;
  readonly hasCancel: boolean;
}

interface Listed {
  readonly ts: string;
  readonly text: string;
  readonly blocks?: unknown;
  readonly thread_ts?: string;
  readonly metadata?: { readonly event_payload?: { readonly request: string; readonly kind: MessageKind } };
}

/** All posts of requests in the channel, threads included, by Slack's own history and metadata. */
export async function postsIn(api: string, channel: string): Promise<Post[]> {
  const roots = await list(api, 'conversations.history', { channel });
  const threads = [...new Set(roots.flatMap(({ thread_ts: thread }) => (thread ? [thread] : [])))];
  const replies = await Promise.all(threads.map((ts) => list(api, 'conversations.replies', { channel, ts })));
  const all = new Map([...roots, ...replies.flat()].map((message) => [message.ts, message]));
  return [...all.values()].flatMap(({ ts, text, blocks, metadata }) => {
    const about = metadata?.event_payload;
    const hasCancel = JSON.stringify(blocks ?? '').includes('"request.cancel"');
    return about ? [{ ts, text, request: about.request, kind: about.kind, hasCancel }] : [];
  });
}

async function list(api: string, method: string, args: Record<string, string>): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const body = new URLSearchParams({ ...args, include_all_metadata: 'true', limit: '200', ...(cursor && { cursor }) });
    const response = await fetch(`${api}${method}`, { method: 'POST', body, headers: { authorization: `Bearer ${botToken}` } });
    const answer = (await response.json()) as {
      ok: boolean;
      error?: string;
      messages?: Listed[];
      response_metadata?: { next_cursor?: string };
    };
    if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
    found.push(...(answer.messages ?? []));
    cursor = answer.response_metadata?.next_cursor || undefined;
  }
  return found;
}
