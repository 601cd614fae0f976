import type { ModalView } from '@slack/types';
import { isOperation, type Typed } from '../domain/operation.ts';
import { downloadText } from '../slack/download.ts';
import { noticeView } from '../slack/render/views.ts';
import { toPerson } from './boundary.ts';
import type { Delivery } from './delivery.ts';
import type { Front } from './front.ts';
import { formAgain } from './modal.ts';
import { takeFilled, type WithFiles } from './sent.ts';

/** Reads the files, and takes the form as if their text had been written into it. What can't be taken opens the form anew. */
export async function takeWithFiles(
  front: Front,
  typed: Typed,
  { place, filled, files }: WithFiles,
  { by }: Delivery,
): Promise<{ readonly view: ModalView; after?(): Promise<void> }> {
  const again = async (errors: ReadonlyMap<string, string>) => {
    const input = Object.fromEntries(Object.entries(filled.input).filter(([key]) => !files.has(key)));
    return { view: await formAgain(front, { typed, ...filled, input, errors }, place, by) };
  };
  let readNow = [...files.keys()][0] ?? '';
  try {
    const input = { ...filled.input };
    const said: string[] = [];
    for (const [key, id] of files) {
      readNow = key;
      const { name, text } = await downloadText(front.slack, id);
      for (const [other, value] of Object.entries(typed.form[key]?.file?.says?.(name) ?? {})) input[other] ??= value;
      input[key] = text;
      said.push(`${name} was read.`);
    }
    readNow = 'env';
    const { errors, secret, after } = await takeFilled(front, typed, { ...filled, input }, place, by);
    if (errors) return again(errors);
    if (secret) return again(new Map([[secret.field, `${secret.words} The file itself still lies in Slack: delete it there, I can't.`]]));
    const words = isOperation(typed)
      ? 'The plan comes in the channel, and only you see it until you ask.'
      : 'The answer comes in the channel.';
    return { view: noticeView('Taken', `${said.join(' ')} ${words}`), ...(after && { after }) };
  } catch (error) {
    return again(new Map([[readNow, toPerson(front, error, 'taking a form with a file')]]));
  }
}
