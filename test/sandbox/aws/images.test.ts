import {
  CreateImageCommand,
  type CreateImageRequest,
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetBucketEncryptionCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
import { outputBucket } from '../../../sandbox/aws/seed/buckets.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { openRole } from './author.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
let keeper: Clients;
let narrow: Clients;
const prod = { StringEquals: { 'aws:ResourceTag/Env': 'prod' } };
beforeAll(async () => {
  aws = await openAws();
  const all = ['ec2:*', 's3:*EncryptionConfiguration', 'ssm:DescribeInstanceInformation'];
  keeper = await openRole(aws, 'keeper', [{ Effect: 'Allow', Action: all, Resource: '*' }]);
  narrow = await openRole(aws, 'narrow', [
    { Effect: 'Allow', Action: 'ec2:CreateImage', Resource: `arn:aws:ec2:*:${production}:instance/*`, Condition: prod },
    { Effect: 'Allow', Action: 'ec2:CreateImage', Resource: ['arn:aws:ec2:*::image/*', 'arn:aws:ec2:*::snapshot/*'] },
    { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: `arn:aws:ec2:*:${production}:instance/*`, Condition: prod },
  ]);
});
afterAll(() => aws.close());

const instance = seededId('myapp-prod-02');
const image = (wish: Partial<CreateImageRequest> & { Name: string }, { ec2 }: Clients = keeper) =>
  ec2.send(new CreateImageCommand({ InstanceId: instance, NoReboot: true, ...wish }));
const imageOf = async (ImageId = '') => (await keeper.ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))).Images?.[0];
const stateOf = async (id: string) =>
  (await keeper.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]?.Instances?.[0]?.State?.Name;
const checksOf = async (id: string) =>
  (await keeper.ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id], IncludeAllInstances: true }))).InstanceStatuses?.[0];
const isManaged = async (id: string) => {
  const Filters = [{ Key: 'InstanceIds', Values: [id] }];
  return (await keeper.ssm.send(new DescribeInstanceInformationCommand({ Filters }))).InstanceInformationList?.length === 1;
};

describe('images', () => {
  test('are pending for a minute, then available, with a snapshot of the volume', async () => {
    const { ImageId } = await image({ Name: 'before-change' });
    expect(await imageOf(ImageId)).toMatchObject({
      State: 'pending',
      Name: 'before-change',
      SourceInstanceId: instance,
      OwnerId: production,
    });
    await aws.steps(61);
    const made = await imageOf(ImageId);
    expect(made?.State).toBe('available');
    const SnapshotIds = [made?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? ''];
    const { Snapshots } = await keeper.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    expect(Snapshots).toMatchObject([{ State: 'completed', Description: `Created by CreateImage(${instance}) for ${ImageId}` }]);
  });

  test('have names of their own, in letters that are allowed', async () => {
    const { ImageId } = await image({ Name: 'only-once' });
    expect(await refusalOf(image({ Name: 'only-once' }))).toMatchObject({
      name: 'InvalidAMIName.Duplicate',
      message: `AMI name only-once is already in use by AMI ${ImageId}`,
    });
    expect((await refusalOf(image({ Name: 'a:b' }))).name).toBe('InvalidAMIName.Malformed');
    expect((await refusalOf(image({ Name: 'none', InstanceId: 'i-00000000' }))).name).toBe('InvalidInstanceID.NotFound');
  });

  test('are the account’s own or Amazon’s, and are found by filters', async () => {
    const names = async (Owners: string[], ...values: string[]) =>
      (
        await keeper.ec2.send(
          new DescribeImagesCommand({ Owners, ...(values.length > 0 && { Filters: [{ Name: 'name', Values: values }] }) }),
        )
      ).Images?.map(({ Name }) => Name);
    expect(await names(['self'], 'acme-*')).toEqual(['acme-golden']);
    expect(await names(['amazon'], 'al2023*')).toEqual(['al2023-ami-2023.5-kernel-6.1-x86_64']);
    const { Reservations } = await keeper.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }));
    expect((await imageOf(Reservations?.[0]?.Instances?.[0]?.ImageId))?.Public).toBe(true);
  });

  test('hold their snapshots until they are deregistered', async () => {
    const { ImageId } = await image({
      Name: 'held',
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'Why', Value: 'test' }] }],
    });
    const made = await imageOf(ImageId);
    expect(made?.Tags).toEqual([{ Key: 'Why', Value: 'test' }]);
    const SnapshotId = made?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
    const drop = () => keeper.ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    expect((await refusalOf(drop())).name).toBe('InvalidSnapshot.InUse');
    await keeper.ec2.send(new DeregisterImageCommand({ ImageId }));
    expect((await refusalOf(imageOf(ImageId))).name).toBe('InvalidAMIID.NotFound');
    await drop();
    expect((await refusalOf(drop())).name).toBe('InvalidSnapshot.NotFound');
  });

  test('need the right to the instance, the image and the snapshot', async () => {
    expect((await image({ Name: 'allowed' }, narrow)).ImageId).toMatch(/^ami-/);
    await aws.tags(instance, { Env: 'lab' });
    expect((await refusalOf(image({ Name: 'other-env' }, narrow))).name).toBe('UnauthorizedOperation');
    await aws.tags(instance, { Env: 'prod' });
    const tagged = { Name: 'tagged', TagSpecifications: [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'a', Value: 'b' }] }] };
    expect((await refusalOf(image(tagged, narrow))).message).toContain('ec2:CreateTags');
    expect((await refusalOf(image({ Name: 'dry', DryRun: true }, narrow))).name).toBe('DryRunOperation');
  });
});

