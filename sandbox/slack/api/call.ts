import type { ResponseUrls } from '../deliver/response-url.ts';
import type { Sockets } from '../deliver/sockets.ts';
import type { Triggers } from '../deliver/trigger.ts';
import type { Channel, Json, World } from '../world.ts';
import { ApiError } from './error.ts';

/** What a Web API method works on. */
export interface Desk {
  readonly world: World;
  readonly sockets: Sockets;
  readonly triggers: Triggers;
  readonly responses: ResponseUrls;
}

export type Method = (desk: Desk, args: Json) => Json;

/** A text argument, or Slack's error for a missing one. */
export function needed(args: Json, name: string): string {
  const value = args[name];
  if (typeof value !== 'string' || value === '') {
    throw new ApiError('invalid_arguments', { response_metadata: { messages: [`[ERROR] missing required field: ${name}`] } });
  }
  return value;
}

/** True for true, "true" and "1". */
export function flag(args: Json, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1' || args[name] === 1;
}

/** A channel that the app can know of: private ones only where it is a member. */
export function channelOf(world: World, id: unknown): Channel {
  const name = typeof id === 'string' ? id : '';
  const channel =
    world.channels.get(name) ??
    [...world.channels.values()].find((one) => one.kind !== 'im' && (name === `#${one.name}` || name === one.name));
  if (!channel || (channel.kind !== 'public' && !channel.members.has(world.app.botUser))) throw new ApiError('channel_not_found');
  return channel;
}

/** A channel in which the app is a member. */
export function joined(world: World, id: unknown): Channel {
  const channel = channelOf(world, id);
  if (!channel.members.has(world.app.botUser)) throw new ApiError('not_in_channel');
  return channel;
}

/** One page of a list, by `limit` and `cursor`. */
export function page<T>(items: readonly T[], args: Json, usual: number): { items: T[]; next: string } {
  const limit = Math.max(1, Math.min(Number(args.limit ?? usual) || usual, 1000));
  const start =
    typeof args.cursor === 'string' && args.cursor !== '' ? Number(Buffer.from(args.cursor, 'base64').toString().replace('next:', '')) : 0;
  if (!Number.isInteger(start) || start < 0) throw new ApiError('invalid_cursor');
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '' };
}
