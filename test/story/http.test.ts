import { afterAll, beforeAll, expect, test } from 'vitest';
import { asRequest } from '../../sandbox/slack/deliver/http.ts';
import { signingSecret } from '../../sandbox/slack/seed.ts';
import { answerTo, approved, finalOf } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60, http: true });
});
afterAll(() => stage.strike());

const command = (text: string) => ({
  type: 'slash_commands' as const,
  payload: {
    command: '/ssm',
    text,
    user_id: 'U0ANA',
    user_name: 'ana',
    team_id: 'T0ACME',
    channel_id: 'C0INC42',
    channel_name: 'incident-42',
    trigger_id: 'forged',
    response_url: 'http://127.0.0.1:9/none',
  },
});
const requests = () => stage.redis.zcard('{ssm-chatops}:recent');

test('the whole story goes over signed HTTP as it does over the socket', async () => {
  const asked = await approved(stage, '/ssm run tag:App=myapp tag:Env=prod -- uptime');
  expect((await finalOf(stage.ana, asked)).visible).toContain('48 of 48 succeeded');
});

test('a forged signature is refused and nothing is written', async () => {
  const before = await requests();
  const { status } = await stage.slack.deliver({ ...command('run all -- reboot'), signature: `v0=${'0'.repeat(64)}` });
  expect(status).toBe(401);
  expect(await requests()).toBe(before);
});

test('a replayed delivery of ten minutes ago is refused', async () => {
  const before = await requests();
  const { status } = await stage.slack.deliver({ ...command('run all -- reboot'), age: 600 });
  expect(status).toBe(401);
  expect(await requests()).toBe(before);
});

test('a delivery without a signature, signed for another body or with another secret is refused', async () => {
  const before = await requests();
  const { type, payload } = command('run all -- reboot');
  const signed = (text: string, secret = signingSecret) =>
    asRequest({ type, payload: { ...payload, text }, wantsAnswer: true }, secret, Date.now());
  const post = async (headers: Record<string, string>, body: string) =>
    (await fetch(`http://127.0.0.1:${stage.settings.PORT}/slack/events`, { method: 'POST', headers, body })).status;
  const { headers, body } = signed('run all -- reboot');
  const { 'x-slack-signature': _signature, ...unsigned } = headers;
  const { 'x-slack-request-timestamp': _time, ...undated } = headers;
  const later = { ...headers, 'x-slack-request-timestamp': String(Number(headers['x-slack-request-timestamp']) + 1) };
  for (const answer of [
    await post(unsigned, body),
    await post(undated, body),
    await post(later, body),
    await post(signed('list').headers, body),
    await post(signed('run all -- reboot', 'another secret').headers, body),
    await post({ ...headers, 'x-slack-signature': '' }, body),
  ])
    expect(answer).toBe(401);
  expect(await requests()).toBe(before);
  // The same, as Slack signs it, is taken: it is the signature that made the difference.
  expect(await post(headers, body)).toBe(200);
  expect(await requests()).toBe(before + 1);
});

test('somebody of another workspace is refused', async () => {
  const before = await requests();
  const own = command('run all -- reboot');
  await stage.slack.deliver({ ...own, payload: { ...own.payload, team_id: 'T0OTHER' } });
  await answerTo(stage.ana, '/ssm list');
  expect(await requests()).toBe(before);
});
