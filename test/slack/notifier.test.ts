import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { botToken } from '../../sandbox/slack/seed.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Request } from '../../src/domain/request.ts';
import { nobody, parseRequirement } from '../../src/domain/requirement.ts';
import { UnavailableError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { draw, type NotifierPorts } from '../../src/slack/notifier.ts';
import { createBudget } from '../../src/store/budget.ts';
import { key } from '../../src/store/redis.ts';
import { createShownMessages } from '../../src/store/shown.ts';
import { ana, decisionOf, execution, planOf, prod, received } from '../domain/samples.ts';
import { emptyStore } from '../store/redis.ts';
import { connectPeople, type People } from '../support/people.ts';

let local: LocalSlack;
let people: People;
let redis: Redis;
let ports: NotifierPorts;
let request: Request;
let replyUrl: { url: string; replaces: boolean } | undefined;
let nth = 0;

beforeAll(async () => {
  local = await startLocalSlack();
  people = await connectPeople(local.url);
  redis = await emptyStore();
  ports = {
    // As the bot's own: no retries, and a 429 comes back at once. A lost answer is given up sooner than there.
    slack: new WebClient(botToken, { slackApiUrl: local.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: 800 }),
    clock: systemClock,
    log: createLog('silent'),
    environments: [prod],
    ping: {},
    security: 'G0SEC',
    request: async (id) => (id === request.id ? request : undefined),
    groupId: async () => 'S0LEADS',
    shown: createShownMessages(redis),
    replyUrl: async () => replyUrl,
    take: createBudget(redis).take,
  };
});
// The first call of all loads what the others find loaded.
beforeAll(async () => void (await ports.slack.auth.test().catch(() => undefined)));
afterAll(async () => {
  people.close();
  redis.disconnect();
  await local.close();
});
beforeEach(async () => {
  await redis.flushdb();
  await people.clearFaults();
  await people.forgetCalls();
  await people.rates(false);
  replyUrl = undefined;
  nth += 1;
  const now = Date.now();
  request = received({
    id: String(nth).padStart(32, 'e'),
    state: 'awaiting',
    receivedAt: now,
    changedAt: now,
    confirmedAt: now,
    expiresAt: now + 60_000,
    plan: planOf([['i-1', 'i-2']], { summary: `Story ${nth}` }),
    hash: 'a1b2c3d4',
    decision: decisionOf(parseRequirement('1 of sre-leads')),
    waves: [{ state: 'pending', refusals: 0, gone: [] }],
  });
});

const change = (own: Partial<Request>) => {
  request = { ...request, ...own, changedAt: request.changedAt + 1 };
};
const posted = async () =>
  (await people.person('U0ANA').messages('incident-42')).filter(({ visible }) => visible.includes(`Story ${nth} `));
const count = async (method: string) => (await people.calls(method)).length;

/** As when a second has passed since the last post. */
const nextSecond = () => redis.del(key('budget', 'posts-C0INC42'));

/** Draws as the job does, until Slack shows it; waits what it is told to, within a bound. Gives how often it was asked. */
async function drawToTheEnd(kind: Parameters<typeof draw>[2]): Promise<number> {
  for (let tries = 1; tries <= 20; tries += 1) {
    const wait = await draw(ports, request.id, kind);
    if (wait === 0) return tries;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 1_200)));
  }
  throw new Error(`${kind} is not drawn after 20 tries.`);
}

