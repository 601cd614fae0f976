import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Request } from '../../src/domain/request.ts';
import { approvalBy } from '../proof/deliveries.ts';
import { answerTo, approve, ask, finalOf, recordOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
const bothMustAgree = `
  permit (principal, action, resource);
  @approval("1 of sre-leads and 1 of security")
  forbid (principal, action in Action::"command", resource);
`;
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60, policies: bothMustAgree });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

test('two groups who must both agree: one person does not count twice, though in both', async () => {
  const { ana, bo, sam, slack } = stage;
  await slack.setGroup('security', ['U0SAM', 'U0BO']);
  const asked = await ask(ana, `${prod} -- uptime`);
  await approve(bo, asked);
  await ana.seesInThread('incident-42', asked.root.ts, /Still needs 1 of (security|sre-leads)/);
  // Bo's own plan offers only to take it back by now; a second yes that comes all the same counts for no second seat.
  const { version } = (await recordOf(stage, asked.id)) as unknown as Request;
  await slack.deliver(approvalBy('U0BO', (await recordOf(stage, asked.id)) as unknown as { id: string; hash: string }));
  await until('the second click to be judged', async () => (await recordOf(stage, asked.id)).version === version + 2);
  expect((await recordOf(stage, asked.id)).state).toBe('awaiting');
  await approve(sam, asked);
  expect((await finalOf(ana, asked)).visible).toContain('48 of 48 succeeded');
});

test('a policy that asks for more at the start asks again', async () => {
  const { ana, bo, sam, aws, slack } = stage;
  await slack.setGroup('security', ['U0SAM']);
  const asked = await ask(ana, `${prod} -- uptime`);
  await approve(bo, asked);
  await ana.seesInThread('incident-42', asked.root.ts, /Still needs/);
  const before = (await aws.sent()).length;
  await stage.restart(bothMustAgree.replace('1 of sre-leads', '2 of sre-leads'));
  await approve(sam, asked);
  const card = await ana.seesInThread('incident-42', asked.root.ts, /Policy asks for more now/, { within: 15_000 });
  expect(card.visible).toContain('2 of sre-leads and 1 of security');
  expect(await aws.sent()).toHaveLength(before);
});

test('a group that does not exist, or in which nobody is, means nobody and not anyone', async () => {
  const { ana, bo, aws, slack } = stage;
  const before = (await aws.sent()).length;
  await stage.restart(bothMustAgree.replace('1 of sre-leads and 1 of security', '1 of ghosts'));
  expect(await answerTo(ana, `${prod} -- uptime`)).toMatch(/not enough people who could agree\. Of ghosts: nobody/);
  await stage.restart(bothMustAgree.replace('1 of sre-leads and 1 of security', '1 of security'));
  const asked = await ask(ana, `${prod} -- uptime`);
  // Everybody left after it was asked: who is in the channel, or approved elsewhere, is no approver for that.
  await slack.setGroup('security', []);
  const about = (await recordOf(stage, asked.id)) as unknown as { id: string; hash: string };
  for (const anyone of ['U0BO', 'U0SAM']) await slack.deliver(approvalBy(anyone, about));
  await bo.seesInThread('incident-42', asked.root.ts, /none of the groups that may decide: security/);
  expect(await answerTo(ana, `${prod} -- uptime`)).toMatch(/not enough people who could agree\. Of security: nobody/);
  expect((await recordOf(stage, asked.id)).state).toBe('awaiting');
  expect((await aws.sent()).length).toBe(before);
  await slack.setGroup('security', ['U0SAM']);
});
