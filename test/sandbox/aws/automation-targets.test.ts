import { DescribeAutomationExecutionsCommand, type StartAutomationExecutionRequest } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { addRole, addRunbook, nonProduction, openRunner, production, type Runner, roleArn } from './runbooks.ts';

let aws: OpenAws;
let ana: Runner;
beforeAll(async () => {
  aws = await openAws();
  ana = await openRunner(aws);
  // It rests for as long as its name says, or fails where that is no duration.
  addRunbook(aws, 'Rest', {
    parameters: { For: { type: 'String' } },
    mainSteps: [{ name: 'rest', action: 'aws:sleep', inputs: { Duration: '{{ For }}' } }],
  });
  addRunbook(
    aws,
    'Restart',
    { parameters: { InstanceId: { type: 'String' } }, mainSteps: [{ name: 'wait', action: 'aws:sleep', inputs: { Duration: 'PT1S' } }] },
    '/AWS::EC2::Instance',
  );
});
afterAll(() => aws.close());

const over = (values: string[], wish: Partial<StartAutomationExecutionRequest> = {}) =>
  ana.start('Rest', {
    TargetParameterName: 'For',
    Targets: [{ Key: 'ParameterValues', Values: values }],
    MaxConcurrency: '10',
    MaxErrors: '0',
    ...wish,
  });

const children = async (id: string) => {
  const wish = { Filters: [{ Key: 'ParentExecutionId' as const, Values: [id] }] };
  const { AutomationExecutionMetadataList: found = [] } = await ana.ssm.send(new DescribeAutomationExecutionsCommand(wish));
  return found.toReversed();
};
const overall = async (id: string) => (await ana.get(id)).AutomationExecutionStatus;
const targets = async (id: string) => (await ana.get(id)).ResolvedTargets?.ParameterValues ?? [];
const restartOn = (Key: string, ...Values: string[]) =>
  ana.start('Restart', { TargetParameterName: 'InstanceId', Targets: [{ Key, Values }], MaxConcurrency: '100%', MaxErrors: '100%' });

describe('a run over targets', () => {
  test('has a child for each, begins with one, and lets more run as they succeed', async () => {
    const id = await over(['PT10S', 'PT10S', 'PT10S', 'PT10S']);
    await ana.get(id);
    expect(await children(id)).toHaveLength(1);
    await aws.steps(11);
    expect(await children(id)).toHaveLength(3);
    await aws.steps(60);
    const all = await children(id);
    expect(all.map(({ AutomationExecutionStatus }) => AutomationExecutionStatus)).toEqual(Array(4).fill('Success'));
    expect(all[0]).toMatchObject({ Target: 'PT10S', ParentAutomationExecutionId: id });
    expect(await ana.get(id)).toMatchObject({
      AutomationExecutionStatus: 'Success',
      TargetParameterName: 'For',
      ProgressCounters: { TotalSteps: 4, SuccessSteps: 4, FailedSteps: 0, CancelledSteps: 0, TimedOutSteps: 0 },
    });
  });

  test('has no more at a time than MaxConcurrency', async () => {
    const id = await over(['PT10S', 'PT10S', 'PT10S'], { MaxConcurrency: '1' });
    await aws.steps(15);
    await ana.get(id);
    const running = (await children(id)).filter(({ AutomationExecutionStatus: status }) => status === 'InProgress');
    expect(running).toHaveLength(1);
  });

  test('starts no more once there are more errors than MaxErrors, and has failed', async () => {
    const id = await over(['never', 'PT1S', 'PT1S']);
    await aws.steps(30);
    expect(await ana.get(id)).toMatchObject({ AutomationExecutionStatus: 'Failed', FailureMessage: expect.stringContaining('never') });
    expect(await children(id)).toHaveLength(1);
    const borne = await over(['never', 'PT1S', 'PT1S'], { MaxErrors: '1' });
    await aws.steps(30);
    expect(await overall(borne)).toBe('Success');
    expect((await ana.get(borne)).ProgressCounters).toMatchObject({ SuccessSteps: 2, FailedSteps: 1 });
  });

  test('is cancelled with what runs of it; Complete lets that finish', async () => {
    const id = await over(['PT1H', 'PT1H']);
    await ana.get(id);
    await ana.stop(id);
    expect(await overall(id)).toBe('Cancelling');
    await aws.steps(10);
    expect(await overall(id)).toBe('Cancelled');
    expect((await children(id)).map(({ AutomationExecutionStatus }) => AutomationExecutionStatus)).toEqual(['Cancelled']);
    const gently = await over(['PT10S', 'PT10S']);
    await ana.get(gently);
    await ana.stop(gently, 'Complete');
    await aws.steps(30);
    expect(await overall(gently)).toBe('Success');
    expect(await children(gently)).toHaveLength(1);
  });
});

