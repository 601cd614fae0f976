import { UnavailableError } from '../errors.ts';
import type { Message } from './blocks.ts';

const deadlineMs = 5_000;

/** Answers by a response_url, for one person alone. False: the url is used up or too old. */
export async function reply(url: string, message: Message, replaces: boolean): Promise<boolean> {
  const body = JSON.stringify({ response_type: 'ephemeral', replace_original: replaces, ...message });
  const headers = { 'content-type': 'application/json' };
  let status: number;
  try {
    ({ status } = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(deadlineMs) }));
  } catch (error) {
    throw new UnavailableError('Slack', 'Slack did not take an answer.', error);
  }
  if (status >= 500 || status === 429) throw new UnavailableError('Slack', `Slack did not take an answer (${status}).`);
  return status < 400;
}
