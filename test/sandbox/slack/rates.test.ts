import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { botToken } from '../../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { connectPeople, type People } from '../../support/people.ts';
import { webClient } from './app.ts';

let slack: LocalSlack;
let people: People;

beforeEach(async () => {
  slack = await startLocalSlack();
  people = await connectPeople(slack.url);
});

afterEach(async () => {
  people.close();
  await slack.close();
});

/** How many calls in a row go through before one is told to wait, and for how many seconds. */
async function burst(call: () => Promise<unknown>, most = 120): Promise<{ passed: number; wait: number }> {
  for (let passed = 0; passed < most; passed += 1) {
    try {
      await call();
    } catch (error) {
      return { passed, wait: (error as { retryAfter: number }).retryAfter };
    }
  }
  return { passed: most, wait: 0 };
}

test('a channel takes a few posts at once and then one a second; other channels are not held up', async () => {
  const { chat } = webClient(slack);
  const post = (channel: string) => () => chat.postMessage({ channel, text: 'x' });
  expect(await burst(post('C0OPS'))).toEqual({ passed: 4, wait: 1 });
  expect((await burst(post('C0INC42'))).passed).toBe(4);
  await people.step(1000);
  expect((await burst(post('C0OPS'))).passed).toBe(1);
});

test('edits are counted for the whole workspace, about 50 a minute', async () => {
  const { chat } = webClient(slack);
  const { ts = '' } = await chat.postMessage({ channel: 'C0OPS', text: 'x' });
  const edit = () => chat.update({ channel: 'C0OPS', ts, text: 'y' });
  const first = (await burst(edit)).passed;
  expect(first).toBeLessThanOrEqual(15);
  await people.step(12_000);
  expect((await burst(edit)).passed).toBeGreaterThanOrEqual(10);
  expect((await burst(edit)).passed).toBe(0);
});

test('user groups are tier 2 and people tier 4', async () => {
  const { usergroups, users } = webClient(slack);
  const groups = await burst(() => usergroups.list());
  expect(groups.wait).toBe(3);
  const people4 = await burst(() => users.info({ user: 'U0ANA' }));
  expect(people4.passed).toBeGreaterThan(groups.passed);
});

test('the real client waits as long as Retry-After says, and then gets through', async () => {
  const patient = new WebClient(botToken, { slackApiUrl: slack.apiUrl });
  await people.fault({ method: 'chat.postMessage', kind: 'ratelimited', retryAfter: 1 });
  const before = Date.now();
  await patient.chat.postMessage({ channel: 'C0OPS', text: 'late' });
  expect(Date.now() - before).toBeGreaterThanOrEqual(950);
  expect((await people.calls('chat.postMessage')).map((call) => call.answer)).toEqual(['ratelimited', 'ok']);
});

test('limits can be switched off for tests that do not look at them', async () => {
  await people.rates(false);
  const { chat } = webClient(slack);
  expect((await burst(() => chat.postMessage({ channel: 'C0OPS', text: 'x' }), 40)).passed).toBe(40);
});
