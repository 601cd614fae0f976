import { createHash } from 'node:crypto';
import { ErrorCode, type WebAPICallError, type WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import type { Environment } from '../domain/environment.ts';
import { baseOf, type MessageKind, messagesOf } from '../domain/message.ts';
import { isEnded, type Request } from '../domain/request.ts';
import type { Shown } from '../domain/shown.ts';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Message } from './blocks.ts';
import { complete } from './complete.ts';
import { isBroadcast, linkTo, type PlacePorts, placeOf } from './place.ts';
import { findPosted } from './posted.ts';
import { isRefusal } from './refusal.ts';
import { drawings } from './render/index.ts';
import { makeScene } from './render/scene.ts';
import { reply } from './reply.ts';

/** What the notifier needs of the store: ports, so that nothing of Slack knows Redis. */
export interface NotifierPorts extends PlacePorts {
  /** Made without retries of its own: a post whose answer was lost is looked for before it is made again. */
  readonly slack: WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly environments: readonly Environment[];
  /** Group that must agree -> groups that are mentioned for it instead. */
  readonly ping: Readonly<Record<string, readonly string[]>>;
  request(id: string): Promise<Request | undefined>;
  groupId(group: string): Promise<string | undefined>;
  replyUrl(id: string): Promise<{ url: string; replaces: boolean } | undefined>;
  take(rate: { name: string; perMinute: number; burst: number }, reserve?: number): Promise<number>;
}

// chat.update is tier 3, "50+ a minute" for the whole workspace; chat.postMessage about one a second per channel.
const edits = { name: 'edits', perMinute: 48, burst: 6 };
export const posts = (channel: string) => ({ name: `posts-${channel}`, perMinute: 55, burst: 1 });
/** Edits that progress may not use: kept for what somebody waits for. */
const reserved = 3;
const notYetMs = 500;

/**
 * Draws one message of a request from its newest record. Returns 0 when Slack shows it, or the milliseconds after
 * which to try again. It may be called at any time and twice: the same drawing is not sent again.
 */
export async function draw(ports: NotifierPorts, id: string, kind: MessageKind): Promise<number> {
  const request = await ports.request(id);
  if (!request || !messagesOf(request).includes(kind)) {
    // Nothing to show any more: without this the sweep would bring it back for ever.
    await ports.shown.drawn(id, kind, request?.changedAt ?? ports.clock.now());
    return 0;
  }
  const shown = await ports.shown.get(id, kind);
  const place = await linkTo(ports, request, kind, shown);
  if (place === 'not yet') return notYetMs;
  if (place === 'never' && kind === 'link') {
    await ports.shown.drawn(id, kind, request.changedAt);
    return 0;
  }
  const { environments, ping, groupId } = ports;
  const rootLink = typeof place === 'object' ? place.url : undefined;
  const scene = await makeScene({ environments, ping, groupId, now: ports.clock.now() }, request, rootLink);
  const base = baseOf(kind);
  if (base === 'completed') {
    const later = await complete(ports, scene);
    if (later === 0) await ports.shown.drawn(id, kind, request.changedAt);
    return later;
  }
  const message = drawings[base](scene, kind);
  const digest = createHash('sha256').update(JSON.stringify(message)).digest('base64');
  const wait = shown?.digest === digest ? 0 : await send(ports, request, kind, message, digest, { ...shown, link: rootLink });
  if (wait === 0) await ports.shown.drawn(id, kind, request.changedAt);
  return wait;
}

async function send(
  ports: NotifierPorts,
  request: Request,
  kind: MessageKind,
  message: Message,
  digest: string,
  shown: Shown,
): Promise<number> {
  try {
    if (kind === 'card') return await sendCard(ports, request, message, digest, shown);
    return shown.ts ? await edit(ports, request, kind, message, digest, shown) : await post(ports, request, kind, message, digest, shown);
  } catch (error) {
    const { code, retryAfter } = error as { code?: string; retryAfter?: number };
    if (code === ErrorCode.RateLimitedError) {
      // A definite no: there is nothing to look for.
      if (!shown.ts) await ports.shown.put(request.id, kind, { ...(await ports.shown.get(request.id, kind)), posting: undefined });
      return (retryAfter ?? 1) * 1_000;
    }
    if (error instanceof UnavailableError) throw error;
    if (!isRefusal(error)) throw new UnavailableError('Slack', `Slack did not take a message: ${(error as Error).message}`, error);
    // Slack says no for good (the channel was archived, the message deleted): trying again would not help.
    await ports.shown.put(request.id, kind, { ...(await ports.shown.get(request.id, kind)), posting: undefined, refused: true });
    ports.log.warn({ request: request.id, kind, slack: (error as WebAPICallError).message }, 'Slack refused a message');
    return 0;
  }
}

async function sendCard(
  ports: NotifierPorts,
  { id, channel, asker }: Request,
  message: Message,
  digest: string,
  shown: Shown,
): Promise<number> {
  const target = await ports.replyUrl(id);
  const first = shown.digest === undefined;
  // Without a click there is nothing to replace: a second card would only stand beside the first.
  if (!first && !target?.replaces) return 0;
  const taken = target ? await reply(target.url, message, target.replaces) : false;
  // A mention has no url to answer by, and that of a form may be too old when it is sent.
  if (!taken && first)
    await ports.slack.chat.postEphemeral({
      channel: channel.id,
      user: asker.id,
      ...(channel.thread && { thread_ts: channel.thread }),
      ...message,
    });
  await ports.shown.put(id, 'card', { digest });
  return 0;
}

async function edit(
  ports: NotifierPorts,
  { id, channel, state }: Request,
  kind: MessageKind,
  message: Message,
  digest: string,
  { ts, channel: elsewhere, link }: Shown,
): Promise<number> {
  // Nobody waits for progress, nor for the many copies of an alarm to say how it ended.
  const matters = !kind.startsWith('alarm-') && (kind !== 'root' || isEnded(state) || state !== 'running');
  const wait = await ports.take(edits, matters ? 0 : reserved);
  if (wait > 0) return wait;
  await ports.slack.chat.update({ channel: elsewhere ?? channel.id, ts: ts ?? '', ...message });
  await ports.shown.put(id, kind, { ts, channel: elsewhere, link, digest });
  return 0;
}

async function post(
  ports: NotifierPorts,
  request: Request,
  kind: MessageKind,
  message: Message,
  digest: string,
  shown: Shown,
): Promise<number> {
  const { id } = request;
  const place = await placeOf(ports, request, kind, shown);
  if (place === 'nowhere') return 0;
  if (place === 'not yet') return notYetMs;
  const { channel, thread } = place;
  const at = { channel: channel === request.channel.id ? undefined : channel, link: shown.link };
  const before = shown.posting ? await findPosted(ports.slack, request, kind, channel, thread) : undefined;
  if (before) {
    await ports.shown.put(id, kind, { ...at, ts: before });
    return notYetMs;
  }
  const wait = await ports.take(posts(channel));
  if (wait > 0) return wait;
  await ports.shown.put(id, kind, { ...at, posting: true });
  const { ts } = await ports.slack.chat.postMessage({
    channel,
    ...message,
    ...(thread !== undefined && { thread_ts: thread, reply_broadcast: isBroadcast(kind) }),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: 'ssm_request', event_payload: { request: id, kind } },
  } as Parameters<WebClient['chat']['postMessage']>[0]);
  await ports.shown.put(id, kind, { ...at, ts, digest });
  return 0;
}
