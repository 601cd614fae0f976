import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, ask, finalOf, recordOf } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
const day = 24 * 3_600_000;
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

test('a broken glass runs at once, alarms those who could have agreed, and owes a review that somebody else closes', async () => {
  const { ana, bo, cleo, sam, aws, clock } = stage;
  const before = (await aws.sent()).length;
  const asked = await ask(ana, `${prod} --break-glass "p95 over 4 s, nobody answers" -- sudo systemctl restart myapp`);
  expect(asked.card.visible).toMatch(/1 of sre-leads/);
  expect((await finalOf(ana, asked)).visible).toContain('48 of 48 succeeded');
  expect((await aws.sent()).length).toBeGreaterThan(before);

  const alarm = await sam.sees('security', /broke the glass/);
  expect(alarm.visible).toMatch(/p95 over 4 s, nobody answers/);
  for (const lead of [bo, cleo]) expect((await lead.sees('ssm', /broke the glass/)).visible).toContain(asked.id);

  clock.step(day + 1_000);
  await sam.seesInThread('security', alarm.ts, /review/i);
  await sam.clicks(await sam.seesChange(alarm, /48 of 48 succeeded/, { within: 15_000 }), 'Close the review');
  await sam.fills(await sam.seesModal(/Close the review/), { 'What you found': 'Right call: the lead was on a plane.' });
  await sam.submits(await sam.seesModal(/Close the review/));
  await sam.closes(await sam.seesModal(/review is closed/i), { all: true });
  const closed = await sam.seesChange(alarm, /Right call/);
  expect(closed.buttons).not.toContain('Close the review');
  expect(await recordOf(stage, asked.id)).toMatchObject({
    state: 'succeeded',
    breakGlass: true,
    review: { closed: { by: { id: 'U0SAM' } } },
  });
});

test('without the permit, without a need, and with two reasons it is not broken', async () => {
  const { ana, bo, aws } = stage;
  const before = (await aws.sent()).length;
  expect(await answerTo(bo, `${prod} --break-glass "hurry" -- uptime`)).toMatch(/may not break the glass on prod/);
  expect(await answerTo(ana, '/ssm run tag:App=myapp --env staging --break-glass "hurry" -- uptime')).toMatch(/[Nn]obody has to agree/);
  expect(await answerTo(ana, `${prod} --break-glass "hurry" --reason "why" -- uptime`)).toMatch(/leave out --reason/);
  expect(await answerTo(ana, `${prod} --break-glass -- uptime`)).toMatch(/wants a value/);
  expect((await aws.sent()).length).toBe(before);
});
