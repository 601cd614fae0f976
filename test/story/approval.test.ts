import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, approve, ask, finalOf, preview, recordOf, reject } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

test('staging needs nobody: it runs at the click', async () => {
  const { ana } = stage;
  const { card } = await preview(ana, '/ssm run tag:App=myapp --env staging -- uptime');
  expect(card.buttons[0]).toBe('Run on 5 instances');
  const asked = await ask(ana, '/ssm run tag:App=myapp --env staging -- uptime');
  expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
});

test('nobody approves what they asked for themselves', async () => {
  const { ana, bo } = stage;
  await stage.slack.setGroup('sre-leads', ['U0BO', 'U0CLEO', 'U0ANA']);
  const asked = await ask(ana, `${prod} -- uptime`);
  const card = await ana.seesInThread('incident-42', asked.root.ts, /asks/);
  await ana.clicks(card, 'Read the plan');
  const plan = await ana.seesModal(/Only these are touched/);
  expect(plan.submit ?? undefined).toBeUndefined();
  await ana.closes(plan);
  await reject(bo, asked, 'not now');
  await stage.slack.setGroup('sre-leads', ['U0BO', 'U0CLEO']);
});

test('somebody who is in no approving group reads the plan without Approve, and their rejection does not count', async () => {
  const { ana, sam, bo } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  const asks = await sam.seesInThread('incident-42', asked.root.ts, /asks/);
  await sam.clicks(asks, 'Read the plan');
  const plan = await sam.seesModal(/You may read this/);
  expect(plan.submit ?? undefined).toBeUndefined();
  await sam.closes(plan);
  await reject(sam, asked, 'I would not');
  const card = await bo.seesInThread('incident-42', asked.root.ts, /did not count/);
  expect(card.visible).toContain('none of the groups that may decide: sre-leads');
  expect((await recordOf(stage, asked.id)).state).toBe('awaiting');
  await reject(bo, asked, 'enough');
});

test('membership is looked up at the click, not at the request', async () => {
  const { ana, bo, cleo, slack } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  await slack.setGroup('sre-leads', ['U0CLEO']);
  await approve(bo, asked);
  await cleo.seesInThread('incident-42', asked.root.ts, /did not count/);
  await slack.setGroup('sre-leads', ['U0BO', 'U0CLEO']);
  await approve(cleo, asked);
  expect((await finalOf(ana, asked)).visible).toContain('48 of 48 succeeded');
});

test('a rejection ends it, with the reason, and settles the card', async () => {
  const { ana, bo, aws } = stage;
  const before = (await aws.sent()).length;
  const asked = await ask(ana, `${prod} -- uptime`);
  await reject(bo, asked, 'wait for the deploy');
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain('Rejected by @bo: “wait for the deploy” · nothing was sent');
  const card = await bo.seesInThread('incident-42', asked.root.ts, /^Rejected by/);
  expect(card.buttons).toEqual([]);
  expect(await aws.sent()).toHaveLength(before);
});

test('what nobody decides expires', async () => {
  const { ana, bo, clock } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  clock.step(31 * 60_000);
  expect((await finalOf(ana, asked)).visible).toContain('Nobody decided in time');
  const card = await bo.seesInThread('incident-42', asked.root.ts, /^Nobody decided/);
  expect(card.buttons).toEqual([]);
});

test('a new instance since the plan asks again and says which', async () => {
  const { ana, bo, aws } = stage;
  const before = (await aws.sent()).length;
  const asked = await ask(ana, `${prod} -- uptime`);
  await bo.seesInThread('incident-42', asked.root.ts, /asks/);
  const id = await aws.adds({
    account: '111122223333',
    region: 'eu-central-1',
    tags: { App: 'myapp', Env: 'prod', Name: 'myapp-prod-new' },
  });
  await approve(bo, asked);
  const card = await bo.seesInThread('incident-42', asked.root.ts, /Asks again/);
  expect(card.visible).toContain(id);
  expect(await aws.sent()).toHaveLength(before);
  await approve(bo, asked);
  expect((await finalOf(ana, asked)).visible).toContain('49 of 49 succeeded');
  await aws.terminates(id);
});

test('an instance that stopped since the plan is left out and reported', async () => {
  const { ana, aws } = stage;
  const id = await aws.idOf('myapp-prod-05');
  const asked = await ask(ana, `${prod} -- uptime`);
  await aws.stops(id);
  await approve(stage.bo, asked);
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain('not sent to 3 that could not be reached');
  const sent = (await aws.sent()).filter((command) => command.comment.includes(asked.id));
  expect(sent.flatMap((command) => command.instanceIds)).not.toContain(id);
  await aws.starts(id);
});

test('a request that nobody could approve is not asked for', async () => {
  await stage.slack.setGroup('sre-leads', ['U0ANA']);
  stage.clock.step(61_000);
  const words = await answerTo(stage.ana, `${prod} -- uptime`);
  expect(words).toContain('not enough people who could agree');
  await stage.slack.setGroup('sre-leads', ['U0BO', 'U0CLEO']);
  stage.clock.step(61_000);
});
