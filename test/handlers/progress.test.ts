import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Front } from '../../src/handlers/front.ts';
import { withProgress } from '../../src/handlers/progress.ts';
import type { Message } from '../../src/slack/blocks.ts';

function stage() {
  let now = 0;
  const front = { desk: { clock: { now: () => now } }, log: pino({ level: 'silent' }) } as unknown as Pick<Front, 'desk' | 'log'>;
  return {
    front,
    passes: (ms: number) => {
      now += ms;
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('of what is told again and again three words are said, the first after three seconds', async () => {
  const { front, passes } = stage();
  const said: [second: number, words: string][] = [];
  await withProgress(
    front,
    async (message: Message) => void said.push([Number(message.text.replace(/\D/g, '')), message.text]),
    async (tell) => {
      for (let second = 0; second < 600; second += 1) {
        tell(`Second ${second}.`);
        await settled();
        passes(1_000);
      }
    },
  );
  expect(said.map(([second]) => second)).toEqual([3, 12, 45]);
});

test('what is done in time says nothing', async () => {
  const { front, passes } = stage();
  const said: Message[] = [];
  const answer = await withProgress(
    front,
    async (message: Message) => void said.push(message),
    async (tell) => {
      passes(2_900);
      tell('Half.');
      return 'done';
    },
  );
  expect([answer, said]).toEqual(['done', []]);
});

test('words that are on their way are there before the answer, also where what is done fails', async () => {
  const { front, passes } = stage();
  let arrived = false;
  const slow = async () => {
    await settled();
    await settled();
    arrived = true;
  };
  const failing = withProgress(front, slow, async (tell) => {
    passes(4_000);
    tell('Some.');
    throw new Error('AWS is away');
  });
  await expect(failing).rejects.toThrow('AWS is away');
  expect(arrived).toBe(true);
});

test('words that Slack does not take are no failure of what is done', async () => {
  const { front, passes } = stage();
  const lost = () => Promise.reject(new Error('not taken'));
  const answer = await withProgress(front, lost, async (tell) => {
    passes(4_000);
    tell('Some.');
    await settled();
    return 'done';
  });
  expect(answer).toBe('done');
});