describe('targets are found', () => {
  test('by one tag: machines, also those that are stopped, and nothing of another type', async () => {
    await aws.stops(seededId('web-prod-01'));
    const found = await targets(await restartOn('tag:App', 'web'));
    await aws.starts(seededId('web-prod-01'));
    expect(found).toContain(seededId('web-prod-01'));
    expect(found.every((id) => id.startsWith('i-'))).toBe(true);
  });

  test('by a resource group', async () => {
    const found = await targets(await restartOn('ResourceGroup', 'night-shift'));
    expect(new Set(found)).toEqual(new Set(['batch-prod-01', 'web-prod-01', 'web-prod-02'].map(seededId)));
    expect(await refusalOf(restartOn('ResourceGroup', 'day-shift'))).toMatchObject({ name: 'InvalidTarget' });
  });

  test('by ids, and by maps of parameters', async () => {
    expect(await targets(await restartOn('InstanceIds', seededId('web-prod-01')))).toEqual([seededId('web-prod-01')]);
    const id = await ana.start('Rest', { TargetParameterName: 'For', TargetMaps: [{ For: ['PT1S'] }, { For: ['PT2S'] }], MaxErrors: '0' });
    expect(await targets(id)).toEqual(['PT1S', 'PT2S']);
  });

  test('by no more than one tag', async () => {
    const both = [
      { Key: 'tag:App', Values: ['web'] },
      { Key: 'tag:Env', Values: ['prod'] },
    ];
    expect(await refusalOf(ana.start('Restart', { TargetParameterName: 'InstanceId', Targets: both }))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('length less than or equal to 1'),
    });
  });

  test('for a parameter that the runbook has', async () => {
    const wrong = { TargetParameterName: 'Nobody', Targets: [{ Key: 'ParameterValues', Values: ['a'] }] };
    const invalid = { name: 'InvalidAutomationExecutionParametersException' };
    expect(await refusalOf(ana.start('Rest', wrong))).toMatchObject(invalid);
    expect(await refusalOf(ana.start('Rest', { Targets: wrong.Targets }))).toMatchObject(invalid);
    expect(await refusalOf(ana.start('Rest', { TargetParameterName: 'For' }))).toMatchObject(invalid);
  });
});

describe('over accounts and Regions', () => {
  const locations = [{ Accounts: [production, nonProduction], Regions: ['eu-central-1'], ExecutionRoleName: 'executes' }];
  const everywhere = (wish: Partial<StartAutomationExecutionRequest> = {}) =>
    ana.start('Rest', { Parameters: { For: ['PT5S'] }, TargetLocations: locations, MaxConcurrency: '5', MaxErrors: '0', ...wish });

  test('a child runs in each place as the role that is there', async () => {
    for (const account of [production, nonProduction])
      addRole(aws, 'executes', [{ Effect: 'Allow', Action: 'ssm:*', Resource: '*' }], { AWS: roleArn('test-runner') }, account);
    const id = await everywhere();
    await aws.steps(60);
    const done = await ana.get(id);
    expect(done).toMatchObject({ AutomationExecutionStatus: 'Success', ProgressCounters: { TotalSteps: 2, SuccessSteps: 2 } });
    expect(done.StepExecutions?.map(({ TargetLocation }) => TargetLocation?.Accounts?.[0])).toEqual([production, nonProduction]);
    const there = aws.local.world.places.get(`${nonProduction}/eu-central-1`)?.automations ?? [];
    expect(there.map(({ parentId, caller }) => [parentId, caller.arn.includes(`${nonProduction}:assumed-role/executes/`)])).toEqual([
      [id, true],
    ]);
  });

  test('a place whose role cannot be assumed fails', async () => {
    addRole(aws, 'executes', [], { Service: 'ssm.amazonaws.com' }, nonProduction);
    const id = await everywhere();
    await aws.steps(60);
    const done = await ana.get(id);
    expect(done).toMatchObject({ AutomationExecutionStatus: 'Failed', ProgressCounters: { SuccessSteps: 1, FailedSteps: 1 } });
    expect(done.FailureMessage).toContain(roleArn('executes', nonProduction));
  });

  test('nothing is approved there', async () => {
    addRole(aws, 'executes', [], { AWS: roleArn('test-runner') }, production);
    addRunbook(aws, 'Asks', { mainSteps: [{ name: 'ask', action: 'aws:approve', inputs: { Approvers: ['ana'] } }] });
    const id = await ana.start('Asks', { TargetLocations: [{ ...locations[0], Accounts: [production] }], MaxErrors: '0' });
    await aws.steps(60);
    expect((await ana.get(id)).FailureMessage).toContain('aws:approve is not supported');
  });
});
