import type { WebClient } from '@slack/web-api';
import { code } from './blocks/code.ts';
import { message, section } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

/** Posts the line of a seal to the audit channel, to be copied as it is. */
export async function postSeal(slack: WebClient, channel: string, line: string): Promise<void> {
  const words = mrkdwn`The audit is sealed. What Redis holds is proven against this line by: ssm-chatops audit verify --seals FILE`;
  await slack.chat.postMessage({ channel, ...message({ text: words, blocks: [section(words), ...code(line)] }) });
}
