import { DescribeImagesCommand, DescribeSnapshotsCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { SendAutomationSignalCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { wrongRunbook } from '../../../sandbox/aws/automation/check.ts';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
import { outputBucket } from '../../../sandbox/aws/seed/buckets.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { runbooksOf } from '../../../sandbox/aws/seed/runbooks.ts';
import { type OpenAws, openAws } from './clients.ts';
import { openRunner, type Runner, stepOf, stepsOf } from './runner.ts';

let aws: OpenAws;
let runner: Runner;
beforeAll(async () => {
  aws = await openAws();
  runner = await openRunner(aws);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const one = seededId('myapp-prod-01');

test('every runbook that the world begins with is one that the service would take', () => {
  const all = runbooksOf(production, 0);
  expect(all.map(({ name, versions }) => [name, wrongRunbook(versions[0]?.runbook)])).toEqual(all.map(({ name }) => [name, undefined]));
});

describe('runbooks of AWS', () => {
  test('stop, start and restart machines', async () => {
    const InstanceId = [seededId('myapp-prod-04'), seededId('myapp-prod-05')];
    expect((await runner.followed(120, await runner.start('AWS-StopEC2Instance', { InstanceId }))).AutomationExecutionStatus).toBe(
      'Success',
    );
    const states = async () => (await aws.machines()).filter(({ id }) => InstanceId.includes(id)).map(({ state }) => state);
    expect(await states()).toEqual(['stopped', 'stopped']);
    expect((await runner.followed(120, await runner.start('AWS-StartEC2Instance', { InstanceId }))).AutomationExecutionStatus).toBe(
      'Success',
    );
    expect(await states()).toEqual(['running', 'running']);
    const restarted = await runner.followed(120, await runner.start('AWS-RestartEC2Instance', { InstanceId }));
    expect(stepsOf(restarted)).toEqual(['stopInstances Success', 'startInstances Success']);
  });

  test('make an image, delete a snapshot and encrypt a bucket', async () => {
    const imaged = await runner.followed(120, await runner.start('AWS-CreateImage', { InstanceId: one, NoReboot: 'true' }));
    const id = imaged.Outputs?.['createImage.ImageId']?.[0] ?? '';
    expect((await runner.ec2.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0]?.State).toBe('available');
    const old = (
      await runner.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters: [{ Name: 'tag:App', Values: ['myapp'] }] }))
    ).Snapshots;
    const SnapshotId = old?.[0]?.SnapshotId ?? '';
    expect((await runner.followed(5, await runner.start('AWS-DeleteSnapshot', { SnapshotId }))).AutomationExecutionStatus).toBe('Success');
    expect((await runner.followed(5, await runner.start('AWS-DeleteSnapshot', { SnapshotId }))).FailureMessage).toContain(
      'InvalidSnapshot.NotFound',
    );
    const Bucket = outputBucket(production);
    await runner.followed(5, await runner.start('AWS-EnableS3BucketEncryption', { BucketName: Bucket, SSEAlgorithm: 'aws:kms' }));
    const { ServerSideEncryptionConfiguration: set } = await runner.s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(set?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms');
  });

  test('patch a machine, and put its volume back where that fails', async () => {
    const InstanceId = seededId('myapp-prod-06');
    const good = await runner.followed(900, await runner.start('AWS-PatchInstanceWithRollback', { InstanceId }));
    expect(stepsOf(good).filter((each) => each.endsWith('Success'))).toEqual([
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
    const bad = await runner.followed(900, await runner.start('AWS-PatchInstanceWithRollback', { InstanceId }));
    expect(bad.AutomationExecutionStatus).toBe('Failed');
    expect(stepsOf(bad)).toEqual(
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
    const good = await runner.followed(900, await runner.start('Acme-PatchAndVerify', { InstanceId }));
    expect(good.AutomationExecutionStatus).toBe('Success');
    expect(good.Outputs?.['runHealthCheck.Output']?.[0]).toContain(`Health check passed on ${InstanceId}`);
    await aws.outcome({ script: /Install with/, exitCode: 1, stderr: 'no space left\n', times: 1 });
    const bad = await runner.followed(900, await runner.start('Acme-PatchAndVerify', { InstanceId }));
    expect(bad.AutomationExecutionStatus).toBe('Failed');
    expect(stepsOf(bad)).toEqual([
      'createAmiSnapshot Success',
      'installPatches Failed',
      'verifyInstanceOnline Success',
      'runHealthCheck Success',
    ]);
    const ImageIds = bad.Outputs?.['createAmiSnapshot.ImageId'] ?? [];
    expect((await runner.ec2.send(new DescribeImagesCommand({ ImageIds }))).Images?.[0]?.State).toBe('available');
  });

  test('pause until a person resumes', async () => {
    const id = await runner.start('Acme-DrainAndPause', { InstanceId: one });
    expect(stepsOf(await runner.followed(60, id))).toEqual(['drain Success', 'lookAtIt Waiting', 'putBack Pending']);
    await runner.ssm.send(
      new SendAutomationSignalCommand({ AutomationExecutionId: id, SignalType: 'Resume', Payload: { StepName: ['lookAtIt'] } }),
    );
    expect((await runner.followed(60, id)).Outputs?.['putBack.Output']).toEqual(['active\n']);
  });

  test('restart once the role that the bot operates with has agreed', async () => {
    const id = await runner.start('Acme-RestartWithApproval', { InstanceId: one, Reason: 'hangs since noon' });
    const waiting = await runner.followed(60, id);
    expect(stepsOf(waiting)[0]).toBe('askFirst Waiting');
    expect(stepOf(waiting, 'askFirst')?.Inputs).toMatchObject({
      Approvers: JSON.stringify([`arn:aws:iam::${production}:role/ssm-chatops-operate`]),
      Message: JSON.stringify(`Restart ${one}? hangs since noon`),
    });
    expect((await runner.followed(3600, id)).AutomationExecutionStatus).toBe('TimedOut');
  });

  test('fail over by the mode that is asked for, with a restart as a child', async () => {
    const [Primary, Standby] = [seededId('myapp-prod-10'), seededId('myapp-prod-11')];
    const planned = await runner.followed(300, await runner.start('Acme-Failover', { Primary, Standby }));
    expect(planned.AutomationExecutionStatus).toBe('Success');
    const child = await runner.look(stepOf(planned, 'promoteStandby')?.Outputs?.ExecutionId?.[0] ?? '');
    expect(child).toMatchObject({ DocumentName: 'AWS-RestartEC2Instance', AutomationExecutionStatus: 'Success' });
    const emergency = await runner.followed(300, await runner.start('Acme-Failover', { Primary, Standby, Mode: 'emergency' }));
    expect(stepsOf(emergency).filter((each) => each.endsWith('Success'))).toEqual([
      'chooseMode Success',
      'stopPrimary Success',
      'promoteStandby Success',
    ]);
  });
});
