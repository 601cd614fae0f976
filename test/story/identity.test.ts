import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo, ask, preview, recordOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
});
afterAll(() => stage.strike());

test('who may not, is told by which policy and where they are', async () => {
  const words = await answerTo(stage.wes, `${prod} --env prod -- uptime`, 'ops');
  expect(words).toMatch(/You may not[\s\S]*prod/);
  expect(words).toContain('web-team');
});

test('observing is decided before AWS is read', async () => {
  const { wes, aws } = stage;
  const before = (await aws.calls())['sts.AssumeRole'] ?? 0;
  await answerTo(wes, `${prod} --env prod -- uptime`, 'ops');
  expect((await aws.calls())['sts.AssumeRole'] ?? 0).toBe(before);
});

test('a guest is refused', async () => {
  expect(await answerTo(stage.gus, `${prod} --env prod -- uptime`, 'incident-42')).toMatch(/guests?/i);
});

test('somebody of another workspace is refused', async () => {
  expect(await answerTo(stage.otto, `${prod} --env prod -- uptime`, 'incident-42')).toContain('not a member of the workspace');
});

test('a click of somebody who was deactivated since does not count', async () => {
  const { ana, bo, slack } = stage;
  const { root } = await ask(ana, `${prod} -- uptime`);
  const card = await bo.seesInThread('incident-42', root.ts, /asks/);
  const { value = '' } =
    (card.blocks as { elements?: { value?: string }[] }[]).flatMap((block) => block.elements ?? []).find((element) => element.value) ?? {};
  await slack.deactivate('U0CLEO');
  await slack.deliver({
    type: 'interactive',
    payload: {
      type: 'view_submission',
      user: { id: 'U0CLEO', username: 'cleo', team_id: 'T0ACME' },
      team: { id: 'T0ACME' },
      trigger_id: 'of-cleo',
      api_app_id: 'A0SSM',
      view: { id: 'V0CLEO', type: 'modal', callback_id: 'request.approve', private_metadata: value, state: { values: {} } },
    },
  });
  await ana.seesInThread('incident-42', root.ts, /did not count[\s\S]*deactivated/);
});

test("somebody else's card cannot be confirmed", async () => {
  const { ana, slack, aws } = stage;
  const { card } = await preview(ana, `${prod} -- uptime`);
  const button = card.controls.find((control) => control.label === 'Ask for approval');
  const before = (await aws.sent()).length;
  const value = (card.blocks as { elements?: { action_id?: string; value?: string }[] }[])
    .flatMap((block) => block.elements ?? [])
    .find((element) => element.action_id === button?.action_id)?.value;
  await slack.deliver({
    payload: {
      type: 'block_actions',
      user: { id: 'U0WES', username: 'wes', team_id: 'T0ACME' },
      team: { id: 'T0ACME' },
      actions: [{ type: 'button', action_id: 'request.confirm', block_id: 'x', value }],
      channel: { id: 'C0INC42' },
      trigger_id: 'forged',
      api_app_id: 'A0SSM',
    },
    type: 'interactive',
  });
  await ana.clicks(card, 'Discard');
  await ana.seesChange(card, /discarded/);
  expect(await aws.sent()).toHaveLength(before);
});

test('a delivery without a team is refused', async () => {
  const { slack, redis } = stage;
  const before = await redis.zcard('{ssm-chatops}:recent');
  await slack.deliver({
    payload: {
      command: '/ssm',
      text: `${prod} -- uptime`,
      user_id: 'U0ANA',
      user_name: 'ana',
      channel_id: 'C0INC42',
      channel_name: 'incident-42',
      trigger_id: 'no-team',
      response_url: 'http://127.0.0.1:9/none',
    },
    type: 'slash_commands',
  });
  await answerTo(stage.ana, '/ssm list');
  expect(await redis.zcard('{ssm-chatops}:recent')).toBe(before);
});

test('a click that does not say of which workspace the clicker is does not count', async () => {
  const { ana, slack } = stage;
  const { id, card } = await preview(ana, `${prod} -- uptime`);
  const { value } =
    (card.blocks as { elements?: { value?: string }[] }[]).flatMap((block) => block.elements ?? []).find((element) => element.value) ?? {};
  const click = (user: object) =>
    slack.deliver({
      type: 'interactive',
      payload: {
        type: 'block_actions',
        user,
        team: { id: 'T0ACME' },
        actions: [{ type: 'button', action_id: 'request.discard', block_id: 'x', value }],
        channel: { id: 'C0INC42' },
        trigger_id: 'no-workspace',
        api_app_id: 'A0SSM',
      },
    });
  await click({ id: 'U0ANA', username: 'ana' });
  // The next delivery is handled after it: then it is known that the first did nothing.
  await answerTo(ana, '/ssm env');
  expect((await recordOf(stage, id)).state).toBe('previewed');
  await click({ id: 'U0ANA', username: 'ana', team_id: 'T0ACME' });
  await until('the same click with its workspace', async () => (await recordOf(stage, id)).state === 'discarded');
});
