import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyring } from '../../src/store/keyring.ts';
import { key } from '../../src/store/redis.ts';
import { createReplyUrls } from '../../src/store/reply-urls.ts';
import { createRequests, type Requests } from '../../src/store/requests.ts';
import { createShownMessages, type ShownMessages } from '../../src/store/shown.ts';
import { decisionOf, planOf, received } from '../domain/samples.ts';
import { emptyStore } from './redis.ts';

const keyring = createKeyring('a key for tests, at least thirty-two characters long');
const { id } = received();
let redis: Redis;
let shown: ShownMessages;
let requests: Requests;
let now: number;
beforeAll(async () => {
  redis = await emptyStore();
  shown = createShownMessages(redis);
  requests = createRequests(redis, keyring, { now: () => now }, async () => undefined);
});
afterAll(() => redis.disconnect());
beforeEach(async () => {
  await redis.flushdb();
  now = 10_000;
});

const create = async () => {
  const { version: _, auditHead: __, ...fields } = received({ changedAt: now });
  return (await requests.create(fields)).request;
};
const plan = () =>
  requests.change(id, () => ({
    kind: 'planned',
    plan: planOf([['i-1']]),
    hash: 'h1',
    decision: decisionOf([{}]),
    expiresAt: now + 9_000,
    likeness: [],
  }));
const confirm = () =>
  requests.change(id, ({ asker }) => ({ kind: 'confirmed', by: asker, hash: 'h1', expiresAt: now + 9_000, remindAt: now + 9_000 }));

describe('what is not drawn yet', () => {
  test('is every message of a request that changed, until it was drawn from that change', async () => {
    await create();
    expect(await shown.undrawn(now + 1, 10)).toEqual([]);
    const previewed = await plan();
    expect(await shown.undrawn(previewed.changedAt, 10)).toEqual([`${id}.card`]);
    expect(await shown.undrawn(previewed.changedAt - 1, 10)).toEqual([]);
    await shown.drawn(id, 'card', previewed.changedAt);
    expect(await shown.undrawn(now + 1_000, 10)).toEqual([]);
    await confirm();
    expect((await shown.undrawn(now + 1_000, 10)).sort()).toEqual([`${id}.card`, `${id}.root`]);
  });

  test('stays so where a change came while an older record was drawn, even in the same millisecond', async () => {
    await create();
    const older = await plan();
    const newer = await confirm();
    await shown.drawn(id, 'card', older.changedAt);
    expect(await shown.undrawn(now + 1_000, 10)).toContain(`${id}.card`);
    await shown.drawn(id, 'card', newer.changedAt);
    expect(await shown.undrawn(now + 1_000, 10)).not.toContain(`${id}.card`);
  });

  test('stays so where the newer change came from a worker whose clock is slow', async () => {
    await create();
    const older = await plan();
    now -= 4_000;
    await confirm();
    await shown.drawn(id, 'card', older.changedAt);
    expect(await shown.undrawn(now + 10_000, 10)).toContain(`${id}.card`);
  });
});

test('what Slack shows of a message is kept for each of its messages, and not for ever', async () => {
  expect(await shown.get(id, 'root')).toBeUndefined();
  await shown.put(id, 'root', { ts: '1.2', digest: 'd' });
  await shown.put(id, 'final', { posting: true });
  expect(await shown.get(id, 'root')).toEqual({ ts: '1.2', digest: 'd' });
  expect(await shown.get(id, 'final')).toEqual({ posting: true });
  expect(await redis.pttl(key('shown', id))).toBeGreaterThan(0);
});

describe('a response url', () => {
  const url = 'https://hooks.slack.com/commands/T0ACME/123/secret-part';

  test('rests encrypted, and no longer than Slack takes it', async () => {
    const replies = createReplyUrls(redis, keyring);
    await replies.keep(id, { url, replaces: true });
    expect(await replies.get(id)).toEqual({ url, replaces: true });
    const kept = (await redis.get(key('reply', id))) ?? '';
    expect(kept).not.toContain('hooks.slack.com');
    expect(Buffer.from(kept, 'base64').toString('latin1')).not.toContain('secret-part');
    const left = await redis.pttl(key('reply', id));
    expect(left).toBeGreaterThan(29 * 60_000);
    expect(left).toBeLessThanOrEqual(30 * 60_000);
    await redis.pexpire(key('reply', id), 0);
    expect(await replies.get(id)).toBeUndefined();
  });

  test('of a later click takes the place of the one before', async () => {
    const replies = createReplyUrls(redis, keyring);
    await replies.keep(id, { url, replaces: false });
    await replies.keep(id, { url: `${url}-2`, replaces: true });
    expect(await replies.get(id)).toEqual({ url: `${url}-2`, replaces: true });
  });
});
