import { ErrorCode, type WebClient } from '@slack/web-api';
import { UnavailableError, UserError } from '../errors.ts';

/** Slack's words for a conversation that the bot can't see: a private channel, a direct message of others. */
const unseen = new Set(['channel_not_found', 'not_in_channel', 'missing_scope', 'no_permission']);

/**
 * Throws UserError where the bot could not tell the story in the channel: it must be a member to post there,
 * and to read its thread back after a crash.
 */
export async function mustReach(slack: WebClient, channel: { readonly id: string; readonly name: string }): Promise<void> {
  const invite = new UserError(
    `I am not in this channel, so its thread could not tell the story. Type /invite @ssm here, then ask again. Nothing was sent.`,
  );
  try {
    const { channel: found } = await slack.conversations.info({ channel: channel.id });
    if (!found?.is_member && !found?.is_im) throw invite;
    if (found.is_archived) throw new UserError('This channel is archived. Ask in another one.');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, data } = error as { code?: string; data?: { error?: string } };
    if (code === ErrorCode.PlatformError && unseen.has(data?.error ?? '')) throw invite;
    throw new UnavailableError('Slack', 'Slack did not answer. Nothing was changed. Try again in a minute.', error);
  }
}
