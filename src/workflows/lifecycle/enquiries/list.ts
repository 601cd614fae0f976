import { z } from 'zod';
import { isReviewOpen } from '../../../domain/due.ts';
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

const choices = ['mine', 'running', 'failed', 'reviews', 'today', 'all'] as const;
const input = z.object({
  which: z.enum(choices, `choose one of ${choices.join(', ')}`).optional(),
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
      options: choices,
      hint: 'reviews: the glass was broken, and nobody closed the review yet',
      example: 'mine',
    },
    skip: { kind: 'number', label: 'Leave out so many', optional: true, example: '15' },
  },
  async answer(desk, { which = 'all', skip = 0 }, asking) {
    const found: Request[] = [];
    let next = skip;
    let all = false;
    while (!all && next < skip + lookedThrough && found.length < pageSize) {
      const page = await desk.requests.recent(next, atOnce, which === 'mine' ? asking.by.id : undefined);
      for (const request of page) {
        if (found.length === pageSize) break;
        next += 1;
        if (fits(request, which, desk.clock.now()) && (await readable(desk, request, asking))) found.push(request);
      }
      all = page.length < atOnce && found.length < pageSize;
    }
    const older: Part[] = all ? [] : [{ kind: 'lines', lines: [{ label: 'Older ones', line: `/ssm list ${which} --skip ${next}` }] }];
    if (found.length === 0) {
      const among = next === skip ? 'After those' : `Among the requests ${skip + 1} to ${next}`;
      const there = all && skip === 0 ? 'There' : `${among} there`;
      return [text(`${there} are no ${words[which]} that you may read. /ssm help shows what you can ask for.`), ...older];
    }
    const table: Part = {
      kind: 'table',
      columns: ['Id', 'State', 'Where', 'What', 'Who'],
      rows: found.map((request) => inOneLine(desk, request)),
    };
    return [table, ...older];
  },
};

const words = {
  mine: 'requests of your own',
  running: 'running requests',
  failed: 'failed requests',
  reviews: 'open reviews',
  today: 'requests of today',
  all: 'requests',
} as const;
const dayMs = 24 * 3_600_000;

function fits(request: Request, which: keyof typeof words, now: number): boolean {
  if (which === 'running') return request.startedAt !== undefined && !isEnded(request.state);
  if (which === 'failed') return request.state === 'failed' || request.state === 'unknown' || request.state === 'offered';
  if (which === 'reviews') return isReviewOpen(request);
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