describe('a message', () => {
  test('is posted once, then edited, and the same drawing is not sent again', async () => {
    expect(await draw(ports, request.id, 'root')).toBe(0);
    expect(await draw(ports, request.id, 'root')).toBe(0);
    expect([await count('chat.postMessage'), await count('chat.update')]).toEqual([1, 0]);
    change({ state: 'cancelled', cancelledBy: ana, endedAt: request.changedAt });
    expect(await draw(ports, request.id, 'root')).toBe(0);
    expect(await draw(ports, request.id, 'root')).toBe(0);
    expect([await count('chat.postMessage'), await count('chat.update')]).toEqual([1, 1]);
    const all = await posted();
    expect(all).toHaveLength(1);
    expect(all[0]?.visible).toContain('nothing was sent');
  });

  test('that says where the root is asks for nothing more once Slack refused the root', async () => {
    change({ channel: { ...request.channel, thread: '1.1' } });
    await ports.shown.put(request.id, 'root', { refused: true });
    await redis.zadd(key('undrawn'), request.changedAt, `${request.id}.link`);
    expect(await draw(ports, request.id, 'link')).toBe(0);
    expect(await createShownMessages(redis).undrawn(Date.now() + 60_000, 10)).toEqual([]);
  });

  test('in the thread waits for its root, and the end is broadcast', async () => {
    expect(await draw(ports, request.id, 'approval')).toBeGreaterThan(0);
    expect(await count('chat.postMessage')).toBe(0);
    await drawToTheEnd('root');
    await drawToTheEnd('approval');
    change({ state: 'rejected', rejection: { by: ana }, endedAt: request.changedAt });
    await drawToTheEnd('final');
    const [root, approval, final] = await posted();
    expect(approval).toMatchObject({ thread_ts: root?.ts, broadcast: false });
    expect(final).toMatchObject({ thread_ts: root?.ts, broadcast: true });
  });

  test('that the request no longer has is not brought back by the sweep', async () => {
    await redis.zadd(key('undrawn'), request.changedAt, `${request.id}.final`, request.changedAt, 'gone.root');
    expect(await draw(ports, request.id, 'final')).toBe(0);
    expect(await draw(ports, 'gone', 'root')).toBe(0);
    expect(await redis.zcard(key('undrawn'))).toBe(0);
    expect(await people.calls()).toEqual([]);
  });
});

describe('a post whose answer was lost', () => {
  test.each([
    ['the connection hangs', { kind: 'hang' as const }],
    ['Slack answers 500', { kind: 'error-500' as const }],
    ['Slack speaks of its own trouble', { kind: 'error' as const, error: 'fatal_error' }],
  ])('after it took effect, because %s, is found by its metadata and not made again', async (_why, fault) => {
    await people.fault({ method: 'chat.postMessage', afterwards: true, ...fault });
    await expect(draw(ports, request.id, 'root')).rejects.toThrow();
    expect(await drawToTheEnd('root')).toBe(2);
    expect(await posted()).toHaveLength(1);
    expect(await count('chat.postMessage')).toBe(1);
  });

  test('in a thread is found there', async () => {
    await drawToTheEnd('root');
    await nextSecond();
    await people.fault({ method: 'chat.postMessage', kind: 'hang', afterwards: true });
    await expect(draw(ports, request.id, 'approval')).rejects.toThrow();
    await drawToTheEnd('approval');
    expect(await posted()).toHaveLength(2);
    expect(await count('conversations.replies')).toBe(1);
  });

  test('before it took effect is made once more', async () => {
    await people.fault({ method: 'chat.postMessage', kind: 'hang' });
    await expect(draw(ports, request.id, 'root')).rejects.toThrow();
    await drawToTheEnd('root');
    expect(await posted()).toHaveLength(1);
  });

  test('of another request in the channel is not taken for this one', async () => {
    await drawToTheEnd('root');
    const { ts } = (await posted())[0] ?? {};
    request = { ...request, id: 'f'.repeat(32) };
    await nextSecond();
    await people.fault({ method: 'chat.postMessage', kind: 'hang' });
    await expect(draw(ports, request.id, 'root')).rejects.toThrow();
    await drawToTheEnd('root');
    expect((await ports.shown.get(request.id, 'root'))?.ts).not.toBe(ts);
    expect(await posted()).toHaveLength(2);
  });

  test('an edit whose answer was lost is made again and changes nothing more', async () => {
    await drawToTheEnd('root');
    change({ state: 'approved' });
    await people.fault({ method: 'chat.update', kind: 'hang', afterwards: true });
    await expect(draw(ports, request.id, 'root')).rejects.toThrow();
    await drawToTheEnd('root');
    expect(await posted()).toHaveLength(1);
    expect(await count('chat.update')).toBe(2);
  });
});

