import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, approve, ask, finalOf, preview, recordOf, reject, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
const twoGroups = `
permit(principal, action, resource);
@approval("1 of sre-leads and 1 of security")
forbid(principal, action in Action::"operation", resource);`;
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60, policies: twoGroups });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

test('at half time the approvers are called once more, and the reminder is settled with the rest', async () => {
  const { ana, bo, clock } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  clock.step(15 * 60_000 + 1_000);
  const reminder = await bo.seesInThread('incident-42', asked.root.ts, /still needs/i);
  expect((await recordOf(stage, asked.id)).reminders).toBe(1);
  await reject(bo, asked, 'not during the sale');
  const settled = await bo.seesChange(reminder, /Rejected/);
  expect(settled.buttons).toEqual([]);
});

test('the asker is told directly what was decided, and why', async () => {
  const { ana, bo, cleo, sam } = stage;
  const rejected = await ask(ana, `${prod} -- uptime`);
  await reject(bo, rejected, 'the backup runs until three');
  expect((await ana.sees('ssm', new RegExp(`Rejected[\\s\\S]*${rejected.id}`))).visible).toContain('the backup runs until three');
  const asked = await ask(ana, `${prod} -- uptime`);
  await approve(cleo, asked, 'go');
  await sam.seesInThread('incident-42', asked.root.ts, /Still needs/);
  await approve(sam, asked);
  expect((await ana.sees('ssm', new RegExp(`pproved[\\s\\S]*${asked.id}`))).visible).toMatch(/cleo|Cleo/);
  await finalOf(ana, asked);
});

test('an approver takes the approval back while others must still agree: it needs that one again', async () => {
  const { ana, bo, sam, aws } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  const before = (await aws.sent()).length;
  await approve(bo, asked);
  const card = await bo.seesInThread('incident-42', asked.root.ts, /Approved by[\s\S]*[Nn]eeds/);
  await bo.clicks(card, 'Read the plan');
  const plan = await bo.seesModal(/You approved/);
  expect(plan.submit).toBe('Take it back');
  await bo.submits(plan);
  await bo.closes(await bo.seesModal(/Taking it back/), { all: true });
  await until('no approval', async () => ((await recordOf(stage, asked.id)).approvals as unknown[]).length === 0);
  await approve(sam, asked);
  await until('one approval', async () => ((await recordOf(stage, asked.id)).approvals as unknown[]).length === 1);
  expect((await recordOf(stage, asked.id)).state).toBe('awaiting');
  expect((await aws.sent()).length).toBe(before);
  await until('the root as it stands', async () => {
    const [root] = (await ana.messages('incident-42')).filter(({ ts }) => ts === asked.root.ts);
    return (
      root &&
      ana.clicks(root, 'Withdraw request').then(
        () => true,
        () => false,
      )
    );
  });
  await until('withdrawn', async () => (await recordOf(stage, asked.id)).state === 'cancelled');
});

test('whoever came into the group after it was asked does not decide on it', async () => {
  const { ana, bo, wes, slack } = stage;
  const asked = await ask(ana, `${prod} -- uptime`);
  await slack.setGroup('sre-leads', ['U0BO', 'U0CLEO', 'U0WES']);
  const card = await wes.seesInThread('incident-42', asked.root.ts, /needs/i);
  await wes.clicks(card, 'Read the plan');
  const plan = await wes.seesModal(/Only these are touched/);
  expect(plan.submit ?? undefined).toBeUndefined();
  await wes.closes(plan);
  await slack.setGroup('sre-leads', ['U0BO', 'U0CLEO']);
  await reject(bo, asked, 'enough');
});

test('where too few could agree it is said at once, with who could', async () => {
  const { ana, slack } = stage;
  await slack.setGroup('security', ['U0ANA']);
  expect(await answerTo(ana, `${prod} -- uptime`)).toMatch(/not enough people who could agree\. Of sre-leads: [\s\S]*Of security: nobody/);
  await slack.setGroup('security', ['U0DINA', 'U0GUS']);
  expect(await answerTo(ana, `${prod} -- uptime`)).toMatch(/Of security: nobody/);
  await slack.setGroup('security', ['U0SAM']);
});

test('approvers read what is different from the last run of the same script, and of other scripts on the same targets', async () => {
  const { ana, bo, cleo, sam } = stage;
  const first = await ask(ana, `${prod} -- echo compared`);
  await approve(cleo, first);
  await sam.seesInThread('incident-42', first.root.ts, /Still needs/);
  await approve(sam, first);
  await finalOf(ana, first);
  const same = await preview(ana, `${prod} -- echo compared`);
  expect(same.card.visible).toMatch(new RegExp(`${first.id}[\\s\\S]*48 of 48`));
  await ana.clicks(same.card, 'Discard');

  const other = await ask(ana, `${prod} -- echo compared; rm -rf /srv/cache`);
  const card = await bo.seesInThread('incident-42', other.root.ts, /asks/);
  expect(card.visible).toContain(first.id);
  await bo.clicks(card, 'Read the plan');
  const plan = await bo.seesModal(/Only these are touched/);
  expect(plan.visible).toMatch(/^\+echo compared; rm -rf \/srv\/cache$/m);
  expect(plan.visible).toMatch(/^-echo compared$/m);
  await bo.closes(plan);
  await reject(bo, other, 'no');
});
