import type { DescribeInstancesRequest, DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2';
import type { Node } from './node.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import { stableHex } from './seed/stable.ts';

const maxFilterValues = 200; // DescribeInstances
const stateCodes = { running: 16, terminated: 48, stopped: 80 } as const;

function describe(node: Node, region: string): Instance {
  return {
    InstanceId: node.id,
    ImageId: node.image,
    State: { Code: stateCodes[node.state], Name: node.state },
    PrivateDnsName: `ip-${node.privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    PublicDnsName: '',
    StateTransitionReason:
      node.state === 'stopped' ? `User initiated (${new Date(node.awaySince ?? 0).toISOString().slice(0, 19).replace('T', ' ')} GMT)` : '',
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
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    SecurityGroups: [{ GroupId: `sg-${stableHex(`sg ${region}`, 17)}`, GroupName: 'myapp-node' }],
    SourceDestCheck: true,
    ...(node.state === 'stopped' && {
      StateReason: { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
    }),
    Tags: Object.entries(node.tags).map(([Key, Value]) => ({ Key, Value })),
    VirtualizationType: 'hvm',
  };
}

const filters: Readonly<Record<string, (node: Node) => readonly string[]>> = {
  'availability-zone': (node) => [node.zone],
  'iam-instance-profile.arn': (node) => (node.profile ? [node.profile] : []),
  'image-id': (node) => [node.image],
  'instance-id': (node) => [node.id],
  'instance-state-code': (node) => [String(stateCodes[node.state])],
  'instance-state-name': (node) => [node.state],
  'instance-type': (node) => [node.instanceType],
  platform: (node) => (node.platform === 'Windows' ? ['windows'] : []),
  'private-ip-address': (node) => [node.privateIp],
  'tag-key': (node) => Object.keys(node.tags),
  'tag-value': (node) => Object.values(node.tags),
};

/** The values that a filter looks at. */
function filtered(name: string): (node: Node) => readonly string[] {
  if (name.startsWith('tag:')) return (node) => [node.tags[name.slice(4)]].filter((value) => value !== undefined);
  return filters[name] ?? refuse('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** EC2's filter values may hold * and ?, and a backslash takes their meaning away. */
function matcher(value: string): RegExp {
  const wild: Record<string, string> = { '*': '.*', '?': '.' };
  const literal = (character: string) => character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const escaped = value.replace(/\\(.)|(.)/gs, (_, taken?: string, plain?: string) =>
    taken === undefined ? (wild[plain ?? ''] ?? literal(plain ?? '')) : literal(taken),
  );
  return new RegExp(`^${escaped}$`, 's');
}

export const describeInstances = defineOperation<DescribeInstancesRequest, DescribeInstancesResult>({
  service: 'ec2',
  name: 'DescribeInstances',
  access: anything('ec2:DescribeInstances'),

  answer(input, { place }) {
    const { InstanceIds: ids = [], Filters: wanted = [], MaxResults: size, DryRun: dryRun } = input;
    if (dryRun) refuse('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    if (size !== undefined && ids.length > 0)
      refuse('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults');
    if (size !== undefined && (size < 5 || size > 1000))
      refuse('InvalidParameterValue', `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`);
    const malformed = ids.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
    if (malformed !== undefined) refuse('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
    const instances = [...place.nodes.values()].filter((node) => node.kind === 'ec2');
    const missing = ids.filter((id) => !instances.some((node) => node.id === id));
    if (missing.length > 0)
      refuse(
        'InvalidInstanceID.NotFound',
        missing.length === 1 ? `The instance ID '${missing[0]}' does not exist` : `The instance IDs '${missing.join(', ')}' do not exist`,
      );
    const tests = wanted.map(({ Name: name = '', Values: values = [] }) => {
      if (values.length === 0) refuse('InvalidParameterValue', "The filter 'null' is invalid");
      if (values.length > maxFilterValues)
        refuse('FilterLimitExceeded', `The maximum number of filter values specified on a single call is ${maxFilterValues}`);
      const own = filtered(name);
      const patterns = values.map(matcher);
      return (node: Node) => own(node).some((value) => patterns.some((pattern) => pattern.test(value)));
    });
    const found = instances.filter((node) => (ids.length === 0 || ids.includes(node.id)) && tests.every((test) => test(node)));
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, size ?? 1000, input.NextToken, [ids, wanted], invalid);
    const reservations = page.map((node) => ({
      ReservationId: `r-${stableHex(`reservation ${node.id}`, 17)}`,
      OwnerId: place.account,
      Groups: [],
      Instances: [describe(node, place.region)],
    }));
    return { Reservations: reservations, ...next };
  },
});
