import type { DescribeInstancesRequest, DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2';
import { dryRun, filterTest } from './ec2/filter.ts';
import { ec2State, requireInstances, stateCodes, stateOf } from './ec2/instance.ts';
import { rootVolume } from './ec2/volume.ts';
import type { Node } from './node.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import { stableHex } from './seed/stable.ts';

function describe(node: Node, region: string, now: number): Instance {
  const state = ec2State(node, now);
  const disk = rootVolume(node);
  const attached = new Date(node.launchedAt);
  return {
    InstanceId: node.id,
    ImageId: node.image,
    State: stateOf(node, now),
    PrivateDnsName: `ip-${node.privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    PublicDnsName: '',
    StateTransitionReason:
      state === 'stopped' ? `User initiated (${new Date(node.awaySince ?? 0).toISOString().slice(0, 19).replace('T', ' ')} GMT)` : '',
    AmiLaunchIndex: 0,
    InstanceType: node.instanceType as Instance['InstanceType'] & string,
    LaunchTime: new Date(node.launchedAt),
    Placement: { AvailabilityZone: node.zone, GroupName: '', Tenancy: 'default' },
    ...(node.platform === 'Windows' && { Platform: 'Windows' as Instance['Platform'] & string }),
    PlatformDetails: node.platform === 'Windows' ? 'Windows' : 'Linux/UNIX',
    Monitoring: { State: 'disabled' },
    SubnetId: `subnet-${stableHex(`subnet ${node.zone}`, 17)}`,
    VpcId: `vpc-${stableHex(`vpc ${region}`, 17)}`,
    PrivateIpAddress: node.privateIp,
    Architecture: 'x86_64',
    EbsOptimized: true,
    EnaSupport: true,
    Hypervisor: 'xen',
    ...(node.profile && { IamInstanceProfile: { Arn: node.profile, Id: `AIPA${stableHex(node.profile, 17).toUpperCase()}` } }),
    RootDeviceName: disk.device,
    BlockDeviceMappings:
      state === 'terminated'
        ? []
        : [{ DeviceName: disk.device, Ebs: { VolumeId: disk.id, Status: 'attached', AttachTime: attached, DeleteOnTermination: true } }],
    RootDeviceType: 'ebs',
    SecurityGroups: [{ GroupId: `sg-${stableHex(`sg ${region}`, 17)}`, GroupName: 'myapp-node' }],
    SourceDestCheck: true,
    ...(state === 'stopped' && {
      StateReason: { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
    }),
    Tags: Object.entries(node.tags).map(([Key, Value]) => ({ Key, Value })),
    VirtualizationType: 'hvm',
  };
}

const own: Readonly<Record<string, (node: Node, now: number) => readonly string[]>> = {
  'availability-zone': (node) => [node.zone],
  'iam-instance-profile.arn': (node) => (node.profile ? [node.profile] : []),
  'image-id': (node) => [node.image],
  'instance-id': (node) => [node.id],
  'instance-state-code': (node, now) => [String(stateCodes[ec2State(node, now)])],
  'instance-state-name': (node, now) => [ec2State(node, now)],
  'instance-type': (node) => [node.instanceType],
  platform: (node) => (node.platform === 'Windows' ? ['windows'] : []),
  'private-ip-address': (node) => [node.privateIp],
};

export const describeInstances = defineOperation<DescribeInstancesRequest, DescribeInstancesResult>({
  service: 'ec2',
  name: 'DescribeInstances',
  access: anything('ec2:DescribeInstances'),

  answer(input, { world, place }) {
    const { InstanceIds: ids = [], Filters: wanted = [], MaxResults: size } = input;
    dryRun(input.DryRun);
    if (size !== undefined && ids.length > 0)
      refuse('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults');
    if (size !== undefined && (size < 5 || size > 1000))
      refuse('InvalidParameterValue', `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`);
    const instances = requireInstances(place, ids);
    const now = world.clock.now();
    const wants = filterTest(
      wanted,
      (name) => own[name] && ((node: Node) => own[name]?.(node, now) ?? []),
      ({ tags }) => tags,
    );
    const found = instances.filter(wants);
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, size ?? 1000, input.NextToken, [ids, wanted], invalid);
    const reservations = page.map((node) => ({
      ReservationId: `r-${stableHex(`reservation ${node.id}`, 17)}`,
      OwnerId: place.account,
      Groups: [],
      Instances: [describe(node, place.region, now)],
    }));
    return { Reservations: reservations, ...next };
  },
});
