import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../sandbox/redis.ts';
import { asRequest } from '../../sandbox/slack/deliver/http.ts';
import { signingSecret } from '../../sandbox/slack/seed.ts';
import { isEnded, type Request } from '../../src/domain/request.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { type Asked, ask, finalOf, recordOf, until } from '../support/asking.ts';
import { type Stage, setStage, testKey } from '../support/stage.ts';
import { auditOf, brokenLinks } from './chain.ts';

const prod = '/ssm run tag:App=batch --env prod';
const atOnce = 40;
const patience = 60_000;
let stage: Stage;
let ports: number[];
beforeAll(async () => {
  stage = await setStage({ speed: 60, http: true });
  const second = await freePort();
  ports = [stage.settings.PORT, second];
  // The second bot listens elsewhere; Slack itself delivers to the first alone.
  Object.assign(stage.settings, { PORT: second });
  await stage.startBot();
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

interface Click {
  readonly who: string;
  readonly says: 'approve' | 'reject' | 'cancel';
  /** What Slack calls this click: a delivery that comes twice has it twice. */
  readonly trigger: string;
}

function payloadOf({ who, says, trigger }: Click, { id, hash = '' }: Pick<Request, 'id' | 'hash'>) {
  const reference = JSON.stringify({ id, hash });
  const common = { user: { id: who, team_id: 'T0ACME', username: who }, team: { id: 'T0ACME' }, api_app_id: 'A0SSM', trigger_id: trigger };
  if (says === 'cancel')
    return {
      type: 'block_actions',
      ...common,
      actions: [{ type: 'button', action_id: 'request.cancel', block_id: 'b', value: reference }],
    };
  const view = { id: `V${trigger}`, type: 'modal', callback_id: `request.${says}`, private_metadata: reference, state: { values: {} } };
  return { type: 'view_submission', ...common, view };
}

/** Posts the click to one of the bots, signed as Slack signs; the answer's status. */
async function post(click: Click, request: Pick<Request, 'id' | 'hash'>, port: number): Promise<number> {
  const { headers, body } = asRequest(
    { type: 'interactive', payload: payloadOf(click, request), wantsAnswer: true },
    signingSecret,
    Date.now(),
  );
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}

/** All of the clicks, so many at once, each to one of the two bots in turn. */
async function race(clicks: readonly Click[], request: Pick<Request, 'id' | 'hash'>): Promise<number[]> {
  const statuses: number[] = [];
  let next = 0;
  const runner = async () => {
    for (let i = next++; i < clicks.length; i = next++) statuses.push(await post(clicks[i] as Click, request, ports[i % 2] as number));
  };
  await Promise.all(Array.from({ length: atOnce }, runner));
  return statuses;
}

const record = async (asked: Asked) => (await recordOf(stage, asked.id)) as unknown as Request;
const rowsOf = async ({ id }: Request) => (await auditOf(stage.redis)).map(({ read }) => read).filter(({ request }) => request === id);
const sentFor = async ({ id }: Request) => (await stage.aws.sent()).filter(({ comment }) => comment.includes(id));
const finals = async ({ id, root }: Asked) =>
  (await stage.ana.messages('incident-42')).filter(
    (each) => each.thread_ts === root.ts && each.ts !== root.ts && new RegExp(`^Run [\\s\\S]*request ${id}`).test(each.visible),
  );

test('of five hundred yeses of four people, each twice and to two bots, one decision comes, one run and one last word', async () => {
  const asked = await ask(stage.ana, `${prod} -- uptime`);
  const request = await record(asked);
  const people = ['U0BO', 'U0CLEO', 'U0SAM', 'U0WES', 'U0ANA'];
  const clicks = Array.from({ length: 500 }, (_, i): Click => {
    const one = Math.floor(i / 2);
    return { who: people[one % people.length] as string, says: 'approve', trigger: `yes-${one}` };
  });
  expect(new Set(await race(clicks, request))).toEqual(new Set([200]));
  await finalOf(stage.ana, asked, patience);
  const after = await record(asked);
  expect(after.state).toBe('succeeded');
  const rows = await rowsOf(after);
  expect(rows.filter(({ event, state }) => event === 'approved' && state === 'approved')).toHaveLength(1);
  expect(rows.filter(({ event }) => event === 'starting').map(({ wave }) => wave)).toEqual(after.waves.map((_, i) => i));
  expect((await sentFor(after)).length).toBe(after.waves.length);
  expect(after.approvals.map(({ by }) => by.id).filter((id) => !['U0BO', 'U0CLEO'].includes(id))).toEqual([]);
  expect(await finals(asked)).toHaveLength(1);
  expect(brokenLinks(createKeyring(testKey), await auditOf(stage.redis), after)).toEqual([]);
}, 120_000);

test('of five hundred clicks that say yes, no and stop, one decides, and what lost changes nothing', async () => {
  const asked = await ask(stage.ana, `${prod} -- uptime`);
  const request = await record(asked);
  const ways = [
    { who: 'U0BO', says: 'approve' },
    { who: 'U0CLEO', says: 'reject' },
    { who: 'U0ANA', says: 'cancel' },
    { who: 'U0SAM', says: 'reject' },
    { who: 'U0CLEO', says: 'approve' },
  ] as const;
  const clicks = Array.from({ length: 500 }, (_, i): Click => {
    const one = Math.floor(i / 2);
    return { ...(ways[one % ways.length] as (typeof ways)[number]), trigger: `any-${one}` };
  });
  expect(new Set(await race(clicks, request))).toEqual(new Set([200]));
  await until('an end', async () => isEnded((await record(asked)).state), patience);
  await finalOf(stage.ana, asked, patience);
  const after = await record(asked);
  const rows = await rowsOf(after);
  const left = rows.filter(({ state }, i) => state !== 'awaiting' && rows[i - 1]?.state === 'awaiting');
  expect(left).toHaveLength(1);
  expect(['approved', 'rejected', 'cancelled']).toContain(left[0]?.state);
  const sent = await sentFor(after);
  expect(sent).toHaveLength(rows.filter(({ event }) => event === 'starting').length);
  if (left[0]?.state !== 'approved') expect(sent).toEqual([]);
  expect(await finals(asked)).toHaveLength(1);
  expect(brokenLinks(createKeyring(testKey), await auditOf(stage.redis), after)).toEqual([]);
}, 120_000);

test('a yes to the own plan that comes forty times to two bots asks once', async () => {
  const { ana, redis } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  const request = await record(asked);
  const before = await redis.zcard('{ssm-chatops}:recent');
  const confirm = (trigger: string) => ({ who: 'U0ANA', says: 'approve', trigger }) as const;
  await race(
    Array.from({ length: 40 }, (_, i) => confirm(`own-${i}`)),
    request,
  );
  const after = await record(asked);
  expect(after.state).toBe('awaiting');
  expect([after.approvals, after.verdicts]).toEqual([[], []]);
  expect((await rowsOf(after)).filter(({ event }) => event === 'confirmed')).toHaveLength(1);
  expect(await redis.zcard('{ssm-chatops}:recent')).toBe(before);
});
