import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { botToken } from '../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import type { Telling } from '../../src/domain/schedule/telling.ts';
import { UnavailableError } from '../../src/errors.ts';
import { drawParts } from '../../src/handlers/parts.ts';
import { type TellPorts, tellOnce } from '../../src/slack/tell.ts';
import { until } from '../support/asking.ts';
import { connectPeople, type People } from '../support/people.ts';

let local: LocalSlack;
let people: People;
let ports: TellPorts;
let nth = 0;
beforeAll(async () => {
  local = await startLocalSlack();
  people = await connectPeople(local.url);
  await people.rates(false);
  const options = { slackApiUrl: local.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 4_000 };
  ports = { slack: new WebClient(botToken, options), draw: drawParts, take: async () => 0 };
});
afterAll(async () => {
  people.close();
  await local.close();
});
beforeEach(async () => {
  await people.clearFaults();
  nth += 1;
});

const telling = (own: Partial<Telling> = {}): Telling => ({
  schedule: 'a1',
  key: String(nth),
  to: { channel: 'C0OPS' },
  title: `Report ${nth}`,
  words: 'daily 9:00 · by @ana',
  parts: [
    { kind: 'text', text: 'What *others* wrote' },
    { kind: 'file', name: 'all.csv', title: 'All', text: 'a,b\n1,2\n' },
  ],
  again: false,
  since: Date.now(),
  ...own,
});
const inOps = async () => (await people.person('U0ANA').messages('ops')).filter(({ thread_ts }) => !thread_ts);
const posted = async () => (await inOps()).filter(({ visible }) => visible.startsWith(`Report ${nth} · daily`));
/** What Slack shares in the thread, a moment after the upload. */
const files = async (ts: string) =>
  (await people.person('U0ANA').messages('ops')).filter((one) => one.thread_ts === ts && one.ts !== ts).flatMap((one) => one.files);

test('an answer is one post with its heading, and whole texts stand in its thread', async () => {
  expect(await tellOnce(ports, telling())).toBe('told');
  const [post, ...more] = await posted();
  expect(more).toEqual([]);
  expect(post?.visible).toContain('What ∗others∗ wrote');
  await until('the file', async () => (await files(post?.ts ?? '')).length === 1);
});

test('an answer of Slack’s that was lost is looked for: neither the post nor its file comes twice', async () => {
  await people.fault({ method: 'chat.postMessage', kind: 'error-500', afterwards: true });
  await expect(tellOnce(ports, telling())).rejects.toThrow(UnavailableError);
  expect(await tellOnce(ports, telling({ again: true }))).toBe('told');
  const [post] = await posted();
  await until('the file', async () => (await files(post?.ts ?? '')).length === 1);
  await people.forgetCalls();
  expect(await tellOnce(ports, telling({ again: true }))).toBe('told');
  expect(await posted()).toHaveLength(1);
  expect(await people.calls('files.completeUploadExternal')).toEqual([]);
});

test('a post that another time has is another one', async () => {
  await tellOnce(ports, telling());
  await tellOnce(ports, telling({ key: `${nth} again`, again: true }));
  expect(await posted()).toHaveLength(2);
});

test('a person is told directly, and one who is gone or a channel that takes nothing is said to be so', async () => {
  expect(await tellOnce(ports, telling({ to: { person: 'U0BO' }, parts: [] }))).toBe('told');
  await people.person('U0BO').sees('ssm', `Report ${nth}`);
  expect(await tellOnce(ports, telling({ to: { person: 'U0DINA' } }))).toBe('refused');
  await people.fault({ method: 'chat.postMessage', kind: 'error', error: 'is_archived' });
  expect(await tellOnce(ports, telling())).toBe('refused');
  await people.fault({ method: 'chat.postMessage', kind: 'ratelimited', retryAfter: 1 });
  await expect(tellOnce(ports, telling())).rejects.toThrow(UnavailableError);
  expect(await posted()).toEqual([]);
});