describe('when Slack', () => {
  test('asks to slow down, it waits as long as it is told, and looks for nothing, for nothing was posted', async () => {
    await people.fault({ method: 'chat.postMessage', kind: 'ratelimited', retryAfter: 7 });
    expect(await draw(ports, request.id, 'root')).toBe(7_000);
    await drawToTheEnd('root');
    expect(await posted()).toHaveLength(1);
    expect(await count('conversations.history')).toBe(0);
    change({ state: 'approved' });
    await people.fault({ method: 'chat.update', kind: 'ratelimited', retryAfter: 3 });
    expect(await draw(ports, request.id, 'root')).toBe(3_000);
    expect(await draw(ports, request.id, 'root')).toBe(0);
  });

  test.each(['is_archived', 'not_in_channel', 'channel_not_found', 'restricted_action'])(
    'says %s, neither root nor thread is tried for ever',
    async (error) => {
      await people.fault({ method: 'chat.postMessage', kind: 'error', error, times: 100 });
      expect(await draw(ports, request.id, 'root')).toBe(0);
      expect(await draw(ports, request.id, 'approval')).toBe(0);
      expect(await count('chat.postMessage')).toBe(1);
      change({ state: 'rejected', rejection: { by: ana }, endedAt: request.changedAt });
      expect(await draw(ports, request.id, 'final')).toBe(0);
      expect(await count('chat.postMessage')).toBe(1);
    },
  );

  test('lets the bot in again, the next change posts the story', async () => {
    await people.fault({ method: 'chat.postMessage', kind: 'error', error: 'not_in_channel' });
    expect(await draw(ports, request.id, 'root')).toBe(0);
    change({ state: 'rejected', rejection: { by: ana }, endedAt: request.changedAt });
    await drawToTheEnd('root');
    await drawToTheEnd('final');
    expect(await posted()).toHaveLength(2);
    expect(await count('conversations.history')).toBe(0);
  });

  test('has lost the root, its edit is given up and the end is still told in its thread', async () => {
    await drawToTheEnd('root');
    change({ state: 'rejected', rejection: { by: ana }, endedAt: request.changedAt });
    await people.fault({ method: 'chat.update', kind: 'error', error: 'message_not_found' });
    expect(await draw(ports, request.id, 'root')).toBe(0);
    await drawToTheEnd('final');
    expect(await posted()).toHaveLength(2);
  });

  test('is in trouble of its own, it is an error that passes and the job tries again', async () => {
    await people.fault({ method: 'chat.postMessage', kind: 'error', error: 'internal_error' });
    await expect(draw(ports, request.id, 'root')).rejects.toThrow(UnavailableError);
    await drawToTheEnd('root');
    expect(await posted()).toHaveLength(1);
  });
});

