import type { WebClient } from '@slack/web-api';
import { baseOf, type MessageKind } from '../domain/message.ts';
import type { Request } from '../domain/request.ts';
import type { Shown } from '../domain/shown.ts';
import { UnavailableError } from '../errors.ts';
import { isRefusal } from './refusal.ts';
import type { ShownPort } from './shown.ts';

export interface PlacePorts {
  readonly slack: WebClient;
  /** The id of the channel of alarms. */
  readonly security: string | undefined;
  readonly shown: ShownPort;
}

/** Replies that the whole channel should see. */
export const isBroadcast = (kind: MessageKind): boolean => kind === 'final' || baseOf(kind) === 'review';

export type Place = { readonly channel: string; readonly thread?: string | undefined } | 'not yet' | 'nowhere';

/** Where a message is posted: some stand in a thread whose first message must be there first, some in direct messages. */
export async function placeOf(ports: PlacePorts, request: Request, kind: MessageKind, shown: Shown): Promise<Place> {
  const { security } = ports;
  const { channel, asker } = request;
  const base = baseOf(kind);
  if (base === 'root') return { channel: channel.id };
  if (base === 'link') return { channel: channel.id, thread: channel.thread };
  if (base === 'told') return directly(ports, request, kind, asker.id, shown);
  if (base === 'alarm' && kind !== 'alarm') return directly(ports, request, kind, kind.slice('alarm-'.length), shown);
  if (base === 'alarm') return security === undefined ? 'nowhere' : { channel: security };
  if (base === 'review') return security === undefined ? 'nowhere' : under(ports, request, 'alarm', security);
  return under(ports, request, 'root', channel.id);
}

async function under({ shown }: PlacePorts, { id }: Request, parent: MessageKind, channel: string): Promise<Place> {
  const first = await shown.get(id, parent);
  if (first?.ts === undefined) return first?.refused ? 'nowhere' : 'not yet';
  return { channel, thread: first.ts };
}

/** The direct messages with one person. They are asked for once; who can't be written to is not tried again. */
async function directly(ports: PlacePorts, { id }: Request, kind: MessageKind, person: string, shown: Shown): Promise<Place> {
  if (shown.refused) return 'nowhere';
  if (shown.channel !== undefined) return { channel: shown.channel };
  const { channel } = await ports.slack.conversations.open({ users: person });
  await ports.shown.put(id, kind, { ...shown, channel: channel?.id });
  return { channel: channel?.id ?? '' };
}

/** The address of the root, for those that link to it. What is only there to say where it is waits for it; an alarm does not. */
export async function linkTo(
  ports: PlacePorts,
  request: Request,
  kind: MessageKind,
  shown: Shown | undefined,
): Promise<{ url: string } | 'not yet' | 'never' | undefined> {
  const waits = kind === 'link' || kind === 'told';
  // Nobody else can follow a link into the asker's direct messages.
  const leads = baseOf(kind) === 'alarm' && request.channel.name !== 'directmessage';
  if (!waits && !leads) return undefined;
  if (shown?.link !== undefined) return { url: shown.link };
  const root = await ports.shown.get(request.id, 'root');
  if (root?.ts === undefined) return root?.refused ? 'never' : waits ? 'not yet' : undefined;
  try {
    const { permalink = '' } = await ports.slack.chat.getPermalink({ channel: request.channel.id, message_ts: root.ts });
    return { url: permalink };
  } catch (error) {
    if (isRefusal(error)) return 'never';
    if (!waits) return undefined;
    throw new UnavailableError('Slack', `Slack did not say where a message is: ${(error as Error).message}`, error);
  }
}
