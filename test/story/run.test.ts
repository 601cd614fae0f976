import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, setStage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.strike());

test('a command goes from Slack to the fleet and back, after a yes by somebody else', async () => {
  const { ana, bo, aws } = stage;
  await ana.types('/ssm run tag:App=myapp tag:Env=prod --reason "p95 over 4 s" -- sudo systemctl restart myapp', 'incident-42');
  const card = await ana.sees('incident-42', /50 instances match: 48 will get it, 2 will not/);
  expect(card.ephemeral).toBe(true);
  for (const words of [
    '111122223333',
    'eu-central-1',
    'ssm-chatops-operate',
    'AWS-RunShellScript version 1',
    'sudo systemctl restart myapp',
    'stopped',
    'agent not heard of',
    '9 at a time',
    'stops at error number 6',
    'Needs 1 of sre-leads',
  ]) {
    expect(card.visible).toContain(words);
  }
  expect(await aws.sent()).toHaveLength(0);

  await ana.clicks(card, 'Ask for approval');
  const root = await ana.sees('incident-42', /Waits for 1 of sre-leads/);
  const approval = await bo.seesInThread('incident-42', root.ts, /asks/);
  expect(approval.buttons).toEqual(['Read the plan', 'Reject']);
  await bo.clicks(approval, 'Read the plan');
  const plan = await bo.seesModal(/Wave 2: 8 instances/);
  await bo.submits(plan);

  await bo.seesInThread('incident-42', root.ts, /Approved by/);
  const final = await ana.sees('incident-42', /48 of 48 succeeded in/, { within: 20_000 });
  expect(final.broadcast).toBe(true);
  expect(final.thread_ts).toBe(root.ts);

  const sent = await aws.sent();
  expect(sent.map((command) => command.instanceIds.length)).toEqual([40, 8]);
  expect(new Set(sent.flatMap((command) => command.instanceIds)).size).toBe(48);
  for (const command of sent) {
    expect(command.parameters.commands).toEqual(['sudo systemctl restart myapp']);
    expect(command).toMatchObject({ maxConcurrency: '9', maxErrors: '5', sourceIdentity: 'U0ANA' });
  }
});
