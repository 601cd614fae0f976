import { Redis } from 'ioredis';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { createHousekeeping } from '../../src/jobs/housekeeping.ts';
import { createSealNews } from '../../src/store/audit/news.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { createSealer, readSealLines, type Seal, sealLine } from '../../src/store/seal.ts';
import { steppedClock } from '../support/clock.ts';
import { testKey } from '../support/stage.ts';

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1)}`);
const seal = createSealer(redis, createKeyring(testKey));
const row = (text: string) => redis.xadd('{ssm-chatops}:audit', '*', 'mac', `mac of ${text}`, 'row', text);

beforeEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

test('a seal covers what is new, and stands on the one before it', async () => {
  await row('one');
  await row('two');
  const first = await seal();
  expect(first?.rows).toBe(2);
  expect(await seal()).toBeUndefined();
  await row('three');
  const second = await seal();
  expect(second?.rows).toBe(1);
  expect(second?.mac).not.toBe(first?.mac);
});

test('the same rows give the same seal, and a changed one another', async () => {
  const ids = [await row('one'), await row('two')] as string[];
  const right = await seal();
  await redis.del('{ssm-chatops}:audit', '{ssm-chatops}:seals');
  await redis.xadd('{ssm-chatops}:audit', ids[0] ?? '*', 'mac', 'mac of one', 'row', 'ONE');
  await redis.xadd('{ssm-chatops}:audit', ids[1] ?? '*', 'mac', 'mac of two', 'row', 'two');
  const changed = await seal();
  expect(changed?.upTo).toBe(right?.upTo);
  expect(changed?.mac).not.toBe(right?.mac);
});

test('two workers that seal at once make one seal', async () => {
  await row('one');
  const second = redis.duplicate();
  const other = createSealer(second, createKeyring(testKey));
  const made = await Promise.all([seal(), other(), seal()]);
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await redis.xlen('{ssm-chatops}:seals')).toBe(1);
  second.disconnect();
});

test('the line that leaves Redis is read back out of any log or copy of the channel', async () => {
  await row('one');
  const made = (await seal()) as Seal;
  const line = sealLine(made);
  const other = { ...made, upTo: '99-1', rows: 7 };
  const log = [
    '{"level":30,"app":"ssm-chatops","msg":"ready"}',
    line,
    JSON.stringify({ stream: 'stdout', log: `${sealLine(other)}\n` }),
    `ssm APP 14:02  The audit is sealed. ${line}`,
    '{"seal":"no mac","upTo":"1-1","rows":1}',
  ].join('\n');
  expect(readSealLines(log)).toEqual([made, other, made]);
});

test('each minute what is new is sealed and its line written, whatever the log’s level', async () => {
  const clock = steppedClock();
  const lines: string[] = [];
  const keepHouse = createHousekeeping({
    desk: {
      clock,
      log,
      requests: { trim: async () => undefined } as never,
      scheduling: { schedules: { trim: async () => undefined } } as never,
    },
    seal: async () => {
      const made = await seal();
      return made && sealLine(made);
    },
    write: (line) => lines.push(line),
    announce: () => Promise.reject(new Error('Slack is away')),
  });
  await row('one');
  await keepHouse();
  expect(readSealLines(lines.join('\n'))).toMatchObject([{ rows: 1 }]);
  await row('two');
  await keepHouse();
  expect(lines).toHaveLength(1);
  clock.step(60_000);
  await keepHouse();
  clock.step(60_000);
  await keepHouse();
  expect(readSealLines(lines.join('\n'))).toMatchObject([{ rows: 1 }, { rows: 1 }]);
});

test('the channel gets the newest seal once an hour, by one worker of all', async () => {
  const posts: string[] = [];
  const post = async (line: string) => void posts.push(line);
  const tell = createSealNews(redis, post);
  await tell();
  await row('one');
  await seal();
  await Promise.all([tell(), createSealNews(redis, post)(), tell()]);
  expect(posts).toHaveLength(1);
  await row('two');
  const second = (await seal()) as Seal;
  await tell();
  expect(posts).toHaveLength(1);
  await hourPasses();
  await tell();
  expect(posts[1]).toBe(sealLine(second));
  await hourPasses();
  await tell();
  expect(posts).toHaveLength(2);
});

test('where Slack refuses, the seal is posted ten minutes later', async () => {
  await row('one');
  await seal();
  const posts: string[] = [];
  let away = true;
  const tell = createSealNews(redis, async (line) => {
    if (away) throw new Error('not_in_channel');
    posts.push(line);
  });
  await expect(tell()).rejects.toThrow('not_in_channel');
  away = false;
  await tell();
  expect(posts).toEqual([]);
  expect(await redis.pttl('{ssm-chatops}:seal-turn')).toBeLessThanOrEqual(10 * 60_000);
  await hourPasses();
  await tell();
  expect(posts).toHaveLength(1);
});

const log = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
/** Redis's own clock can't be held: what ends with the hour is taken away. */
const hourPasses = () => redis.del('{ssm-chatops}:seal-turn');
