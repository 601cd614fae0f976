import { createHash } from 'node:crypto';
import { ErrorCode, type WebAPICallError, type WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import type { Environment } from '../domain/environment.ts';
import { baseOf, type MessageKind, messagesOf } from '../domain/message.ts';
import { isEnded, type Request } from '../domain/request.ts';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Message } from './blocks.ts';
import { findPosted } from './posted.ts';
import { drawings } from './render/index.ts';
import { makeScene, type Scene } from './render/scene.ts';
import { reply } from './reply.ts';

/** What the notifier needs of the store: ports, so that nothing of Slack knows Redis. */
export interface NotifierPorts {
  /** Made without retries of its own: a post whose answer was lost is looked for before it is made again. */
  readonly slack: WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly environments: readonly Environment[];
  /** Group that must agree -> groups that are mentioned for it instead. */
  readonly ping: Readonly<Record<string, readonly string[]>>;
  /** The id of the channel of alarms. */
  readonly security: string | undefined;
  request(id: string): Promise<Request | undefined>;
  groupId(group: string): Promise<string | undefined>;
  readonly shown: {
    get(id: string, kind: MessageKind): Promise<Shown | undefined>;
    put(id: string, kind: MessageKind, shown: Shown): Promise<void>;
    drawn(id: string, kind: MessageKind, changedAt: number): Promise<void>;
  };
  replyUrl(id: string): Promise<{ url: string; replaces: boolean } | undefined>;
  take(rate: { name: string; perMinute: number; burst: number }, reserve?: number): Promise<number>;
}

interface Shown {
  readonly ts?: string | undefined;
  /** Where it stands, if that is not the request's channel. */
  readonly channel?: string | undefined;
  readonly digest?: string | undefined;
  readonly posting?: boolean | undefined;
  readonly refused?: boolean | undefined;
}

// chat.update is tier 3, "50+ a minute" for the whole workspace; chat.postMessage about one a second per channel.
const edits = { name: 'edits', perMinute: 48, burst: 6 };
const posts = (channel: string) => ({ name: `posts-${channel}`, perMinute: 55, burst: 1 });
/** Edits that progress may not use: kept for what somebody waits for. */
const reserved = 3;
const notYetMs = 500;
/** Slack's words for its own trouble: it passes, and the call may have taken effect. */
const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

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
  const root = baseOf(kind) === 'link' || isElsewhere(kind) ? await ports.shown.get(id, 'root') : undefined;
  // It says where the root is; an alarm does not wait for that, nor for a root that Slack refused.
  if ((kind === 'link' || kind === 'told') && root?.ts === undefined) {
    if (!root?.refused) return notYetMs;
    if (kind === 'link') {
      await ports.shown.drawn(id, kind, request.changedAt);
      return 0;
    }
  }
  const message = drawings[baseOf(kind)](await sceneOf(ports, request, root?.ts), kind);
  const digest = createHash('sha256').update(JSON.stringify(message)).digest('base64');
  const shown = await ports.shown.get(id, kind);
  const wait = shown?.digest === digest ? 0 : await send(ports, request, kind, message, digest, shown);
  if (wait === 0) await ports.shown.drawn(id, kind, request.changedAt);
  return wait;
}

async function sceneOf(ports: NotifierPorts, request: Request, root: string | undefined): Promise<Scene> {
  const rootLink = root === undefined ? undefined : await addressOf(ports, request.channel.id, root);
  const { environments, ping, groupId } = ports;
  return makeScene({ environments, ping, groupId, now: ports.clock.now() }, request, rootLink);
}

async function addressOf({ slack }: NotifierPorts, channel: string, ts: string): Promise<string> {
  try {
    return (await slack.chat.getPermalink({ channel, message_ts: ts })).permalink ?? '';
  } catch (error) {
    throw new UnavailableError('Slack', `Slack did not say where a message is: ${(error as Error).message}`, error);
  }
}

