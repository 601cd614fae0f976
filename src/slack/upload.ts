import { ErrorCode, type WebAPICallError, type WebClient } from '@slack/web-api';
import { UnavailableError, UserError } from '../errors.ts';

const deadlineMs = 30_000;

export interface TextFile {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** Where a file is shown: a channel or a direct message, in a thread or not. */
export interface Place {
  readonly channel: string;
  readonly thread?: string | undefined;
}

/**
 * Uploads text as a file: Slack gives an address, takes the bytes there, then shows the file.
 * Throws UserError with what to do where Slack says no, UnavailableError where it does not answer.
 */
export async function uploadText(slack: WebClient, { name, title, text }: TextFile, { channel, thread }: Place): Promise<void> {
  const bytes = Buffer.from(text);
  try {
    const { upload_url: url = '', file_id: id = '' } = await slack.files.getUploadURLExternal({ filename: name, length: bytes.length });
    const { status } = await fetch(url, { method: 'POST', body: bytes, signal: AbortSignal.timeout(deadlineMs) });
    if (status !== 200) throw new UnavailableError('Slack', `Slack did not take the file (${status}).`);
    const where = thread === undefined ? { channel_id: channel } : { channel_id: channel, thread_ts: thread };
    await slack.files.completeUploadExternal({ files: [{ id, title }], ...where });
  } catch (error) {
    throw inWords(error);
  }
}

/** The direct messages of this person with the bot. */
export async function directMessages(slack: WebClient, person: string): Promise<Place> {
  try {
    const { channel } = await slack.conversations.open({ users: person });
    return { channel: channel?.id ?? '' };
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): Error {
  if (error instanceof UnavailableError) return error;
  const { code, data } = error as WebAPICallError & { data?: { error?: string } };
  if (code !== ErrorCode.PlatformError) return new UnavailableError('Slack', 'Slack did not take the file. Try again in a minute.', error);
  if (data?.error === 'missing_scope')
    return new UserError('The app may not send files: whoever runs it must install it anew with the scopes files:write and im:write.');
  return new UserError(`Slack does not take the file: ${data?.error}.`);
}
