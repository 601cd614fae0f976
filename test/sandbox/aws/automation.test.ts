import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenAws, openAws } from './clients.ts';
import { addRunbook, fails, openRunner, type Runner, sleeps } from './runbooks.ts';

let aws: OpenAws;
let ana: Runner;
beforeAll(async () => {
  aws = await openAws();
  ana = await openRunner(aws);
});
afterAll(() => aws.close());

const statuses = async (id: string) =>
  Object.fromEntries(Object.entries(await ana.steps(id)).map(([name, { StepStatus }]) => [name, StepStatus]));

describe('an execution lives in time', () => {
  test('its steps run in their order, each when the one before is over', async () => {
    addRunbook(aws, 'Two', { mainSteps: [sleeps('first', 'PT10S'), sleeps('second', 'PT20S')] });
    const id = await ana.start('Two');
    expect(await ana.get(id)).toMatchObject({
      DocumentName: 'Two',
      DocumentVersion: '1',
      AutomationExecutionStatus: 'InProgress',
      CurrentStepName: 'first',
      CurrentAction: 'aws:sleep',
      Mode: 'Auto',
    });
    await aws.steps(11);
    expect(await statuses(id)).toEqual({ first: 'Success', second: 'InProgress' });
    await aws.steps(25);
    expect(await statuses(id)).toEqual({ first: 'Success', second: 'Success' });
    expect((await ana.get(id)).AutomationExecutionStatus).toBe('Success');
  });

  test('what happened while nobody looked, happened at its time', async () => {
    const id = await ana.start('Two');
    await aws.steps(3600);
    const done = await ana.get(id);
    expect(done.AutomationExecutionStatus).toBe('Success');
    const lasted = (done.ExecutionEndTime?.getTime() ?? 0) - (done.ExecutionStartTime?.getTime() ?? 0);
    expect(lasted).toBeGreaterThanOrEqual(30_000);
    expect(lasted).toBeLessThan(32_000);
    const { first, second } = await ana.steps(id);
    expect(second?.ExecutionStartTime).toEqual(first?.ExecutionEndTime);
  });

  test('a step that fails ends it, and those behind stay pending', async () => {
    addRunbook(aws, 'Broken', { mainSteps: [fails('bad'), sleeps('never')] });
    const id = await ana.start('Broken');
    const done = await ana.get(id);
    expect(done).toMatchObject({ AutomationExecutionStatus: 'Failed' });
    expect(done.FailureMessage).toContain('Step fails when it is Execute/Cancelling action.');
    expect(await statuses(id)).toEqual({ bad: 'Failed', never: 'Pending' });
  });
});
