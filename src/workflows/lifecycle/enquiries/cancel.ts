import type { Enquiry } from '../../../domain/enquiry.ts';
import { text } from '../../../domain/part.ts';
import { type Request, shortId } from '../../../domain/request.ts';
import { cancelRequest } from '../cancel.ts';
import type { Desk } from '../desk.ts';
import { findRequest } from './find.ts';
import { status } from './status.ts';

const input = status.input.pick({ id: true });

/** Stops a request: what was not sent is not sent, what runs is stopped. */
export const cancel: Enquiry<Desk, typeof input> = {
  name: 'request.cancel',
  words: 'cancel',
  title: 'Cancel a request',
  input,
  form: { id: status.form.id },
  async answer(desk, { id }, asking) {
    const request = await findRequest(desk, id, asking);
    const after = await cancelRequest(desk, request.id, asking.by);
    return [text(`Request ${shortId(after.id)} is ${after.state}. ${whatNow(after)}`)];
  },
};

function whatNow({ state }: Request): string {
  if (state === 'cancelling') return 'What runs is being stopped; the thread tells how it ends.';
  if (state !== 'unknown') return 'Nothing was sent.';
  return 'It is not known whether it was sent, so it may run: nothing more is sent, and its message in the channel asks what came of it.';
}
