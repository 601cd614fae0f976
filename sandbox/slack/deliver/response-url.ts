import { randomBytes } from 'node:crypto';
import { takeContent } from '../api/content.ts';
import { ApiError } from '../api/error.ts';
import { findMessage, post, remove, rewrite } from '../message.ts';
import type { Json, World } from '../world.ts';

const maxUses = 5;
const livesMs = 30 * 60_000;

interface Entry {
  readonly user: string;
  readonly channel: string;
  /** The message whose element was used. */
  readonly source?: string;
  readonly thread?: string;
  at: number;
  uses: number;
}

export interface ResponseUrls {
  issue(user: string, channel: string, source?: string, thread?: string): string;
  /** Takes what the app posts to a response_url; the status and body to answer with. */
  use(id: string, body: Json): { status: 200 | 404; body: Json | 'ok' };
  /** Makes every response_url that is out too old. */
  expire(): void;
}

/** The URLs by which an app answers a command or a click: five times within half an hour. */
export function createResponseUrls(world: World): ResponseUrls {
  const entries = new Map<string, Entry>();
  return {
    issue(user, channel, source, thread) {
      const id = randomBytes(18).toString('base64url');
      entries.set(id, { user, channel, at: world.clock.now(), uses: 0, ...(source ? { source } : {}), ...(thread ? { thread } : {}) });
      return `${world.origin}/response/${id}`;
    },
    use(id, body) {
      const entry = entries.get(id);
      if (!entry || world.clock.now() - entry.at > livesMs) return { status: 404, body: { ok: false, error: 'expired_url' } };
      if (entry.uses >= maxUses) return { status: 404, body: { ok: false, error: 'used_url' } };
      try {
        respond(world, entry, body);
      } catch (error) {
        if (error instanceof ApiError) return { status: 200, body: { ok: false, error: error.message, ...error.extra } };
        throw error;
      }
      entry.uses += 1;
      return { status: 200, body: 'ok' };
    },
    expire() {
      for (const entry of entries.values()) entry.at -= 2 * livesMs;
    },
  };
}

function respond(world: World, entry: Entry, body: Json): void {
  const channel = world.channels.get(entry.channel);
  if (!channel) throw new ApiError('channel_not_found');
  const source = entry.source ? findMessage(channel, entry.source, entry.user) : undefined;
  if (body.delete_original === true) {
    if (source) remove(world, source);
    return;
  }
  const content = takeContent(body);
  if (body.replace_original === true && source) {
    // A replacement is a whole message: what it does not name is gone.
    rewrite(world, source, { blocks: [], ...content }, false);
    return;
  }
  const asked = typeof body.thread_ts === 'string' ? body.thread_ts : entry.thread;
  post(world, channel, {
    user: world.app.botUser,
    byApp: true,
    ...content,
    thread_ts: asked,
    ...(body.response_type === 'in_channel' ? {} : { onlyFor: entry.user }),
  });
}

/** What an app answers to a command with its acknowledgement itself. */
export function respondToCommand(world: World, user: string, channelId: string, answer: Json): void {
  if (typeof answer.text !== 'string' && !Array.isArray(answer.blocks)) return;
  respond(world, { user, channel: channelId, at: world.clock.now(), uses: 0 }, answer);
}
