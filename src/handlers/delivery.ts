import type { Channel } from '../domain/channel.ts';
import type { PersonRef } from '../domain/person.ts';

interface Body {
  readonly trigger_id?: string;
  readonly team?: { readonly id?: string } | null;
  readonly enterprise?: { readonly id?: string } | null;
  readonly user?: { readonly id: string; readonly team_id?: string; readonly username?: string; readonly name?: string };
  readonly response_url?: string;
  readonly view?: { readonly id: string };
  readonly channel?: { readonly id: string; readonly name?: string };
  readonly message?: { readonly thread_ts?: string };
  readonly container?: { readonly is_ephemeral?: boolean; readonly thread_ts?: string };
}

/** An interaction as Slack delivers it, with only what the handlers may believe. */
export interface Delivery {
  readonly by: PersonRef;
  readonly enterprise: string | undefined;
  readonly trigger: string;
  readonly responseUrl: string | undefined;
  readonly viewId: string | undefined;
  /** Where the message is on which somebody acted. */
  readonly channel: Channel | undefined;
  /** The message is for this person alone: an answer takes its place. */
  readonly ephemeral: boolean;
}

/** The clicker's own workspace is user.team_id; `team`, where the app is installed, must not stand in for it: a missing team is no pass. */
export function deliveryOf(body: object): Delivery {
  const { user, enterprise, trigger_id: trigger = '', response_url: responseUrl, view, channel, message, container } = body as Body;
  const thread = container?.thread_ts ?? message?.thread_ts;
  return {
    by: whoIs(user?.id, user?.team_id, user?.username ?? user?.name),
    enterprise: enterprise?.id,
    trigger,
    responseUrl,
    viewId: view?.id,
    channel: channel && { id: channel.id, name: channel.name ?? channel.id, ...(thread !== undefined && { thread }) },
    ephemeral: container?.is_ephemeral === true,
  };
}

/** Who it is, of words alone. Who is nobody is of no workspace either, and is refused as a stranger. */
export function whoIs(id: unknown, team: unknown, name: unknown): PersonRef {
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { id: word(id), team: word(id) === '' ? '' : word(team), name: word(name) || word(id) };
}
