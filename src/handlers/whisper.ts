import type { Asker } from '../domain/enquiry.ts';
import type { Message } from '../slack/blocks.ts';
import type { Front } from './front.ts';

/** Says something to one person alone, where no response_url is at hand: in the channel, or in its thread. */
export async function whisper(front: Front, { by, channel }: Asker, message: Message): Promise<void> {
  await front.slack.chat
    .postEphemeral({ channel: channel.id, user: by.id, ...(channel.thread !== undefined && { thread_ts: channel.thread }), ...message })
    .catch((error: unknown) => front.log.warn({ err: error, channel: channel.id }, 'an answer was lost'));
}
