import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import { text } from '../../../domain/part.ts';
import type { Request } from '../../../domain/request.ts';
import { DeniedError } from '../../../errors.ts';
import type { Desk } from '../desk.ts';
import { inOneLine, mayRead } from './find.ts';

const shown = 15;
const input = z.object({});

/** The latest requests that this person may read. */
export const list: Enquiry<Desk, typeof input> = {
  name: 'request.list',
  words: 'list',
  title: 'List the latest requests',
  input,
  form: {},
  async answer(desk, _input, asking) {
    const readable: Request[] = [];
    for (const request of await desk.requests.recent(shown)) {
      const may = await mayRead(desk, request, asking).then(
        () => true,
        (error: unknown) => {
          if (error instanceof DeniedError) return false;
          throw error;
        },
      );
      if (may) readable.push(request);
    }
    if (readable.length === 0) return [text('There are no requests that you may read yet. /ssm help shows what you can ask for.')];
    return [{ kind: 'table', columns: ['Id', 'State', 'Where', 'What', 'Who'], rows: readable.map(inOneLine) }];
  },
};
