import { Redis } from 'ioredis';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { authenticator, createStepUp } from '../../src/auth/step-up.ts';
import { createCodeMemory } from '../../src/store/code-memory.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { steppedClock } from '../support/clock.ts';

const redis = new Redis(`${inject('redisUrl')}/${process.env.VITEST_POOL_ID ?? 1}`);
const { stepUpSecret: secretFor } = createKeyring('a key for tests, at least thirty-two characters long');
const clock = steppedClock();
const made = (generations: Record<string, number> = { U0BO: 1, U0CLEO: 1 }) =>
  createStepUp({ generations, secretFor, memory: createCodeMemory(redis), clock });
const codeOf = (person: string, { generation = 1, at = clock.now() } = {}) =>
  authenticator(person, secretFor(person, generation)).generate({ timestamp: at });

beforeEach(async () => void (await redis.flushdb()));
afterAll(() => redis.disconnect());

test('the code of this moment is right once, in whichever process', async () => {
  const code = codeOf('U0BO');
  expect(await made().check('U0BO', code)).toBe('ok');
  expect(await made().check('U0BO', code)).toBe('used');
});

test('a race for one code has one winner', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => made().check('U0BO', codeOf('U0BO'))));
  expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1);
});

test('a code from before the last one that was used is not right any more', async () => {
  const before = codeOf('U0BO', { at: clock.now() - 30_000 });
  expect(await made().check('U0BO', codeOf('U0BO'))).toBe('ok');
  expect(await made().check('U0BO', before)).toBe('used');
});

test("a phone's clock may be half a minute off, and not more", async () => {
  expect(await made().check('U0BO', codeOf('U0BO', { at: clock.now() - 90_000 }))).toBe('wrong');
  expect(await made().check('U0BO', codeOf('U0BO', { at: clock.now() - 30_000 }))).toBe('ok');
});

test("another person's code, an older generation's and who has no secret are refused", async () => {
  expect(await made().check('U0BO', codeOf('U0CLEO'))).toBe('wrong');
  expect(await made({ U0BO: 2 }).check('U0BO', codeOf('U0BO'))).toBe('wrong');
  expect(await made().check('U0ANA', codeOf('U0ANA'))).toBe('not enrolled');
  expect(await made({}).check('constructor', '123456')).toBe('not enrolled');
});

test('after five wrong codes a right one does not help, until a quarter of an hour is over', async () => {
  for (let tries = 0; tries < 5; tries += 1) expect(await made().check('U0BO', 'nonsense')).toBe('wrong');
  expect(await made().check('U0BO', codeOf('U0BO'))).toBe('locked');
  expect(await made().check('U0CLEO', codeOf('U0CLEO'))).toBe('ok');
  const left = await redis.pttl('{ssm-chatops}:wrong-codes:U0BO');
  expect(left).toBeGreaterThan(14 * 60_000);
  expect(left).toBeLessThanOrEqual(15 * 60_000);
});

test('nothing that rests in Redis is a code or a secret', async () => {
  const code = codeOf('U0BO');
  await made().check('U0BO', code);
  await made().check('U0CLEO', '000000');
  const all = await Promise.all((await redis.keys('*')).map(async (name) => `${name}=${await redis.get(name)}`));
  expect(all.join('\n')).not.toContain(code);
  expect(all.join('\n')).not.toContain(secretFor('U0BO', 1).toString('hex'));
});
