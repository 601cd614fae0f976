import { ErrorCode, type WebAPICallError, type WebClient } from '@slack/web-api';
import { UnavailableError, UserError } from '../errors.ts';

const maxBytes = 256 * 1024;
const deadlineMs = 15_000;

/** A text file as Slack holds it. */
export interface GivenFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a file that a person gave in a form: Slack is asked for it by its id, and its bytes are read with the bot's token.
 * Needs the scope files:read. Throws UserError with what to do about the file, UnavailableError where Slack does not answer.
 */
export async function downloadText(slack: WebClient, id: string): Promise<GivenFile> {
  try {
    const { file } = await slack.files.info({ file: id });
    const { name = 'file', size = 0, url_private: address } = file ?? {};
    if (size > maxBytes) throw tooLong(name);
    if (address === undefined || !isOfSlack(address, slack.slackApiUrl))
      throw new UserError(`${name} does not lie in Slack itself, and is read from nowhere else. Upload the file, or paste its text.`);
    return { name, text: textOf(name, await bytesAt(address, slack.token ?? '', name)) };
  } catch (error) {
    throw inWords(error);
  }
}

/** The token is sent to Slack alone: the host of its API, or one below it, as files.slack.com is below slack.com. */
export function isOfSlack(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [file, api] = [new URL(address), new URL(apiUrl)];
  return file.protocol === api.protocol && (file.host === api.host || file.host.endsWith(`.${api.host}`));
}

async function bytesAt(address: string, token: string, name: string): Promise<Uint8Array> {
  // Without rights Slack sends its sign-in page, by way of a redirect.
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(deadlineMs),
  });
  if (response.status >= 500 || response.status === 429)
    throw new UnavailableError('Slack', `Slack did not give the file (${response.status}). Try again in a minute.`);
  if (response.status !== 200 || !response.body) throw new UserError(`Slack does not give ${name} (${response.status}). Paste its text.`);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > maxBytes) throw tooLong(name);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @throws UserError for what is no text in UTF-8. */
export function textOf(name: string, bytes: Uint8Array): string {
  let text: string | undefined;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Said below, with what to do.
  }
  if (text === undefined || text.includes('\0')) throw new UserError(`${name} is no text in UTF-8. Save it as that, and give it again.`);
  return text;
}

const tooLong = (name: string): UserError =>
  new UserError(`${name} has more than ${maxBytes / 1024} KB, and that is the most that is read. Part it.`);

function inWords(error: unknown): Error {
  if (error instanceof UserError || error instanceof UnavailableError) return error;
  const { code, data } = error as WebAPICallError & { data?: { error?: string } };
  if (code !== ErrorCode.PlatformError) return new UnavailableError('Slack', 'Slack did not give the file. Try again in a minute.', error);
  if (data?.error === 'missing_scope')
    return new UserError(
      'The app may not read files: whoever runs it must install it anew with the scope files:read. Paste the text meanwhile.',
    );
  return new UserError(`Slack does not give the file: ${data?.error}. Give it again, or paste its text.`);
}
