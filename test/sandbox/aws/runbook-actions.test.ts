import { DescribeImagesCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import {
  type AutomationExecution,
  CreateDocumentCommand,
  GetAutomationExecutionCommand,
  SendAutomationSignalCommand,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { wrongRunbook } from '../../../sandbox/aws/automation/check.ts';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
import { outputBucket } from '../../../sandbox/aws/seed/buckets.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { runbooksOf } from '../../../sandbox/aws/seed/runbooks.ts';
import { openRole } from './author.ts';
import { type Clients, type OpenAws, openAws } from './clients.ts';

let aws: OpenAws;
let runner: Clients;
beforeAll(async () => {
  aws = await openAws();
  runner = await openRole(aws, 'runner', [
    { Effect: 'Allow', Action: ['ssm:*', 'ec2:*', 's3:*EncryptionConfiguration'], Resource: '*' },
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `arn:aws:lambda:*:${production}:function:acme-*` },
    { Effect: 'Deny', Action: 'ec2:StopInstances', Resource: `arn:aws:ec2:*:*:instance/${seededId('myapp-prod-09')}` },
  ]);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const one = seededId('myapp-prod-01');
let made = 0;

/** Starts a runbook of AWS or of the company; its parameters are texts or lists. */
async function start(name: string, parameters?: Record<string, string | string[]>): Promise<string> {
  const Parameters = parameters && Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, [value].flat()]));
  return (await runner.ssm.send(new StartAutomationExecutionCommand({ DocumentName: name, Parameters }))).AutomationExecutionId ?? '';
}

/** Makes a runbook of these steps and starts it. */
async function run(...mainSteps: object[]): Promise<string> {
  made += 1;
  const Name = `Acme-Test-${made}`;
  const Content = JSON.stringify({ schemaVersion: '0.3', mainSteps });
  await runner.ssm.send(new CreateDocumentCommand({ Name, Content, DocumentType: 'Automation' }));
  return start(Name);
}

async function look(id: string): Promise<AutomationExecution> {
  const answer = await runner.ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId: id }));
  return answer.AutomationExecution ?? {};
}

/** How it stands after so many seconds. */
async function followed(seconds: number, id: string): Promise<AutomationExecution> {
  await look(id);
  await aws.steps(seconds);
  return look(id);
}

const steps = ({ StepExecutions: all = [] }: AutomationExecution) => all.map(({ StepName, StepStatus }) => `${StepName} ${StepStatus}`);
const step = ({ StepExecutions: all = [] }: AutomationExecution, name: string) => all.find(({ StepName }) => StepName === name);
const command = (...commands: string[]) => ({ DocumentName: 'AWS-RunShellScript', InstanceIds: [one], Parameters: { commands } });

