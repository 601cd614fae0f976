import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, ask, preview, recordOf, rootOf, until } from '../support/asking.ts';
import { agree, ended } from '../support/parameters.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 20_000 };
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(() => stage.refill());
afterAll(() => stage.strike());

const executionOf = async (id: string): Promise<string> =>
  until('the execution', async () => {
    const { waves } = (await recordOf(stage, id)) as { waves: { execution?: { id: string } }[] };
    return waves[0]?.execution?.id;
  });

test('a runbook restarts an instance: approved, followed step by step, told at the end', async () => {
  const { ana, bo, aws } = stage;
  const instance = await aws.idOf('myapp-prod-03');
  const asked = await ask(ana, `/ssm runbook start AWS-RestartEC2Instance --param InstanceId=${instance} --reason "hangs"`);
  const plan = await agree(bo, asked);
  expect(plan).toContain('ssm-chatops-runbook');
  expect(plan).toContain('aws:changeInstanceState');
  expect(plan).toContain(`InstanceId: ${instance}`);
  const final = await ended(ana, asked);
  expect(final.visible).toMatch(/1 of 1 succeeded/);
  expect(final.visible).toMatch(/stopInstances/i);
  const shown = await answerTo(ana, `/ssm runbook status ${await executionOf(asked.id)} --env prod`);
  expect(shown).toContain('Success');
  expect(shown).toContain(asked.id);
  expect(await answerTo(ana, '/ssm runbook list --env prod')).toContain('AWS-RestartEC2Instance');
}, 90_000);

test('a step waits for approval: whoever started it may not answer, a lead does, and AWS hears their name once', async () => {
  const { ana, bo, aws } = stage;
  const instance = await aws.idOf('myapp-prod-04');
  const asked = await ask(ana, `/ssm runbook start Acme-RestartWithApproval --param InstanceId=${instance} --param Reason=hangs`);
  await agree(bo, asked);
  const waits = await ana.seesInThread(asked.root.channel, asked.root.ts, /waits for approval/, patient);
  const execution = await executionOf(asked.id);
  expect(await answerTo(ana, `/ssm runbook approve ${execution} --env prod`)).toMatch(/somebody else must answer|sre-leads or security/);
  await bo.clicks(waits, 'Approve step');
  const card = await bo.sees('incident-42', /Approve the step/, patient);
  expect(card.ephemeral).toBe(true);
  await bo.clicks(card, card.buttons[0] ?? '');
  const final = await ended(ana, asked);
  expect(final.visible).toMatch(/1 of 1 succeeded/);
  expect((await aws.calls())['ssm.SendAutomationSignal']).toBe(1);
  expect((await ana.seesInThread(asked.root.channel, asked.root.ts, /: approved/, patient)).buttons).toEqual([]);
}, 90_000);

test('what machines may have said is left out for whoever may not read it', async () => {
  const { ana, sam } = stage;
  const list = await answerTo(ana, '/ssm runbook list AWS-RestartEC2Instance --env prod');
  const [execution = ''] = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/.exec(list) ?? [];
  const whole = await answerTo(ana, `/ssm runbook status ${execution} --env prod`);
  expect(whole).toContain('The whole record');
  // Security may look at executions, and is not among those who read output.
  const less = await answerTo(sam, `/ssm runbook status ${execution} --env prod`);
  expect(less).toContain('Success');
  expect(less).toContain('are for those who may read what machines said on prod');
  expect(less).not.toContain('The whole record');
  expect((await sam.messages('ssm')).flatMap(({ files }) => files ?? [])).toEqual([]);
}, 60_000);

test("an instance of another environment, a role that is not the environment's, and what is missing are refused before AWS is asked", async () => {
  const { ana, aws } = stage;
  const start = '/ssm runbook start AWS-RestartEC2Instance --env prod';
  expect(await answerTo(ana, start)).toContain('InstanceId');
  expect(await answerTo(ana, `${start} --param InstanceId=i-0123456789abcdef0`)).toContain('is not there');
  const role = 'arn:aws:iam::111122223333:role/admin';
  const instance = await aws.idOf('myapp-prod-03');
  expect(await answerTo(ana, `${start} --param InstanceId=${instance} --param AutomationAssumeRole=${role}`)).toContain(
    'the role for runbooks on prod is',
  );
  expect(await answerTo(ana, '/ssm runbook start AWS-RunShellScript --env prod')).toContain('type Command');
  expect((await aws.calls())['ssm.StartAutomationExecution']).toBe(2);
}, 60_000);

test('it runs once for each of its targets, and says which are left out', async () => {
  const { ana } = stage;
  const { card, id } = await preview(
    ana,
    '/ssm runbook start AWS-RestartEC2Instance --targets tag:App=myapp --env staging --concurrency 2',
    'ops',
  );
  expect(card.visible).toMatch(/Run the runbook AWS-RestartEC2Instance \d+ times|once/);
  await ana.clicks(card, card.buttons[0] ?? '');
  const root = await rootOf(ana, id, 'ops');
  const final = await ended(ana, { id, card, root });
  expect(final.visible).toMatch(/(\d+) of \1 succeeded/);
}, 90_000);