describe('what stands elsewhere', () => {
  const broken = (own: Partial<Request> = {}) =>
    change({
      state: 'running',
      startedAt: request.receivedAt,
      breakGlass: true,
      reason: `nobody answers in ${nth}`,
      decision: {
        ...decisionOf(nobody),
        setAside: parseRequirement('1 of sre-leads'),
        eligible: { 'sre-leads': ['U0BO', 'U0CLEO'] },
      },
      review: { remindAt: request.receivedAt, reminders: 1 },
      ...own,
    });
  const found = async (who: string, where: string) =>
    (await people.person(who).messages(where)).filter(({ visible }) => visible.includes(`Story ${nth}`));
  const rejected = () => change({ state: 'rejected', rejection: { by: ana, comment: 'not now' }, endedAt: request.changedAt });

  test('the asker is told directly, once, with the way to the root; the end is an edit there', async () => {
    change({
      state: 'approved',
      approvals: [{ by: { ...ana, id: 'U0BO' }, groups: ['sre-leads'], hash: 'a1b2c3d4', at: request.receivedAt }],
    });
    expect(await draw(ports, request.id, 'told')).toBeGreaterThan(0);
    await drawToTheEnd('root');
    await drawToTheEnd('told');
    change({ state: 'cancelled', cancelledBy: { ...ana, id: 'U0SAM' }, endedAt: request.changedAt });
    await drawToTheEnd('told');
    const told = await found('U0ANA', 'ssm');
    expect(told).toHaveLength(1);
    expect(told[0]?.visible).toMatch(/Cancelled by @sam[\s\S]*Follow it there/);
    expect([await count('conversations.open'), await count('chat.getPermalink')]).toEqual([1, 1]);
  });

  test('whom Slack lets nobody write to is given up, and the story goes on', async () => {
    rejected();
    await drawToTheEnd('root');
    await people.fault({ method: 'chat.postMessage', kind: 'error', error: 'messages_tab_disabled', times: 1 });
    expect(await draw(ports, request.id, 'told')).toBe(0);
    change({ note: 'something new' });
    expect(await draw(ports, request.id, 'told')).toBe(0);
    expect(await count('chat.postMessage')).toBe(2);
    expect(await found('U0ANA', 'ssm')).toHaveLength(0);
    expect(await createShownMessages(redis).undrawn(Date.now() + 60_000, 10)).toEqual([]);
  });

  test.each(['user_not_found', 'channel_not_found', 'user_disabled'])('a person of whom Slack says %s is asked for once', async (error) => {
    broken();
    await people.fault({ method: 'conversations.open', kind: 'error', error, times: 5 });
    expect(await draw(ports, request.id, 'alarm-U0BO')).toBe(0);
    change({ note: 'something new' });
    expect(await draw(ports, request.id, 'alarm-U0BO')).toBe(0);
    expect([await count('conversations.open'), await count('chat.postMessage')]).toEqual([1, 0]);
  });

  test('told where Slack refused the root has no link, and is told all the same', async () => {
    await people.fault({ method: 'chat.postMessage', kind: 'error', error: 'is_archived' });
    expect(await draw(ports, request.id, 'root')).toBe(0);
    rejected();
    await drawToTheEnd('told');
    const [told] = await found('U0ANA', 'ssm');
    expect(told?.visible).toContain('not now');
    expect(told?.visible).not.toContain('Follow it there');
  });

  test('an alarm waits for no root, goes to the security channel and to each alone, and its review stands in its thread', async () => {
    broken();
    for (const kind of ['alarm', 'alarm-U0BO', 'review-1'] as const) await drawToTheEnd(kind);
    expect(await count('conversations.open')).toBe(1);
    const [alarm, review] = await found('U0SAM', 'security');
    expect(alarm?.visible).toMatch(/@ana broke the glass on prod/);
    expect(review).toMatchObject({ thread_ts: alarm?.ts, broadcast: true });
    expect(await found('U0BO', 'ssm')).toHaveLength(1);
    await drawToTheEnd('root');
    broken({
      review: { remindAt: 1, reminders: 1, closed: { by: { ...ana, id: 'U0SAM' }, comment: 'right call', at: request.receivedAt } },
    });
    for (const kind of ['alarm', 'alarm-U0BO', 'review-1'] as const) await drawToTheEnd(kind);
    for (const [who, where] of [
      ['U0SAM', 'security'],
      ['U0BO', 'ssm'],
    ] as const) {
      const all = await found(who, where);
      expect(all[0]?.visible).toMatch(/Reviewed by @sam[\s\S]*right call/);
      expect(all[0]?.buttons).toEqual(['Read the plan']);
    }
    expect((await people.person('U0SAM').messages('security')).at(-1)?.visible).toMatch(/^Reviewed by @sam/);
  });

  test('an alarm is not edited for progress: so many copies would use up what Slack allows', async () => {
    broken();
    await drawToTheEnd('root');
    await drawToTheEnd('alarm');
    const counts = { total: 2, succeeded: 1, failed: 0, notRun: 0 };
    broken({ waves: [{ state: 'running', refusals: 0, gone: [], execution: { ...execution('c1'), counts } }] });
    await drawToTheEnd('alarm');
    expect(await count('chat.update')).toBe(0);
  });

  test('an alarm whose answer was lost is looked for in the direct messages, and an edit that is refused stays there', async () => {
    broken();
    await people.fault({ method: 'chat.postMessage', kind: 'hang', afterwards: true });
    await expect(draw(ports, request.id, 'alarm-U0CLEO')).rejects.toThrow(UnavailableError);
    await drawToTheEnd('alarm-U0CLEO');
    expect(await found('U0CLEO', 'ssm')).toHaveLength(1);
    expect([await count('conversations.open'), await count('chat.postMessage')]).toEqual([1, 1]);
    await people.fault({ method: 'chat.update', kind: 'error', error: 'cant_update_message' });
    broken({ state: 'failed', endedAt: request.changedAt });
    expect(await draw(ports, request.id, 'alarm-U0CLEO')).toBe(0);
    broken({
      state: 'failed',
      endedAt: request.changedAt,
      review: { remindAt: 1, reminders: 1, closed: { by: ana, comment: 'seen', at: 1 } },
    });
    await drawToTheEnd('alarm-U0CLEO');
    expect((await found('U0CLEO', 'ssm'))[0]?.visible).toContain('seen');
    expect(await posted()).toHaveLength(0);
  });

  test('without a security channel no alarm is tried', async () => {
    broken();
    const none = { ...ports, security: undefined };
    for (const kind of ['alarm', 'review-1'] as const) expect(await draw(none, request.id, kind)).toBe(0);
    expect(await count('chat.postMessage')).toBe(0);
  });
});