describe('a step', () => {
  test('calls an API, and takes what its selectors find out of the answer', async () => {
    const id = await run({
      name: 'find',
      action: 'aws:executeAwsApi',
      inputs: { Service: 'ec2', Api: 'DescribeInstances', InstanceIds: [one] },
      outputs: [
        { Name: 'State', Selector: '$.Reservations[0].Instances[0].State.Name', Type: 'String' },
        { Name: 'Code', Selector: '$.Reservations[0].Instances[0].State.Code', Type: 'Integer' },
      ],
    });
    const done = await followed(5, id);
    expect(done.AutomationExecutionStatus).toBe('Success');
    expect(step(done, 'find')?.Outputs).toMatchObject({ State: ['running'], Code: ['16'] });
  });

  test('fails in the words of the service whose API refused it', async () => {
    const inputs = { InstanceIds: [seededId('myapp-prod-09')], DesiredState: 'stopped' };
    const denied = await followed(5, await run({ name: 'stop', action: 'aws:changeInstanceState', inputs }));
    expect(denied.AutomationExecutionStatus).toBe('Failed');
    expect(step(denied, 'stop')?.FailureMessage).toMatch(
      /^Step fails when it is Execute\/Cancelling action\. An error occurred \(UnauthorizedOperation\) when calling the StopInstances operation: You are not authorized to perform this operation\. .* Please refer to Automation Service Troubleshooting Guide for more diagnosis details\.$/,
    );
    expect(step(denied, 'stop')?.FailureDetails).toMatchObject({ FailureType: 'Permission' });
    const unknown = await followed(
      5,
      await run({ name: 'ask', action: 'aws:executeAwsApi', inputs: { Service: 'rds', Api: 'DescribeDBInstances' } }),
    );
    expect(step(unknown, 'ask')?.FailureMessage).toContain('This stand-in has no service rds.');
    const bad = await followed(
      5,
      await run({ name: 'ask', action: 'aws:executeAwsApi', inputs: { Service: 'ec2', Api: 'StopInstances' } }),
    );
    expect(step(bad, 'ask')?.FailureMessage).toContain('failed to satisfy constraint');
  });

  test('waits for a property, up to its time-out, and asserts one', async () => {
    const property = (values: string[]) => ({
      Service: 'ec2',
      Api: 'DescribeInstanceStatus',
      InstanceIds: [one],
      PropertySelector: '$.InstanceStatuses[0].InstanceState.Name',
      DesiredValues: values,
    });
    const wait = { name: 'wait', action: 'aws:waitForAwsResourceProperty', timeoutSeconds: 60 };
    const assert = { name: 'check', action: 'aws:assertAwsResourceProperty' };
    expect(
      steps(
        await followed(5, await run({ ...wait, inputs: property(['running']) }, { ...assert, inputs: property(['running', 'pending']) })),
      ),
    ).toEqual(['wait Success', 'check Success']);
    const late = await run({ ...wait, inputs: property(['stopped']) });
    expect(steps(await followed(30, late))).toEqual(['wait InProgress']);
    expect(await followed(31, late)).toMatchObject({ AutomationExecutionStatus: 'TimedOut' });
    const wrong = await followed(5, await run({ ...assert, inputs: property(['stopped']) }));
    expect(step(wrong, 'check')?.FailureMessage).toContain('$.InstanceStatuses[0].InstanceState.Name is running, desired are [stopped]');
  });

  test('runs a command and gives its output; a failed one is told with all of it', async () => {
    const good = await followed(30, await run({ name: 'say', action: 'aws:runCommand', inputs: command('echo hello') }));
    expect(step(good, 'say')?.Outputs).toMatchObject({ Status: ['Success'], ResponseCode: ['0'], Output: ['hello\n'] });
    const id = step(good, 'say')?.Outputs?.CommandId?.[0] ?? '';
    expect((await aws.sent()).find((sent) => sent.id === id)).toMatchObject({ document: 'AWS-RunShellScript', instanceIds: [one] });
    const bad = await followed(30, await run({ name: 'say', action: 'aws:runCommand', inputs: command('echo no >&2', 'exit 3') }));
    expect(step(bad, 'say')?.FailureMessage).toMatch(
      /^Step fails when it is verifying the command has completed\. Command [\w-]+ returns unexpected invocation result: \n\{Status=\[Failed\], ResponseCode=\[3\], Output=\[\n-+ERROR-+\nno\nfailed to run commands: exit status 3\], OutputPayload=\[\{/,
    );
  });

  test('that runs a command cancels it when it is stopped', async () => {
    const id = await run({ name: 'sleep', action: 'aws:runCommand', inputs: command('sleep 600') });
    const begun = await followed(5, id);
    await runner.ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId: id, Type: 'Cancel' }));
    expect((await followed(10, id)).AutomationExecutionStatus).toBe('Cancelled');
    const sent = (await aws.sent()).find((each) => each.id === step(begun, 'sleep')?.Outputs?.CommandId?.[0]);
    expect(sent?.status).toBe('Cancelled');
  });

  test('makes an image in a minute, and removes it with its snapshots', async () => {
    const id = await run(
      { name: 'make', action: 'aws:createImage', inputs: { InstanceId: one, ImageName: 'test {{ global:DATE_TIME }}', NoReboot: true } },
      { name: 'drop', action: 'aws:deleteImage', inputs: { ImageId: '{{ make.ImageId }}' } },
    );
    const begun = await followed(30, id);
    expect(steps(begun)[0]).toBe('make InProgress');
    const done = await followed(60, id);
    expect(step(done, 'make')?.Outputs).toMatchObject({ ImageState: ['available'] });
    expect(steps(done)).toEqual(['make Success', 'drop Success']);
    const Filters = [{ Name: 'description', Values: [`*${step(done, 'make')?.Outputs?.ImageId?.[0]}*`] }];
    expect((await runner.ec2.send(new DescribeSnapshotsCommand({ Filters }))).Snapshots).toEqual([]);
  });

  test('invokes a function by its name; one that throws or is not there fails it', async () => {
    const call = (FunctionName: string, inputs: object) => ({
      name: 'call',
      action: 'aws:invokeLambdaFunction',
      inputs: { FunctionName, ...inputs },
    });
    const good = await followed(5, await run(call('acme-count', { Payload: '[1,2,3]' })));
    expect(step(good, 'call')?.Outputs).toMatchObject({ StatusCode: ['200'], Payload: ['3'] });
    const thrown = await followed(5, await run(call('acme-count', { InputPayload: { a: 1 } })));
    expect(step(thrown, 'call')?.FailureMessage).toContain('The payload is no list.');
    const missing = await followed(5, await run(call('acme-none', {})));
    expect(step(missing, 'call')?.FailureMessage).toContain('ResourceNotFoundException');
    const denied = await followed(5, await run(call('other', {})));
    expect(step(denied, 'call')?.FailureDetails?.FailureType).toBe('Permission');
  });

  test('with a script is refused: there is no sandbox for it', async () => {
    const inputs = { Runtime: 'python3.11', Handler: 'main', Script: 'def main(e, c): return {}' };
    const refused = await followed(5, await run({ name: 'script', action: 'aws:executeScript', inputs }));
    expect(step(refused, 'script')?.FailureMessage).toContain('no sandbox for scripts');
  });
});

