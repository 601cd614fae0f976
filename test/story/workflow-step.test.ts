import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/asking.ts';
import { agree } from '../support/parameters.ts';
import { type Stage, setStage } from '../support/stage.ts';

const patient = { within: 20_000 };
const callback = 'run_runbook';
let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ speed: 60 });
  await stage.aws.allowsRates(100);
  await stage.slack.rates(false);
});
afterAll(() => stage.strike());

const over = (id: string) =>
  until(
    'the end of the step',
    async () => {
      const run = await stage.slack.stepRun(id);
      return run.state === 'running' ? undefined : run;
    },
    30_000,
  );

test("a workflow's step waits for a person's yes, runs the runbook once, and completes with what came of it", async () => {
  const { ana, aws, slack } = stage;
  const instance = await aws.idOf('myapp-dev-01');
  await slack.doubleNext();
  const id = await slack.runsStep(callback, {
    environment: 'dev',
    runbook: 'AWS-RestartEC2Instance',
    parameters: `InstanceId=${instance}`,
    reason: 'nightly',
    channel: 'C0OPS',
  });
  const root = await ana.sees('ops', /asked by workflow-builder/, patient);
  expect(root.visible).toContain('1 of sre');
  expect((await slack.stepRun(id)).state).toBe('running');
  await agree(ana, { id: '', card: root, root });
  expect(await over(id)).toMatchObject({ state: 'completed', outputs: { outcome: expect.stringContaining('1 of 1 succeeded') } });
  expect((await aws.calls())['ssm.StartAutomationExecution']).toBe(1);
}, 60_000);

test.each([
  ['an environment where policy permits it to no workflow', { environment: 'prod' }, /may not/],
  ['an environment that is not there', { environment: 'moon' }, /There is no environment "moon"/],
  ['a parameter that is no NAME=VALUE', { environment: 'dev', parameters: 'InstanceId' }, /NAME=VALUE/],
  ['a runbook that is not there', { environment: 'dev', runbook: 'Acme-Nothing' }, /Acme-Nothing/],
])(
  'the step fails with the reason for %s',
  async (_what, own, why) => {
    const inputs = { runbook: 'AWS-RestartEC2Instance', parameters: 'InstanceId=i-0123456789abcdef0', channel: 'C0OPS', ...own };
    const run = await over(await stage.slack.runsStep(callback, inputs));
    expect(run.state).toBe('failed');
    expect(run.error).toMatch(why);
  },
  60_000,
);