test('progress leaves the last edits to what people wait for', async () => {
  await drawToTheEnd('root');
  const progress = (succeeded: number) =>
    change({
      state: 'running',
      startedAt: request.receivedAt,
      waves: [
        {
          state: 'running',
          refusals: 0,
          gone: [],
          execution: { ...execution('c1'), counts: { total: 9, succeeded, failed: 0, notRun: 0 } },
        },
      ],
    });
  const waits: number[] = [];
  for (let done = 0; done < 6; done += 1) {
    progress(done);
    waits.push(await draw(ports, request.id, 'root'));
  }
  expect(waits.map((wait) => wait === 0)).toEqual([true, true, true, false, false, false]);
  expect(await count('chat.update')).toBe(3);
  change({
    state: 'succeeded',
    endedAt: request.changedAt,
    waves: [{ state: 'succeeded', refusals: 0, gone: [], execution: execution('c1', 'succeeded') }],
  });
  expect(await draw(ports, request.id, 'root')).toBe(0);
  expect(await count('chat.update')).toBe(4);
});

test('posts to one channel keep the pace that Slack gives a channel', async () => {
  await people.rates(true);
  await drawToTheEnd('root');
  change({ state: 'rejected', rejection: { by: ana }, endedAt: request.changedAt });
  const wait = await draw(ports, request.id, 'final');
  expect(wait).toBeGreaterThan(500);
  expect(wait).toBeLessThanOrEqual(1_200);
  expect((await people.calls()).every(({ answer }) => answer === 'ok')).toBe(true);
});

describe('the card for the asker alone', () => {
  let server: Server;
  let got: { text?: string; response_type?: string; replace_original?: boolean }[];
  let status = 200;
  beforeAll(async () => {
    server = createServer(async (message, answer) => {
      let body = '';
      for await (const chunk of message) body += String(chunk);
      got.push(JSON.parse(body));
      answer.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());
  beforeEach(() => {
    got = [];
    status = 200;
    replyUrl = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, replaces: true };
  });

  test('goes to its response url, once for each drawing', async () => {
    expect(await draw(ports, request.id, 'card')).toBe(0);
    expect(await draw(ports, request.id, 'card')).toBe(0);
    change({ state: 'running' });
    expect(await draw(ports, request.id, 'card')).toBe(0);
    expect(got).toMatchObject([{ response_type: 'ephemeral', replace_original: true }]);
  });

  test('is tried again where Slack is away, and not where the url is used up or forgotten', async () => {
    status = 503;
    await expect(draw(ports, request.id, 'card')).rejects.toThrow(UnavailableError);
    status = 404;
    expect(await draw(ports, request.id, 'card')).toBe(0);
    expect(await draw(ports, request.id, 'card')).toBe(0);
    expect(got).toHaveLength(2);
    replyUrl = undefined;
    change({ state: 'previewed', confirmedAt: undefined });
    expect(await draw(ports, request.id, 'card')).toBe(0);
    expect(got).toHaveLength(2);
  });
});
