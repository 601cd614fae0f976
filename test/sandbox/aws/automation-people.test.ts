import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { addRunbook, openRunner, type Runner, roleArn, sleeps } from './runbooks.ts';

const day = 24 * 3600;

let aws: OpenAws;
let ana: Runner;
let bo: Runner;
let cy: Runner;
let anaAgain: Runner;
beforeAll(async () => {
  aws = await openAws();
  ana = await openRunner(aws, { name: 'test-ana' });
  anaAgain = await openRunner(aws, { name: 'test-ana', RoleSessionName: 'again' });
  bo = await openRunner(aws, { name: 'test-bo' });
  cy = await openRunner(aws, { name: 'test-cy' });
});
afterAll(() => aws.close());

const asks = (more: object = {}, step: object = {}) => ({
  name: 'ask',
  action: 'aws:approve',
  inputs: { Approvers: [roleArn('test-ana'), roleArn('test-bo')], Message: 'Restart?', ...more },
  ...step,
});

async function run(mainSteps: object[], wish: Parameters<Runner['start']>[1] = {}): Promise<string> {
  addRunbook(aws, 'Asked', { mainSteps });
  const id = await ana.start('Asked', wish);
  await ana.get(id);
  return id;
}

const overall = async (id: string) => (await ana.get(id)).AutomationExecutionStatus;
const step = async (id: string, name: string) => (await ana.steps(id))[name];
const invalid = { name: 'InvalidAutomationSignalException' };

describe('a step that waits for approval', () => {
  test('stands waiting until an approver agrees, with the comment kept', async () => {
    const id = await run([asks(), sleeps('after')]);
    expect(await overall(id)).toBe('Waiting');
    expect(await step(id, 'ask')).toMatchObject({ StepStatus: 'Waiting', Outputs: { ApprovalStatus: ['Waiting'], ApproverDecisions: [] } });
    await bo.signal(id, 'Approve', { Comment: ['looks good'] });
    expect(await overall(id)).toBe('Success');
    const { Outputs: outputs } = (await step(id, 'ask')) ?? {};
    expect(outputs?.ApprovalStatus).toEqual(['Approved']);
    expect(JSON.parse(outputs?.ApproverDecisions?.[0] ?? '')).toMatchObject({
      Approver: expect.stringContaining('assumed-role/test-bo/'),
      Decision: 'Approve',
      Comment: 'looks good',
    });
  });

  test('is not answered by who is not among its approvers', async () => {
    const id = await run([asks()]);
    expect(await refusalOf(cy.signal(id, 'Approve'))).toMatchObject(invalid);
    expect(await overall(id)).toBe('Waiting');
  });

  test('counts distinct principals: two sessions of one role are one', async () => {
    const id = await run([asks({ MinRequiredApprovals: 2 })]);
    await ana.signal(id, 'Approve');
    expect(await refusalOf(anaAgain.signal(id, 'Approve'))).toMatchObject(invalid);
    expect(await overall(id)).toBe('Waiting');
    await bo.signal(id, 'Approve');
    expect(await overall(id)).toBe('Success');
  });

  test('fails on the first no', async () => {
    const id = await run([asks({ MinRequiredApprovals: 2 }), sleeps('after')]);
    await ana.signal(id, 'Approve');
    await bo.signal(id, 'Reject', { Comment: ['not now'] });
    expect(await overall(id)).toBe('Failed');
    expect(await step(id, 'ask')).toMatchObject({
      StepStatus: 'Failed',
      FailureMessage: expect.stringContaining('not now'),
      Outputs: { ApprovalStatus: ['Rejected'] },
    });
    expect(await step(id, 'after')).toMatchObject({ StepStatus: 'Pending' });
  });

  test('may name one session alone, which another session of the role is not', async () => {
    const only = `${roleArn('test-ana').replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/again`;
    const id = await run([asks({ Approvers: [only] })]);
    expect(await refusalOf(ana.signal(id, 'Approve'))).toMatchObject(invalid);
    await anaAgain.signal(id, 'Approve');
    expect(await overall(id)).toBe('Success');
  });

  test('is over after seven days, or when its own time-out says so', async () => {
    const id = await run([asks()]);
    await aws.steps(7 * day - 60);
    expect(await overall(id)).toBe('Waiting');
    await aws.steps(120);
    expect(await overall(id)).toBe('TimedOut');
    const short = await run([asks({}, { timeoutSeconds: 300 })]);
    await aws.steps(310);
    expect(await overall(short)).toBe('TimedOut');
    expect(await refusalOf(bo.signal(short, 'Approve'))).toMatchObject(invalid);
  });

  test('cannot want more approvals than it has approvers', async () => {
    const id = await run([asks({ MinRequiredApprovals: 3 })]);
    expect(await step(id, 'ask')).toMatchObject({
      StepStatus: 'Failed',
      FailureMessage: expect.stringContaining('MinRequiredApprovals 3'),
    });
  });
});

