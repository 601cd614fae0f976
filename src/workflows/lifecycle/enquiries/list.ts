import { z } from 'zod';
import type { Asker, Enquiry } from '../../../domain/enquiry.ts';
import { type Part, text } from '../../../domain/part.ts';
import { isEnded, type Request } from '../../../domain/request.ts';
import { DeniedError } from '../../../errors.ts';
import type { Desk } from '../desk.ts';
import { inOneLine, mayRead } from './find.ts';

const pageSize = 15;
/** So many of the latest are looked through for a page. */
const lookedThrough = 500;
const atOnce = 50;

const input = z.object({
  which: z.enum(['mine', 'running', 'failed', 'today', 'all'], 'choose one of mine, running, failed, today, all').optional(),
  skip: z.number().int().min(0).optional(),
});

/** The latest requests that this person may read. */
export const list: Enquiry<Desk, typeof input> = {
  name: 'request.list',
  words: 'list',
  title: 'List the latest requests',
  input,
  form: {
    which: {
      kind: 'select',
      label: 'Which',
      at: 'words',
      optional: true,
      options: ['mine', 'running', 'failed', 'today', 'all'],
      example: 'mine',
    },
    skip: { kind: 'number', label: 'Leave out so many', optional: true, example: '15' },
  },
  async answer(desk, { which = 'all', skip = 0 }, asking) {
    const found: Request[] = [];
    let next = skip;
    while (next < skip + lookedThrough && found.length < pageSize) {
      const page = await desk.requests.recent(next, atOnce, which === 'mine' ? asking.by.id : undefined);
      for (const request of page) {
        if (found.length === pageSize) break;
        next += 1;
        if (fits(request, which, desk.clock.now()) && (await readable(desk, request, asking))) found.push(request);
      }
      if (page.length < atOnce) break;
    }
    if (found.length === 0)
      return [
        text(`There are no ${which === 'all' ? '' : `${words[which]} `}requests that you may read. /ssm help shows what you can ask for.`),
      ];
    const table: Part = {
      kind: 'table',
      columns: ['Id', 'State', 'Where', 'What', 'Who'],
      rows: found.map((request) => inOneLine(desk, request)),
    };
    const line = `/ssm list ${which} --skip ${next}`;
    return found.length < pageSize ? [table] : [table, { kind: 'lines', lines: [{ label: 'Older ones', line }] }];
  },
};

const words = { mine: 'of your own', running: 'running', failed: 'failed', today: "today's", all: '' } as const;
const dayMs = 24 * 3_600_000;

function fits(request: Request, which: keyof typeof words, now: number): boolean {
  if (which === 'running') return request.startedAt !== undefined && !isEnded(request.state);
  if (which === 'failed') return request.state === 'failed' || request.state === 'unknown' || request.state === 'offered';
  return which !== 'today' || now - request.receivedAt < dayMs;
}

async function readable(desk: Desk, request: Request, asking: Asker): Promise<boolean> {
  try {
    await mayRead(desk, request, asking);
    return true;
  } catch (error) {
    if (error instanceof DeniedError) return false;
    throw error;
  }
}
