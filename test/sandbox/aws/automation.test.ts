import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenAws, openAws } from './clients.ts';
import { one } from './operator.ts';
import { addRunbook, fails, openRunner, type Runner, sleeps } from './runbooks.ts';

let aws: OpenAws;
let ana: Runner;
beforeAll(async () => {
  aws = await openAws();
  ana = await openRunner(aws);
});
afterAll(() => aws.close());

/** Starts a runbook of these steps. */
async function run(mainSteps: object[], more: object = {}, parameters?: Record<string, string[]>): Promise<string> {
  addRunbook(aws, 'Tried', { ...more, mainSteps });
  return ana.start('Tried', parameters && { Parameters: parameters });
}

const statuses = async (id: string) =>
  Object.fromEntries(Object.entries(await ana.steps(id)).map(([name, { StepStatus }]) => [name, StepStatus]));

const overall = async (id: string) => (await ana.get(id)).AutomationExecutionStatus;

describe('an execution lives in time', () => {
  const two = [sleeps('first', 'PT10S'), sleeps('second', 'PT20S')];

  test('its steps run in their order, each when the one before is over', async () => {
    const id = await run(two);
    expect(await ana.get(id)).toMatchObject({
      DocumentName: 'Tried',
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
    expect(await overall(id)).toBe('Success');
  });

  test('what happened while nobody looked, happened at its time', async () => {
    const id = await run(two);
    await aws.steps(3600);
    const done = await ana.get(id);
    expect(done.AutomationExecutionStatus).toBe('Success');
    const lasted = (done.ExecutionEndTime?.getTime() ?? 0) - (done.ExecutionStartTime?.getTime() ?? 0);
    expect(lasted).toBeGreaterThanOrEqual(30_000);
    expect(lasted).toBeLessThan(32_000);
    const { first, second } = await ana.steps(id);
    expect(second?.ExecutionStartTime).toEqual(first?.ExecutionEndTime);
  });
});

describe('what a step that fails leads to', () => {
  test('the end, and those behind stay pending', async () => {
    const id = await run([fails('bad'), sleeps('never')]);
    const done = await ana.get(id);
    expect(done).toMatchObject({ AutomationExecutionStatus: 'Failed' });
    expect(done.FailureMessage).toMatch(/^Step fails when it is Execute\/Cancelling action\. .*ISO 8601.* Please refer to/);
    expect(await statuses(id)).toEqual({ bad: 'Failed', never: 'Pending' });
    expect((await ana.steps(id)).bad).toMatchObject({ FailureDetails: { FailureStage: 'Invocation' }, OnFailure: 'Abort', MaxAttempts: 1 });
  });

  test('the next step with Continue, and the whole has failed if the step was critical', async () => {
    const id = await run([fails('bad', { onFailure: 'Continue' }), sleeps('after')]);
    expect(await statuses(id)).toEqual({ bad: 'Failed', after: 'Success' });
    expect(await overall(id)).toBe('Failed');
    const spared = await run([fails('bad', { onFailure: 'Continue', isCritical: false }), sleeps('after')]);
    expect(await overall(spared)).toBe('Success');
  });

  test('a step that is named for it', async () => {
    const id = await run([
      fails('bad', { onFailure: 'step:repair', isCritical: false }),
      sleeps('skipped', 'PT0S', { isEnd: true }),
      sleeps('repair'),
    ]);
    expect(await statuses(id)).toEqual({ bad: 'Failed', skipped: 'Pending', repair: 'Success' });
    expect(await overall(id)).toBe('Success');
  });

  test('as many attempts as it has', async () => {
    const id = await run([{ name: 'waits', action: 'aws:pause', inputs: {}, timeoutSeconds: 60, maxAttempts: 3 }]);
    await aws.steps(150);
    expect(await overall(id)).toBe('Waiting');
    await aws.steps(40);
    const { waits } = await ana.steps(id);
    expect(waits).toMatchObject({ StepStatus: 'TimedOut', MaxAttempts: 3, TimeoutSeconds: 60 });
    expect((waits?.ExecutionEndTime?.getTime() ?? 0) - (waits?.ExecutionStartTime?.getTime() ?? 0)).toBe(180_000);
    expect(await overall(id)).toBe('TimedOut');
  });

  test('a time-out cuts off exactly when it is due, however late somebody looks', async () => {
    const id = await run([sleeps('long', 'PT1H', { timeoutSeconds: 90, onFailure: 'step:last', isCritical: false }), sleeps('last')]);
    await aws.steps(7200);
    const { long } = await ana.steps(id);
    expect(long?.StepStatus).toBe('TimedOut');
    expect((long?.ExecutionEndTime?.getTime() ?? 0) - (long?.ExecutionStartTime?.getTime() ?? 0)).toBe(90_000);
    expect(await overall(id)).toBe('Success');
  });
});

describe('where steps go', () => {
  test('nextStep jumps, and isEnd ends', async () => {
    const id = await run([sleeps('a', 'PT0S', { nextStep: 'c' }), sleeps('b'), sleeps('c', 'PT0S', { isEnd: true }), sleeps('d')]);
    expect(await statuses(id)).toEqual({ a: 'Success', b: 'Pending', c: 'Success', d: 'Pending' });
    expect(await overall(id)).toBe('Success');
  });

  test('a branch goes where the first choice that holds points to, else to its default, else on', async () => {
    const branching = (name: string, inputs: object) => ({ name, action: 'aws:branch', inputs, isEnd: true });
    const parameters = { parameters: { Os: { type: 'String' }, Count: { type: 'Integer', default: 3 } } };
    const steps = [
      branching('choose', {
        Choices: [
          { NextStep: 'windows', Variable: '{{ Os }}', StringEquals: 'Windows' },
          { NextStep: 'many', And: [{ Variable: '{{ Count }}', NumericGreater: 2 }, { Not: { Variable: '{{ Os }}', StartsWith: 'Mac' } }] },
        ],
        Default: 'other',
      }),
      sleeps('windows', 'PT0S', { isEnd: true }),
      sleeps('many', 'PT0S', { isEnd: true }),
      sleeps('other', 'PT0S', { isEnd: true }),
    ];
    const ran = async (given: Record<string, string[]>) => {
      const all = await statuses(await run(steps, parameters, given));
      return Object.keys(all).filter((name) => name !== 'choose' && all[name] === 'Success');
    };
    expect(await ran({ Os: ['Windows'] })).toEqual(['windows']);
    expect(await ran({ Os: ['Linux'] })).toEqual(['many']);
    expect(await ran({ Os: ['MacOS'] })).toEqual(['other']);
    expect(await ran({ Os: ['Linux'], Count: ['1'] })).toEqual(['other']);
  });

  test('a step may run again; it is shown as its last run', async () => {
    const id = await run([
      sleeps('again', 'PT30S', { nextStep: 'gate' }),
      { name: 'gate', action: 'aws:pause', inputs: {}, timeoutSeconds: 10, onFailure: 'step:again', isCritical: false, isEnd: true },
    ]);
    await aws.steps(35);
    const { again: first } = await ana.steps(id);
    await aws.steps(30);
    const { again: second } = await ana.steps(id);
    expect(first?.StepStatus).toBe('Success');
    expect(second?.StepExecutionId).not.toBe(first?.StepExecutionId);
    await ana.stop(id);
    await aws.steps(5);
    expect(await overall(id)).toBe('Cancelled');
  });
});

describe('what a step hands on', () => {
  const look = {
    name: 'look',
    action: 'aws:executeAwsApi',
    inputs: { Service: 'ec2', Api: 'DescribeInstances', InstanceIds: ['{{ InstanceId }}'] },
    outputs: [
      { Name: 'State', Selector: '$.Reservations[0].Instances[0].State.Name', Type: 'String' },
      { Name: 'Ids', Selector: '$.Reservations..InstanceId', Type: 'StringList' },
      { Name: 'All', Selector: '$.Reservations[*].Instances[*].InstanceId', Type: 'StringList' },
    ],
  };
  const parameters = { InstanceId: { type: 'AWS::EC2::Instance::Id' } };

  test('outputs are taken out of an answer by their selectors, and stand where they are referred to', async () => {
    const approve = {
      name: 'asks',
      action: 'aws:approve',
      inputs: {
        Approvers: '{{ look.All }}',
        Message: 'Restart {{ InstanceId }}, which is {{ look.State }}? {{ automation:EXECUTION_ID }} of {{ global:DATE }}',
      },
      timeoutSeconds: 5,
      isCritical: false,
      onFailure: 'Continue',
    };
    const id = await run([look, approve], { parameters, outputs: ['look.State', 'asks.ApprovalStatus'] }, { InstanceId: [one] });
    await aws.steps(60);
    const { look: looked, asks } = await ana.steps(id);
    expect(looked?.Outputs).toMatchObject({ State: ['running'], All: [one] });
    expect(looked?.Outputs).not.toHaveProperty('Ids'); // a selector that finds nothing has no output
    expect(looked?.Inputs).toMatchObject({ Service: '"ec2"', InstanceIds: JSON.stringify([one]) });
    expect(JSON.parse(asks?.Inputs?.Approvers ?? '')).toEqual([one]);
    const today = new Date(asks?.ExecutionStartTime ?? 0).toISOString().slice(0, 10);
    expect(JSON.parse(asks?.Inputs?.Message ?? '')).toBe(`Restart ${one}, which is running? ${id} of ${today}`);
    expect((await ana.get(id)).Outputs).toEqual({
      'look.State': ['running'],
      'asks.ApprovalStatus': ['No output available yet because the step is not successfully executed'],
    });
  });

  test('a reference without a value fails the step that has it', async () => {
    const id = await run(
      [look, { name: 'asks', action: 'aws:approve', inputs: { Approvers: '{{ look.Ids }}' } }],
      { parameters },
      { InstanceId: [one] },
    );
    expect((await ana.steps(id)).asks).toMatchObject({
      StepStatus: 'Failed',
      FailureMessage: expect.stringContaining('validating and resolving the step inputs. {{ look.Ids }}'),
    });
  });

  test('an output of another type than it says fails its step', async () => {
    const wrong = { ...look, outputs: [{ Name: 'State', Selector: '$.Reservations', Type: 'Integer' }] };
    const id = await run([wrong], { parameters }, { InstanceId: [one] });
    expect((await ana.steps(id)).look?.FailureMessage).toContain('Output State is expected to be of type Integer');
  });

  test('another runbook is run, waited for, and its outputs are had', async () => {
    addRunbook(aws, 'Child', { parameters, mainSteps: [sleeps('rests', 'PT20S'), look], outputs: ['look.State'] });
    const parent = {
      name: 'call',
      action: 'aws:executeAutomation',
      inputs: { DocumentName: 'Child', RuntimeParameters: { InstanceId: '{{ InstanceId }}' } },
    };
    const id = await run([parent], { parameters, outputs: ['call.Output'] }, { InstanceId: [one] });
    const { call } = await ana.steps(id);
    const child = call?.Outputs?.ExecutionId?.[0] ?? '';
    expect(call?.StepStatus).toBe('InProgress');
    expect(await ana.get(child)).toMatchObject({ ParentAutomationExecutionId: id, AutomationExecutionStatus: 'InProgress' });
    await aws.steps(60);
    expect(await ana.get(id)).toMatchObject({ AutomationExecutionStatus: 'Success', Outputs: { 'call.Output': ['running'] } });
  });

  test('a runbook that it calls and that fails, fails the step', async () => {
    addRunbook(aws, 'Child', { mainSteps: [fails('bad')] });
    const id = await run([{ name: 'call', action: 'aws:executeAutomation', inputs: { DocumentName: 'Child' } }]);
    await aws.steps(5);
    expect((await ana.steps(id)).call).toMatchObject({ StepStatus: 'Failed', Outputs: { Status: ['Failed'] } });
    const gone = await run([{ name: 'call', action: 'aws:executeAutomation', inputs: { DocumentName: 'NotThere' } }]);
    expect((await ana.steps(gone)).call?.FailureMessage).toContain('AutomationDefinitionNotFoundException');
  });
});
