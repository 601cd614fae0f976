import type { Enquiry } from '../../../domain/enquiry.ts';
import { text } from '../../../domain/part.ts';
import { shortId } from '../../../domain/request.ts';
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
    const what = after.state === 'cancelling' ? 'What runs is being stopped; the thread tells how it ends.' : 'Nothing was sent.';
    return [text(`Request ${shortId(after.id)} is ${after.state}. ${what}`)];
  },
};
