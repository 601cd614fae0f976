import { type Part, text } from '../domain/part.ts';
import { UnavailableError, UserError } from '../errors.ts';
import { reveal } from '../slack/escape.ts';
import { directMessages, type Place, uploadText } from '../slack/upload.ts';
import type { Asking, Front } from './front.ts';

type File = Extract<Part, { kind: 'file' }>;

/**
 * Sends the files among the parts and puts words in their place. An answer by response_url can't carry a file, and a
 * channel is no place for what one person asked for: so they go to the reader's direct messages, or where it is shared.
 */
export async function sendFiles(front: Front, parts: readonly Part[], { by }: Asking): Promise<Part[]> {
  const answer: Part[] = [];
  for (const part of parts) answer.push(part.kind === 'file' ? text(await sendFile(front, part, by.id)) : part);
  return answer;
}

async function sendFile(front: Front, file: File, reader: string): Promise<string> {
  try {
    const place = file.share === undefined ? await directMessages(front.slack, reader) : await threadOf(front, file.share);
    await uploadText(front.slack, { ...file, text: reveal(file.text) }, place);
    return file.share === undefined
      ? `${file.title}: it is in your direct messages with me, as ${file.name}.`
      : `${file.title}: it is in the thread, as ${file.name}.`;
  } catch (error) {
    if (!(error instanceof UserError || error instanceof UnavailableError)) throw error;
    front.log.warn({ err: error }, 'a file was not sent');
    return `${file.title}: not sent as a file. ${error.message}`;
  }
}

async function threadOf(front: Front, id: string): Promise<Place> {
  const request = await front.desk.requests.get(id);
  const thread = await front.threadOf(id);
  if (!request || !thread) throw new UserError('Its message in the channel is not there, so there is no thread to share it in.');
  return { channel: request.channel.id, thread };
}
