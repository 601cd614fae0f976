import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, approve, approved, ask, finalOf, recordOf, rootOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
const staging = '/ssm run tag:App=myapp --env staging';
/** A call's own deadline and a minute. */
const untilLookedUp = 76_000;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(async () => {
  await stage.refill();
  await stage.aws.clearsFaults();
  await stage.slack.clearFaults();
});
afterAll(() => stage.strike());

const sentFor = async (id: string) => (await stage.aws.sent()).filter((command) => command.comment.includes(id));

test('a throttled call is made again, by way of the record, and sent once', async () => {
  const { ana, aws } = stage;
  await aws.fault('SendCommand', 'throttle', { times: 2 });
  const asked = await ask(ana, `${staging} -- uptime`);
  expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
  expect(await sentFor(asked.id)).toHaveLength(1);
});

test.each(['hang-after', 'drop-connection-after'] as const)(
  'a call that was accepted but never answered (%s) is found by its key, not sent again',
  async (kind) => {
    const { ana, aws, clock } = stage;
    // The clock is stepped over the minute in which AWS's lists catch up.
    await aws.visibleAfter(0);
    await aws.fault('SendCommand', kind, { times: 1 });
    const asked = await ask(ana, `${staging} -- uptime`);
    await aws.struck('SendCommand');
    await until('the call to be given up', async () => (await recordOf(stage, asked.id)).state === 'running', 20_000);
    clock.step(untilLookedUp);
    expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
    expect(await sentFor(asked.id)).toHaveLength(1);
  },
);

test('a call that never reached AWS ends as unknown, is not repeated, and a person settles it', async () => {
  const { ana, wes, aws, clock } = stage;
  await aws.fault('SendCommand', 'drop-connection-before', { times: 1 });
  const asked = await ask(ana, `${staging} -- uptime`);
  await aws.struck('SendCommand');
  clock.step(untilLookedUp);
  const root = await ana.seesChange(asked.root, /It is not known whether it was sent/, { within: 20_000 });
  expect(root.buttons).toEqual(['It ran: follow it', 'It did not run: close it', 'Read the plan']);
  expect(await sentFor(asked.id)).toHaveLength(0);

  await ana.clicks(root, 'It ran: follow it');
  const form = await ana.seesModal(/It ran/);
  await ana.fills(form, { 'Id of the command': '11111111-2222-4333-8444-555555555555' });
  await ana.submits(form);
  await ana.closes(await ana.seesModal(/is not it/), { all: true });

  expect(await answerTo(ana, `/ssm cancel ${asked.id}`)).toContain('It is not known whether it was sent, so it may run');
  await wes.clicks(root, 'It did not run: close it');
  await wes.sees('incident-42', /You may not/);
  await ana.clicks(root, 'It did not run: close it');
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain('It did not run');
  expect(await sentFor(asked.id)).toHaveLength(0);
});

test('a refusal by AWS ends it with AWS’s words', async () => {
  const { ana, aws } = stage;
  const asked = await ask(ana, `${staging} -- uptime`);
  await finalOf(ana, asked);
  await aws.fault('AssumeRole', 'error-500', { times: 50 });
  expect(await answerTo(ana, `${staging} -- uptime`)).toContain('AWS did not answer');
});

test('while AWS is away after the approval the thread says so, and it goes on when AWS is back', async () => {
  const { ana, bo, aws } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  await aws.fault('AssumeRole', 'error-500');
  await approve(bo, asked);
  await ana.seesChange(asked.root, /AWS did not answer[\s\S]*tried again/, { within: 20_000 });
  await aws.clearsFaults();
  expect((await finalOf(ana, asked)).visible).toContain('48 of 48 succeeded');
});

test('commands that AWS does not list yet are waited for', async () => {
  const { ana, aws } = stage;
  await aws.visibleAfter(4_000);
  const asked = await ask(ana, `${staging} -- uptime`);
  expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
  await aws.visibleAfter(1_500);
});

test('Slack refuses, hangs and loses answers: each message still comes once', async () => {
  const { ana, slack } = stage;
  await slack.fault({ method: 'chat.postMessage', kind: 'error-500', times: 1, afterwards: true });
  await slack.fault({ method: 'chat.postMessage', kind: 'ratelimited', times: 1, retryAfter: 1 });
  await slack.fault({ method: 'chat.update', kind: 'error-500', times: 2 });
  const asked = await ask(ana, `${staging} -- uptime`);
  await finalOf(ana, asked);
  const finals = (await ana.messages('incident-42')).filter(
    (message) => !message.ephemeral && message.visible.includes(`request ${asked.id}`),
  );
  expect(finals).toHaveLength(2);
});

test('with Redis away the person is told that nothing was done, within Slack’s three seconds', async () => {
  const { ana, redis } = stage;
  await redis.call('CLIENT', 'PAUSE', '4000', 'ALL');
  const answer = await answerTo(ana, `${staging} -- uptime`);
  expect(answer).toContain('I cannot reach my store');
  expect(await ana.alerts()).toEqual([]);
  await redis.call('CLIENT', 'UNPAUSE');
});

test('a delivery that comes twice is one request, and a doubled approval is one', async () => {
  const { ana, bo, slack } = stage;
  await slack.doubleNext();
  const asked = await ask(ana, `${prod} -- uptime`);
  await slack.doubleNext(3);
  await approve(bo, asked);
  await finalOf(ana, asked);
  expect(await sentFor(asked.id)).toHaveLength(2);
  const record = await recordOf(stage, asked.id);
  expect(record.approvals).toHaveLength(1);
  expect((await stage.redis.zrevrange('{ssm-chatops}:recent', 0, 0))[0]).toContain(asked.id);
});

test('the bots are ended and started again in the middle: it goes on', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /longer/, seconds: 120 });
  const asked = await approved(stage, `${prod} -- longer`);
  await ana.seesChange(await rootOf(ana, asked.id), /Wave 1 of 2/, { within: 15_000 });
  await stage.restart();
  expect((await finalOf(ana, asked, 60_000)).visible).toContain('48 of 48 succeeded');
  expect(await sentFor(asked.id)).toHaveLength(2);
});
