import type { Front } from './front.ts';

/** The name by which slash commands know a channel: policies and defaults know it by that one. */
export async function channelName({ slack }: Pick<Front, 'slack'>, id: string): Promise<string> {
  const { channel } = await slack.conversations.info({ channel: id });
  if (channel?.is_im) return 'directmessage';
  return channel?.is_private ? 'privategroup' : (channel?.name ?? id);
}
