import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import type { Desk } from '../desk.ts';
import { findRequest } from './find.ts';

const input = z.object({
  id: z.string().regex(/^[0-9a-fA-F]{4,32}$/, 'write the id of a request: 4 to 32 of 0-9 and a-f, as its messages show it'),
});

/** Shows a request's card anew: with its buttons, as it stands. */
export const status: Enquiry<Desk, typeof input> = {
  name: 'request.status',
  words: 'status',
  title: 'Show a request as it stands',
  input,
  form: { id: { kind: 'request', label: 'Request', at: 'words', example: '8c1d02' } },
  async answer(desk, { id }, asking) {
    const request = await findRequest(desk, id, asking);
    return [{ kind: 'request', id: request.id }];
  },
};