test('every runbook that the world begins with is one that the service would take', () => {
  const all = runbooksOf(production, 0);
  expect(all.map(({ name, versions }) => [name, wrongRunbook(versions[0]?.runbook)])).toEqual(all.map(({ name }) => [name, undefined]));
});

describe('runbooks of AWS', () => {
  test('stop, start and restart machines', async () => {
    const InstanceId = [seededId('myapp-prod-04'), seededId('myapp-prod-05')];
    expect((await followed(120, await start('AWS-StopEC2Instance', { InstanceId }))).AutomationExecutionStatus).toBe('Success');
    const states = async () => (await aws.machines()).filter(({ id }) => InstanceId.includes(id)).map(({ state }) => state);
    expect(await states()).toEqual(['stopped', 'stopped']);
    expect((await followed(120, await start('AWS-StartEC2Instance', { InstanceId }))).AutomationExecutionStatus).toBe('Success');
    expect(await states()).toEqual(['running', 'running']);
    const restarted = await followed(120, await start('AWS-RestartEC2Instance', { InstanceId }));
    expect(steps(restarted)).toEqual(['stopInstances Success', 'startInstances Success']);
  });

  test('make an image, delete a snapshot and encrypt a bucket', async () => {
    const imaged = await followed(120, await start('AWS-CreateImage', { InstanceId: one, NoReboot: 'true' }));
    const id = imaged.Outputs?.['createImage.ImageId']?.[0] ?? '';
    expect((await runner.ec2.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0]?.State).toBe('available');
    const old = (
      await runner.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters: [{ Name: 'tag:App', Values: ['myapp'] }] }))
    ).Snapshots;
    const SnapshotId = old?.[0]?.SnapshotId ?? '';
    expect((await followed(5, await start('AWS-DeleteSnapshot', { SnapshotId }))).AutomationExecutionStatus).toBe('Success');
    expect((await followed(5, await start('AWS-DeleteSnapshot', { SnapshotId }))).FailureMessage).toContain('InvalidSnapshot.NotFound');
    const Bucket = outputBucket(production);
    await followed(5, await start('AWS-EnableS3BucketEncryption', { BucketName: Bucket, SSEAlgorithm: 'aws:kms' }));
    const { ServerSideEncryptionConfiguration: set } = await runner.s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(set?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms');
  });

  test('patch a machine, and put its volume back where that fails', async () => {
    const InstanceId = seededId('myapp-prod-06');
    const good = await followed(900, await start('AWS-PatchInstanceWithRollback', { InstanceId }));
    expect(steps(good).filter((each) => each.endsWith('Success'))).toEqual([
      'IdentifyRootVolume Success',
      'PrePatchSnapshot Success',
      'installMissingUpdates Success',
      'CheckCompliance Success',
      'DeleteSnapshot Success',
    ]);
    const Filters = [{ Name: 'attachment.instance-id', Values: [InstanceId] }];
    const [volume] = (await runner.ec2.send(new DescribeVolumesCommand({ Filters }))).Volumes ?? [];
    expect(good.Outputs?.['IdentifyRootVolume.VolumeId']).toEqual([volume?.VolumeId]);
    await aws.outcome({ script: /Install with/, exitCode: 1, stderr: 'no space left\n', times: 1 });
    const bad = await followed(900, await start('AWS-PatchInstanceWithRollback', { InstanceId }));
    expect(bad.AutomationExecutionStatus).toBe('Failed');
    expect(steps(bad)).toEqual(
      expect.arrayContaining([
        'installMissingUpdates Failed',
        'RestoreFromSnapshot Success',
        'VerifyRestored Success',
        'ReportSuccessOrFailure Failed',
      ]),
    );
  });
});

