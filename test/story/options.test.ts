import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerTo, approve, ask, finalOf, preview, recordOf, rootOf, until } from '../support/asking.ts';
import { type Stage, setStage } from '../support/stage.ts';

const prod = '/ssm run tag:App=myapp tag:Env=prod';
const staging = '/ssm run tag:App=myapp --env staging';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterEach(async () => {
  await stage.aws.clearsOutcomes();
  await stage.aws.clearsFaults();
  await stage.refill();
});
afterAll(() => stage.strike());

const sentFor = async (id: string) => (await stage.aws.sent()).filter((command) => command.comment.includes(id));

test('a document with parameters is checked, pinned and sent', async () => {
  const { ana } = stage;
  const asked = await ask(ana, `${staging} --document Acme-RestartService --param Service=myapp --param Grace=5`);
  expect(asked.card.visible).toMatch(/Service: myapp/);
  await finalOf(ana, asked);
  const [sent] = await sentFor(asked.id);
  expect(sent).toMatchObject({ document: 'Acme-RestartService', documentVersion: '2', parameters: { Service: ['myapp'], Grace: ['5'] } });
});

test('a wrong parameter, value or document says what is right', async () => {
  const { ana } = stage;
  expect(await answerTo(ana, `${staging} --document Acme-RestartService --param Servce=web`)).toContain('Did you mean Service?');
  expect(await answerTo(ana, `${staging} --document Acme-RestartService --param Service=nothing`)).toContain('it is one of');
  expect(await answerTo(ana, `${staging} --document Acme-Nope`)).toContain('There is no document "Acme-Nope"');
  expect(await answerTo(ana, `${staging} --document AWS-RunShellScript:99 -- uptime`)).toContain('has no version "99"');
  expect(await answerTo(ana, staging)).toContain('What should run?');
});

test('working directory, time to deliver, S3 and log group go to AWS as they were approved', async () => {
  const { ana } = stage;
  const line = `${staging} --dir /opt/app --delivery-timeout 2m --s3 acme-ssm-output-444455556666/x --log-group /aws/ssm/x -- pwd`;
  const asked = await ask(ana, line);
  for (const words of ['/opt/app', 'S3 acme-ssm-output-444455556666/x', 'log group /aws/ssm/x'])
    expect(asked.card.visible).toContain(words);
  expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
  const [sent] = await sentFor(asked.id);
  expect(sent?.parameters.workingDirectory).toEqual(['/opt/app']);
});

test('an alarm stops the command, no further wave starts, and the rollback is offered', async () => {
  const { ana, bo, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 300 });
  const asked = await ask(ana, `${prod} --alarm myapp-prod-5xx --rollback undo.sh -- slow`);
  expect(asked.card.visible).toContain('myapp-prod-5xx');
  await approve(bo, asked);
  await ana.seesChange(asked.root, /Wave 1 of 2[\s\S]*of 48 done/, { within: 20_000 });
  await aws.alarm('myapp-prod-5xx', 'ALARM');
  const root = await ana.seesChange(asked.root, /Roll back the/, { within: 30_000 });
  expect(root.visible).toContain('the alarm myapp-prod-5xx');
  expect(await sentFor(asked.id)).toHaveLength(1);
  await ana.clicks(root, 'Leave it as it is');
  await aws.alarm('myapp-prod-5xx', 'OK');
});

test('a resource group is listed and frozen like any target', async () => {
  const { ana } = stage;
  const { card } = await preview(ana, '/ssm run group:myapp-prod -- uptime');
  expect(card.visible).toContain('50 instances match: 48 will get it');
  expect(await answerTo(ana, '/ssm run group:nope -- uptime')).toContain('There is no resource group "nope"');
});

test('"all" asks twice', async () => {
  const { ana } = stage;
  const { id, card } = await preview(ana, '/ssm run all --env dev -- uptime');
  const dialog = await ana.clicks(card, card.buttons[0] ?? '', { confirm: false });
  expect(dialog).toContain('This is every instance of dev');
  expect((await recordOf(stage, id)).state).toBe('previewed');
  await ana.clicks(card, card.buttons[0] ?? '');
  expect((await finalOf(ana, { id, card, root: await rootOf(ana, id) })).visible).toMatch(/(\d+) of \1 succeeded/);
});

test('a canary goes first, and the rest only follows its success', async () => {
  const { ana } = stage;
  const asked = await ask(ana, `${staging} --canary 1 -- uptime`);
  expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
  expect((await sentFor(asked.id)).map((command) => command.instanceIds.length)).toEqual([1, 4]);
});