describe('a step that is paused', () => {
  const pauses = [{ name: 'drained', action: 'aws:pause', inputs: {} }, sleeps('after')];

  test('goes on when it is resumed by its name', async () => {
    const id = await run(pauses);
    await aws.steps(30 * day);
    expect(await overall(id)).toBe('Waiting');
    expect(await refusalOf(bo.signal(id, 'Resume', { StepName: ['nowhere'] }))).toMatchObject({ name: 'AutomationStepNotFoundException' });
    expect(await refusalOf(bo.signal(id, 'Resume'))).toMatchObject(invalid);
    expect(await refusalOf(bo.signal(id, 'Approve'))).toMatchObject(invalid);
    await bo.signal(id, 'Resume', { StepName: ['drained'] });
    expect(await overall(id)).toBe('Success');
    expect(await refusalOf(bo.signal(id, 'Resume', { StepName: ['drained'] }))).toMatchObject(invalid);
  });

  test('or by the id of its execution', async () => {
    const id = await run(pauses);
    await bo.signal(id, 'Resume', { StepExecutionId: [(await step(id, 'drained'))?.StepExecutionId ?? ''] });
    expect(await overall(id)).toBe('Success');
  });

  test('a signal to an execution that is not there', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await refusalOf(bo.signal(nobody, 'Resume'))).toMatchObject({ name: 'AutomationExecutionNotFoundException' });
  });
});

describe('in interactive mode', () => {
  test('each step waits until somebody starts it', async () => {
    const id = await run([sleeps('one', 'PT5S'), sleeps('two')], { Mode: 'Interactive' });
    expect(await ana.get(id)).toMatchObject({ AutomationExecutionStatus: 'Waiting', Mode: 'Interactive', CurrentStepName: 'one' });
    expect(await refusalOf(ana.signal(id, 'StartStep', { StepName: ['two'] }))).toMatchObject(invalid);
    await ana.signal(id, 'StartStep', { StepName: ['one'] });
    expect(await overall(id)).toBe('InProgress');
    await aws.steps(6);
    expect(await ana.get(id)).toMatchObject({ AutomationExecutionStatus: 'Waiting', CurrentStepName: 'two' });
    await ana.signal(id, 'StartStep', { StepName: ['two'] });
    expect(await overall(id)).toBe('Success');
  });
});

describe('stopping', () => {
  test('a cancelled execution is cancelling, and then cancelled', async () => {
    const id = await run([sleeps('long', 'PT1H'), sleeps('after')]);
    await ana.stop(id);
    expect(await overall(id)).toBe('Cancelling');
    expect(await step(id, 'long')).toMatchObject({ StepStatus: 'Cancelling' });
    expect(await refusalOf(bo.signal(id, 'Approve'))).toMatchObject(invalid);
    await aws.steps(3);
    expect(await overall(id)).toBe('Cancelled');
    expect(await step(id, 'long')).toMatchObject({ StepStatus: 'Cancelled' });
    expect(await step(id, 'after')).toMatchObject({ StepStatus: 'Pending' });
    expect(await refusalOf(ana.stop(id))).toMatchObject({ name: 'InvalidAutomationStatusUpdateException' });
  });

  test('its own step for that runs first', async () => {
    const id = await run([
      sleeps('long', 'PT1H', { onCancel: 'step:tidy', nextStep: 'after' }),
      sleeps('after', 'PT0S', { isEnd: true }),
      sleeps('tidy', 'PT10S'),
    ]);
    await ana.stop(id, 'Cancel');
    await aws.steps(5);
    expect(await ana.get(id)).toMatchObject({ AutomationExecutionStatus: 'InProgress', CurrentStepName: 'tidy' });
    await aws.steps(10);
    expect(await overall(id)).toBe('Cancelled');
    expect(await step(id, 'tidy')).toMatchObject({ StepStatus: 'Success' });
  });

  test('Complete lets the step that runs finish, and begins no other', async () => {
    const id = await run([sleeps('long', 'PT1M'), sleeps('after')]);
    await ana.stop(id, 'Complete');
    expect(await overall(id)).toBe('InProgress');
    await aws.steps(90);
    expect(await step(id, 'long')).toMatchObject({ StepStatus: 'Success' });
    expect(await step(id, 'after')).toMatchObject({ StepStatus: 'Pending' });
    expect(await overall(id)).toBe('Success');
  });

  test('what waits for approval is cancelled too, and a single step can be', async () => {
    const id = await run([asks()]);
    await ana.stop(id);
    await aws.steps(3);
    expect(await overall(id)).toBe('Cancelled');
    const other = await run([sleeps('long', 'PT1H', { onCancel: 'step:after' }), sleeps('after')]);
    await ana.signal(other, 'StopStep', { StepExecutionId: [(await step(other, 'long'))?.StepExecutionId ?? ''] });
    await aws.steps(3);
    expect(await step(other, 'long')).toMatchObject({ StepStatus: 'Cancelled' });
    expect(await step(other, 'after')).toMatchObject({ StepStatus: 'Success' });
  });

  test('a runbook that it called is cancelled with it', async () => {
    addRunbook(aws, 'Called', { mainSteps: [sleeps('long', 'PT1H')] });
    const id = await run([{ name: 'call', action: 'aws:executeAutomation', inputs: { DocumentName: 'Called' } }]);
    const child = (await step(id, 'call'))?.Outputs?.ExecutionId?.[0] ?? '';
    await ana.stop(id);
    await aws.steps(5);
    expect(await overall(id)).toBe('Cancelled');
    await aws.steps(5);
    expect(await overall(child)).toBe('Cancelled');
  });
});