test('snapshots are taken of volumes, and old ones are there', async () => {
  const Filters = [{ Name: 'attachment.instance-id', Values: [instance] }];
  const [volume] = (await keeper.ec2.send(new DescribeVolumesCommand({ Filters }))).Volumes ?? [];
  expect(volume).toMatchObject({ State: 'in-use', Attachments: [{ InstanceId: instance, Device: '/dev/xvda' }] });
  const old = await keeper.ec2.send(new DescribeSnapshotsCommand({ Filters: [{ Name: 'volume-id', Values: [volume?.VolumeId ?? ''] }] }));
  expect(old.Snapshots?.some(({ StartTime }) => Date.now() - (StartTime?.getTime() ?? 0) > 400 * 24 * 3_600_000)).toBe(true);
  const { SnapshotId } = await keeper.ec2.send(new CreateSnapshotCommand({ VolumeId: volume?.VolumeId }));
  const state = async () =>
    (await keeper.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId ?? ''] }))).Snapshots?.map(({ State }) => State);
  expect(await state()).toEqual(['pending']);
  await aws.steps(31);
  expect(await state()).toEqual(['completed']);
});

describe('instances', () => {
  const id = seededId('myapp-prod-03');
  const ids = { InstanceIds: [id] };

  test('stop and start on the way, and are managed again once they are up', async () => {
    const { StoppingInstances } = await keeper.ec2.send(new StopInstancesCommand(ids));
    expect(StoppingInstances).toMatchObject([{ PreviousState: { Name: 'running' }, CurrentState: { Name: 'stopping', Code: 64 } }]);
    expect((await refusalOf(keeper.ec2.send(new StartInstancesCommand(ids)))).name).toBe('IncorrectInstanceState');
    await aws.steps(26);
    expect([await stateOf(id), await isManaged(id)]).toEqual(['stopped', false]);
    await keeper.ec2.send(new StartInstancesCommand(ids));
    expect([await stateOf(id), await isManaged(id)]).toEqual(['pending', false]);
    await aws.steps(21);
    expect([await stateOf(id), await isManaged(id)]).toEqual(['running', true]);
    expect((await checksOf(id))?.InstanceStatus?.Status).toBe('initializing');
    await aws.steps(61);
    expect((await checksOf(id))?.InstanceStatus?.Status).toBe('ok');
  });

  test('reboot without a change of state; only what may be stopped is', async () => {
    await keeper.ec2.send(new RebootInstancesCommand(ids));
    expect(await stateOf(id)).toBe('running');
    const staging = seededId('web-prod-01');
    await aws.tags(staging, { Env: 'lab' });
    expect((await refusalOf(narrow.ec2.send(new StopInstancesCommand({ InstanceIds: [id, staging] })))).name).toBe('UnauthorizedOperation');
    expect(await stateOf(id)).toBe('running');
  });

  test('that are terminated stay so', async () => {
    const gone = { InstanceIds: [seededId('batch-prod-01')] };
    await keeper.ec2.send(new TerminateInstancesCommand(gone));
    await aws.steps(31);
    expect(await stateOf(gone.InstanceIds[0] ?? '')).toBe('terminated');
    expect((await refusalOf(keeper.ec2.send(new StopInstancesCommand(gone)))).name).toBe('IncorrectInstanceState');
  });
});

test('a bucket has a default encryption, which can be changed', async () => {
  const Bucket = outputBucket(production);
  const read = async () => (await keeper.s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
  expect(await read()).toEqual([{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }]);
  const put = (SSEAlgorithm: 'AES256' | 'aws:kms', KMSMasterKeyID?: string) =>
    keeper.s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }] },
      }),
    );
  await put('aws:kms', 'alias/myapp');
  expect(await read()).toMatchObject([{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/myapp' } }]);
  expect((await refusalOf(put('AES256', 'alias/myapp'))).name).toBe('InvalidArgument');
});