test('a failed canary stops, and the approved rollback is offered where something was touched', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /deploy/, exitCode: 1, stderr: 'no such release' });
  const asked = await ask(ana, `${staging} --canary 1 --rollback "undo-it --now" -- deploy`);
  expect(asked.card.visible).toContain('undo-it --now');
  const root = await ana.seesChange(asked.root, /Roll back the 1 instance/, { within: 20_000 });
  expect(root.buttons).toEqual(expect.arrayContaining(['Roll back 1 instance', 'Leave it as it is']));
  expect(root.visible).toContain('wave 1 had to succeed first');
  await ana.seesInThread('incident-42', asked.root.ts, /A rollback is part of the plan/, { within: 10_000 });
  await ana.clicks(root, 'Roll back 1 instance');
  const done = await ana.seesChange(asked.root, /Rolled back by .*: 1 of 1/, { within: 20_000 });
  expect(done.visible).toContain('0 of 5 succeeded');
  const sent = await sentFor(asked.id);
  expect(sent.map((command) => command.parameters.commands?.[0])).toEqual(['deploy', 'undo-it --now']);
  expect(sent[1]?.instanceIds).toEqual(sent[0]?.instanceIds);
});

test('--rollback-on-failure needs no word; leaving a failure as it is sends nothing', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /^deploy/, exitCode: 1 });
  const itself = await ask(ana, `${staging} --errors 0 --concurrency 1 --rollback undo.sh --rollback-on-failure -- deploy`);
  await ana.seesChange(itself.root, /Rolled back by the plan: 1 of 1/, { within: 30_000 });
  const left = await ask(ana, `${staging} --errors 0 --concurrency 1 --rollback undo.sh -- deploy`);
  const root = await ana.seesChange(left.root, /Roll back the/, { within: 20_000 });
  await ana.clicks(root, 'Leave it as it is');
  await ana.seesChange(left.root, /^(?![\s\S]*Roll back the)[\s\S]*0 of 5 succeeded/, { within: 10_000 });
  expect(await sentFor(left.id)).toHaveLength(1);
});

test("--live uses AWS's own choice by tag", async () => {
  const { ana } = stage;
  const asked = await ask(ana, `${staging} tag:Env=staging --live -- uptime`);
  expect(asked.card.visible).toContain('AWS chooses the instances by tag');
  expect((await finalOf(ana, asked)).visible).toContain('5 of 5 succeeded');
  const [sent] = await sentFor(asked.id);
  expect(sent?.targets.map(({ Key }) => Key)).toEqual(['tag:App', 'tag:Env']);
});

test('an instance that AWS chose and nobody approved stops a live command', async () => {
  const { ana, aws } = stage;
  await aws.outcome({ script: /slow/, seconds: 500 });
  await aws.fault('SendCommand', 'delay', { times: 1, ms: 2_500 });
  const asked = await ask(ana, `${staging} tag:Env=staging --concurrency 1 --live -- slow`);
  await until(
    'the call to be under way',
    async () => ((await recordOf(stage, asked.id)).waves as { state: string }[])[0]?.state === 'starting',
  );
  const stray = await aws.adds({
    account: '444455556666',
    region: 'eu-central-1',
    tags: { App: 'myapp', Env: 'staging', Name: 'myapp-staging-stray' },
  });
  const final = await finalOf(ana, asked);
  expect(final.visible).toContain(`AWS chose ${stray} too, which nobody approved`);
  await aws.terminates(stray);
});

test('retry asks for what failed, again for all of it, and both say what differs', async () => {
  const { ana, aws } = stage;
  const id = await aws.idOf('myapp-staging-02');
  await aws.outcome({ script: /uptime/, instance: id, exitCode: 1 });
  const asked = await ask(ana, `${staging} -- uptime`);
  await finalOf(ana, asked);
  await aws.clearsOutcomes();
  const retried = await preview(ana, `/ssm retry ${asked.id}`);
  expect(retried.card.visible).toContain('1 instance matches');
  expect(retried.card.visible).toMatch(/Compared with request \w+: .*fewer/);
  const again = await preview(ana, `/ssm again ${asked.id}`);
  expect(again.card.visible).toMatch(/Compared with request \w+: the same/);
  const status = await answerTo(ana, `/ssm status ${asked.id}`);
  expect(status).toContain('myapp-staging-02');
  expect(status).toContain('failed: exit 1');
  expect(await answerTo(ana, '/ssm list failed')).toContain(asked.id);
});

test('the approver of a canary sees the rollback in the plan', async () => {
  const { ana, bo } = stage;
  const asked = await ask(ana, `${prod} --canary 10% --rollback "undo" -- uptime`);
  const card = await bo.seesInThread('incident-42', asked.root.ts, /asks/);
  await bo.clicks(card, 'Read the plan');
  const plan = await bo.seesModal(/Only these are touched/);
  for (const words of ['Rollback: script of AWS-RunShellScript version 1', 'undo', 'a canary: the rest only if it succeeds'])
    expect(plan.visible).toContain(words);
  await bo.closes(plan);
  await approve(bo, asked);
  expect((await finalOf(ana, asked)).visible).toContain('48 of 48 succeeded');
});
