import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('somebody of another workspace is refused', async () => {
  const before = await requests();
  const own = command('run all -- reboot');
  await stage.slack.deliver({ ...own, payload: { ...own.payload, team_id: 'T0OTHER' } });
  await answerTo(stage.ana, '/ssm list');
  expect(await requests()).toBe(before);
});
