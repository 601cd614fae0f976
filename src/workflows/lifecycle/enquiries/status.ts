import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import type { Part } from '../../../domain/part.ts';
import { targetStates } from '../../../domain/touched.ts';
import type { Desk } from '../desk.ts';
import { findRequest } from './find.ts';

const pageSize = 20;
const input = z.object({
  id: z.string().regex(/^[0-9a-fA-F]{4,32}$/, 'write the id of a request: 4 to 32 of 0-9 and a-f, as its messages show it'),
  from: z.number().int().min(1).optional(),
});

/** Shows a request's card anew, with its buttons, as it stands, and a page of its targets. */
export const status: Enquiry<Desk, typeof input> = {
  name: 'request.status',
  words: 'status',
  title: 'Show a request as it stands',
  input,
  form: {
    id: { kind: 'request', label: 'Request', at: 'words', example: '8c1d02' },
    from: { kind: 'number', label: 'From target number', optional: true, example: '21' },
  },
  async answer(desk, { id, from = 1 }, asking) {
    const request = await findRequest(desk, id, asking);
    const card: Part = { kind: 'request', id: request.id };
    // Before it began the card says all there is.
    if (request.startedAt === undefined) return [card];
    const all = targetStates(request);
    const page = all.slice(from - 1, from - 1 + pageSize);
    const table: Part = {
      kind: 'table',
      columns: ['Target', 'Name', 'State'],
      rows: page.map((target) => [target.id, target.name, target.state]),
    };
    const next = from + pageSize;
    const more: Part[] =
      next <= all.length
        ? [
            {
              kind: 'lines',
              lines: [
                {
                  label: `Next ${Math.min(pageSize, all.length - next + 1)} of ${all.length}`,
                  line: `/ssm status ${request.id} --from ${next}`,
                },
              ],
            },
          ]
        : [];
    return [...(from === 1 ? [card] : []), table, ...more];
  },
};
