import { ErrorCode, type WebClient } from '@slack/web-api';
import type { Channel } from '../domain/channel.ts';
import { UnavailableError, UserError } from '../errors.ts';

/** A channel as policies and as people know it. */
export interface NamedChannel {
  readonly id: string;
  /** As slash commands say it. */
  readonly name: string;
  /** '#ops' */
  readonly title: string;
}

const pageSize = 999; // conversations.list: under 1000
const searchMs = 8_000;

/**
 * The channel that somebody in `from` names to be told something: 'here', '#ops' or an id. Private ones only in themselves:
 * who names one elsewhere need not be in it. Throws UserError where it is none, the bot is not in it, or other
 * organisations are. `team`: the workspace, where the app is installed for an organisation.
 */
export async function channelToTell(
  slack: WebClient,
  named: string,
  from: Pick<Channel, 'id'>,
  team: { team_id?: string } = {},
): Promise<NamedChannel> {
  const word = named.replace(/^#/, '');
  try {
    const id = word === 'here' ? from.id : /^[CGD][A-Z0-9]{2,}$/.test(word) ? word : await idOf(slack, word.toLowerCase(), team);
    const { channel } = id === undefined ? {} : await slack.conversations.info({ channel: id }).catch(asNone);
    if (!channel || (channel.is_private && id !== from.id)) throw none(word);
    if (channel.is_im && id === from.id) return { id, name: 'directmessage', title: 'direct messages' };
    const title = `#${channel.name ?? word}`;
    if (channel.is_archived) throw new UserError(`${title} is archived. Name another channel.`);
    if (!channel.is_member) throw new UserError(`I am not in ${title}. Type /invite @ssm there, then try again.`);
    // They would see what is looked at with the rights of somebody in this one.
    if (channel.is_ext_shared || channel.is_pending_ext_shared)
      throw new UserError(`${title} is shared with another organisation, so nothing is told there on a schedule. Name another channel.`);
    return { id: channel.id ?? '', name: channel.is_private ? 'privategroup' : (channel.name ?? ''), title };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UnavailableError('Slack', 'Slack did not say which channel that is. Nothing was changed. Try again in a minute.', error);
  }
}

const none = (word: string): UserError =>
  new UserError(
    `There is no public channel "${word}". Write #ops, the id of a channel, or here for the one in which you are; for a private channel type it there.`,
  );

/** Slack's words for what the bot does not see. */
function asNone(error: unknown): { channel?: undefined } {
  const { code, data } = error as { code?: string; data?: { error?: string } };
  if (code === ErrorCode.PlatformError && data?.error === 'channel_not_found') return {};
  throw error;
}

/** Pages through the public channels: Slack has no look-up by name. */
async function idOf(slack: WebClient, name: string, team: { team_id?: string }): Promise<string | undefined> {
  const until = Date.now() + searchMs;
  let cursor = '';
  do {
    const page = { types: 'public_channel', exclude_archived: true, limit: pageSize, ...team };
    const { channels = [], response_metadata: next } = await slack.conversations.list(cursor ? { ...page, cursor } : page);
    const found = channels.find((channel) => channel.name === name);
    if (found) return found.id;
    cursor = next?.next_cursor ?? '';
    if (Date.now() > until) throw new UserError('There are too many channels to look for a name among them: write the id, or here.');
  } while (cursor !== '');
  return undefined;
}