async function send(
  ports: NotifierPorts,
  request: Request,
  kind: MessageKind,
  message: Message,
  digest: string,
  shown: Shown | undefined,
): Promise<number> {
  try {
    if (kind === 'card') return await sendCard(ports, request, message, digest, shown);
    return shown?.ts ? await edit(ports, request, kind, message, digest, shown) : await post(ports, request, kind, message, digest, shown);
  } catch (error) {
    const { code, retryAfter, data } = error as { code?: string; retryAfter?: number; data?: { error?: string } };
    if (code === ErrorCode.RateLimitedError) {
      // A definite no: there is nothing to look for.
      if (!shown?.ts) await ports.shown.put(request.id, kind, { refused: shown?.refused });
      return (retryAfter ?? 1) * 1_000;
    }
    if (error instanceof UnavailableError) throw error;
    if (code !== ErrorCode.PlatformError || passing.has(data?.error ?? ''))
      throw new UnavailableError('Slack', `Slack did not take a message: ${(error as Error).message}`, error);
    // Slack says no for good (the channel was archived, the message deleted): trying again would not help.
    await ports.shown.put(request.id, kind, { ts: shown?.ts, refused: true });
    ports.log.warn({ request: request.id, kind, slack: (error as WebAPICallError).message }, 'Slack refused a message');
    return 0;
  }
}

async function sendCard(
  ports: NotifierPorts,
  { id, channel, asker }: Request,
  message: Message,
  digest: string,
  shown: Shown | undefined,
): Promise<number> {
  const target = await ports.replyUrl(id);
  const first = shown?.digest === undefined;
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
  { ts, channel: elsewhere }: Shown,
): Promise<number> {
  const matters = kind !== 'root' || isEnded(state) || state !== 'running';
  const wait = await ports.take(edits, matters ? 0 : reserved);
  if (wait > 0) return wait;
  await ports.slack.chat.update({ channel: elsewhere ?? channel.id, ts: ts ?? '', ...message });
  await ports.shown.put(id, kind, { ts, channel: elsewhere, digest });
  return 0;
}

async function post(
  ports: NotifierPorts,
  request: Request,
  kind: MessageKind,
  message: Message,
  digest: string,
  shown: Shown | undefined,
): Promise<number> {
  const { id } = request;
  const place = await placeOf(ports, request, kind, shown);
  if (place === 'nowhere') return 0;
  if (place === 'not yet') return notYetMs;
  const { channel, thread } = place;
  const elsewhere = channel === request.channel.id ? undefined : channel;
  const before = shown?.posting ? await findPosted(ports.slack, request, kind, channel, thread) : undefined;
  if (before) {
    await ports.shown.put(id, kind, { ts: before, channel: elsewhere });
    return notYetMs;
  }
  const wait = await ports.take(posts(channel));
  if (wait > 0) return wait;
  await ports.shown.put(id, kind, { posting: true, channel: elsewhere });
  const { ts } = await ports.slack.chat.postMessage({
    channel,
    ...message,
    ...(thread !== undefined && { thread_ts: thread, reply_broadcast: kind === 'final' }),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: 'ssm_request', event_payload: { request: id, kind } },
  } as Parameters<WebClient['chat']['postMessage']>[0]);
  await ports.shown.put(id, kind, { ts, channel: elsewhere, digest });
  return 0;
}

const isElsewhere = (kind: MessageKind): boolean => ['told', 'alarm', 'review'].includes(baseOf(kind));

/** Where a message is posted: some stand in a thread whose first message must be there first, some in direct messages. */
async function placeOf(
  ports: NotifierPorts,
  request: Request,
  kind: MessageKind,
  shown: Shown | undefined,
): Promise<{ channel: string; thread?: string | undefined } | 'not yet' | 'nowhere'> {
  const under = async (parent: MessageKind, channel: string) => {
    const first = await ports.shown.get(request.id, parent);
    if (first?.ts === undefined) return first?.refused ? 'nowhere' : 'not yet';
    return { channel, thread: first.ts };
  };
  const base = baseOf(kind);
  if (base === 'root') return { channel: request.channel.id };
  if (base === 'link') return { channel: request.channel.id, thread: request.channel.thread };
  if (base === 'review') return ports.security === undefined ? 'nowhere' : under('alarm', ports.security);
  if (kind === 'alarm') return ports.security === undefined ? 'nowhere' : { channel: ports.security };
  if (base === 'told' || base === 'alarm') {
    const person = base === 'told' ? request.asker.id : kind.slice('alarm-'.length);
    return { channel: shown?.channel ?? (await directly(ports, person)) };
  }
  return under('root', request.channel.id);
}

async function directly({ slack }: NotifierPorts, person: string): Promise<string> {
  const { channel } = await slack.conversations.open({ users: person });
  return channel?.id ?? '';
}
