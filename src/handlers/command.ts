import type { App } from '@slack/bolt';
import type { Message } from '../slack/blocks.ts';
import { reply } from '../slack/reply.ts';
import { say, toPerson } from './boundary.ts';
import { whoIs } from './delivery.ts';
import type { Front } from './front.ts';
import { answerLine } from './line.ts';
import { withProgress } from './progress.ts';

/** `/ssm`: read, write down or answer, acknowledge. Nothing here waits for AWS. */
export function registerCommand(app: App, front: Front): void {
  app.command('/ssm', async ({ command, ack }) => {
    const answer = await answerLine(front, {
      text: command.text ?? '',
      by: whoIs(command.user_id, command.team_id, command.user_name),
      enterprise: command.enterprise_id,
      channel: { id: command.channel_id, name: command.channel_name },
      delivery: `command:${command.trigger_id}`,
      trigger: command.trigger_id,
      responseUrl: command.response_url,
    });
    await ack(answer.now ? { response_type: 'ephemeral', ...answer.now } : undefined);
    const respond = (message: Message) => reply(command.response_url, message, false);
    const later = await withProgress(front, respond, async (tell) => answer.later?.(tell)).catch((error: unknown) =>
      say(toPerson(front, error, 'answering /ssm')),
    );
    if (later) await respond(later).catch((error: unknown) => front.log.warn({ err: error }, 'an answer was lost'));
  });
}