describe('runbooks of the company', () => {
  test('patch and verify; a patch that fails leaves the image for a rollback by hand', async () => {
    const InstanceId = seededId('myapp-prod-07');
    const good = await followed(900, await start('Acme-PatchAndVerify', { InstanceId }));
    expect(good.AutomationExecutionStatus).toBe('Success');
    expect(good.Outputs?.['runHealthCheck.Output']?.[0]).toContain(`Health check passed on ${InstanceId}`);
    await aws.outcome({ script: /Install with/, exitCode: 1, stderr: 'no space left\n', times: 1 });
    const bad = await followed(900, await start('Acme-PatchAndVerify', { InstanceId }));
    expect(bad.AutomationExecutionStatus).toBe('Failed');
    expect(steps(bad)).toEqual([
      'createAmiSnapshot Success',
      'installPatches Failed',
      'verifyInstanceOnline Success',
      'runHealthCheck Success',
    ]);
    const ImageIds = bad.Outputs?.['createAmiSnapshot.ImageId'] ?? [];
    expect((await runner.ec2.send(new DescribeImagesCommand({ ImageIds }))).Images?.[0]?.State).toBe('available');
  });

  test('pause until a person resumes', async () => {
    const id = await start('Acme-DrainAndPause', { InstanceId: one });
    expect(steps(await followed(60, id))).toEqual(['drain Success', 'lookAtIt Waiting', 'putBack Pending']);
    await runner.ssm.send(
      new SendAutomationSignalCommand({ AutomationExecutionId: id, SignalType: 'Resume', Payload: { StepName: ['lookAtIt'] } }),
    );
    expect((await followed(60, id)).Outputs?.['putBack.Output']).toEqual(['active\n']);
  });

  test('restart once the role that the bot operates with has agreed', async () => {
    const id = await start('Acme-RestartWithApproval', { InstanceId: one, Reason: 'hangs since noon' });
    const waiting = await followed(60, id);
    expect(steps(waiting)[0]).toBe('askFirst Waiting');
    expect(step(waiting, 'askFirst')?.Inputs).toMatchObject({
      Approvers: JSON.stringify([`arn:aws:iam::${production}:role/ssm-chatops-operate`]),
      Message: JSON.stringify(`Restart ${one}? hangs since noon`),
    });
    expect((await followed(3600, id)).AutomationExecutionStatus).toBe('TimedOut');
  });

  test('fail over by the mode that is asked for, with a restart as a child', async () => {
    const [Primary, Standby] = [seededId('myapp-prod-10'), seededId('myapp-prod-11')];
    const planned = await followed(300, await start('Acme-Failover', { Primary, Standby }));
    expect(planned.AutomationExecutionStatus).toBe('Success');
    const child = await look(step(planned, 'promoteStandby')?.Outputs?.ExecutionId?.[0] ?? '');
    expect(child).toMatchObject({ DocumentName: 'AWS-RestartEC2Instance', AutomationExecutionStatus: 'Success' });
    const emergency = await followed(300, await start('Acme-Failover', { Primary, Standby, Mode: 'emergency' }));
    expect(steps(emergency).filter((each) => each.endsWith('Success'))).toEqual([
      'chooseMode Success',
      'stopPrimary Success',
      'promoteStandby Success',
    ]);
  });
});
