import type { Tell } from '../domain/enquiry.ts';
import type { Message } from '../slack/blocks.ts';
import { say } from './boundary.ts';
import type { Front } from './front.ts';

/**
 * When words of progress are said, in milliseconds after the beginning. A response_url takes five posts in half an hour:
 * so there are three at most, and room for the answer and for one that Slack took without saying so.
 */
const saidAt = [3_000, 12_000, 45_000] as const;

/**
 * Does what may take long. Of what it tells the reader hears some, by `answer`; the last of these words is with them before this
 * ends, so that nothing comes behind the answer itself.
 */
export async function withProgress<T>(
  { desk: { clock }, log }: Pick<Front, 'desk' | 'log'>,
  answer: (message: Message) => Promise<unknown>,
  work: (tell: Tell) => Promise<T>,
): Promise<T> {
  const begun = clock.now();
  let next = 0;
  let sending: Promise<unknown> | undefined;
  const tell: Tell = (words) => {
    const passed = clock.now() - begun;
    if (sending !== undefined || next >= saidAt.length || passed < (saidAt[next] as number)) return;
    next = saidAt.findIndex((at) => at > passed);
    if (next < 0) next = saidAt.length;
    sending = answer(say(words))
      .catch((error: unknown) => log.warn({ err: error }, 'words of progress were lost'))
      .finally(() => {
        sending = undefined;
      });
  };
  try {
    return await work(tell);
  } finally {
    await sending;
  }
}
