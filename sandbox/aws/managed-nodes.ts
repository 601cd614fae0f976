import type { DescribeInstanceInformationRequest, DescribeInstanceInformationResult, InstanceInformation } from '@aws-sdk/client-ssm';
import { hostName, isRegistered, isUp, type Node } from './node.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import { stableFraction, stableHex } from './seed/stable.ts';

const latestAgent = '3.3.2299.0';
const pingEverySeconds = 300;

const agentOf = (node: Node) => (stableFraction(`agent ${node.id}`) < 0.15 ? '3.3.1611.0' : latestAgent);
const hybridRole = 'service-role/AmazonEC2RunCommandRoleForManagedInstances';
const activation = '0f1e2d3c-4b5a-4968-8776-655443322110';

function describe(node: Node, region: string, now: number): InstanceInformation {
  const hybrid = node.kind === 'hybrid';
  const lastPing = node.agent === 'lost' ? (node.awaySince ?? now) : now - pingEverySeconds * 1000 * stableFraction(`ping ${node.id}`);
  return {
    InstanceId: node.id,
    PingStatus: pingStatus(node),
    LastPingDateTime: new Date(Math.floor(lastPing)),
    AgentVersion: agentOf(node),
    IsLatestVersion: agentOf(node) === latestAgent,
    PlatformType: node.platform,
    PlatformName: node.platform === 'Windows' ? 'Microsoft Windows Server 2022 Datacenter' : hybrid ? 'Ubuntu' : 'Amazon Linux',
    PlatformVersion: node.platform === 'Windows' ? '10.0.20348' : hybrid ? '22.04' : '2023',
    ResourceType: hybrid ? 'ManagedInstance' : 'EC2Instance',
    IPAddress: node.privateIp,
    ComputerName: hostName(node, region),
    SourceId: node.id,
    SourceType: hybrid ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance',
    ...(hybrid && {
      Name: node.tags.Name ?? '',
      ActivationId: activation,
      IamRole: hybridRole,
      RegistrationDate: new Date(node.launchedAt),
    }),
  };
}

const pingStatus = (node: Node) => (node.agent === 'lost' ? 'ConnectionLost' : 'Online');
const hybridOnly = (value: string) => (node: Node) => (node.kind === 'hybrid' ? [value] : []);

const filters: Readonly<Record<string, (node: Node) => readonly string[]>> = {
  ActivationIds: hybridOnly(activation),
  AgentVersion: (node) => [agentOf(node)],
  AssociationStatus: () => [],
  IamRole: hybridOnly(hybridRole),
  InstanceIds: (node) => [node.id],
  PingStatus: (node) => [pingStatus(node)],
  PlatformTypes: (node) => [node.platform],
  ResourceType: (node) => [node.kind === 'hybrid' ? 'ManagedInstance' : 'EC2Instance'],
  'tag-key': (node) => Object.keys(node.tags),
};

/** The values that a filter looks at. */
function filtered(key: string): (node: Node) => readonly string[] {
  if (key.startsWith('tag:')) return (node) => [node.tags[key.slice(4)]].filter((value) => value !== undefined);
  return filters[key] ?? refuse('InvalidFilterKey', `The specified filter key ${key} is not valid.`);
}

const allowedValues: Readonly<Record<string, readonly string[]>> = {
  PingStatus: ['Online', 'ConnectionLost', 'Inactive'],
  PlatformTypes: ['Windows', 'Linux', 'MacOS'],
  ResourceType: ['EC2Instance', 'ManagedInstance', 'AWS::EC2::Instance', 'AWS::IoT::Thing', 'AWS::SSM::ManagedInstance'],
};

function checkValues(key: string, values: readonly string[]): void {
  const wrong = allowedValues[key] && values.find((value) => !allowedValues[key]?.includes(value));
  if (wrong !== undefined) refuse('InvalidInstanceInformationFilterValue', `The specified filter value ${wrong} is not valid.`);
  const misnamed = key === 'InstanceIds' ? values.find((value) => !/^(i-(\w{8}|\w{17})|mi-\w{17})$/.test(value)) : undefined;
  if (misnamed !== undefined) refuse('InvalidInstanceId', `The instance id ${misnamed} is not valid.`);
}

export const describeInstanceInformation = defineOperation<DescribeInstanceInformationRequest, DescribeInstanceInformationResult>({
  service: 'ssm',
  name: 'DescribeInstanceInformation',
  access: anything('ssm:DescribeInstanceInformation'),

  answer(input, { world, place }) {
    const { Filters: filters = [], InstanceInformationFilterList: oldFilters = [], MaxResults: size = 50 } = input;
    if (filters.length > 0 && oldFilters.length > 0)
      refuse('ValidationException', 'Filters and InstanceInformationFilterList cannot be used together.');
    const wanted = [
      ...filters.map(({ Key = '', Values = [] }) => ({ key: Key, values: Values })),
      ...oldFilters.map(({ key = '', valueSet = [] }) => ({ key: key as string, values: valueSet })),
    ];
    const tests = wanted.map(({ key, values }) => {
      const own = filtered(key);
      checkValues(key, values);
      return (node: Node) => own(node).some((value) => values.includes(value));
    });
    const now = world.clock.now();
    const found = [...place.nodes.values()]
      .filter((node) => isRegistered(node) && isUp(node, now) && tests.every((test) => test(node)))
      .sort((a, b) => (stableHex(a.id, 8) < stableHex(b.id, 8) ? -1 : 1)); // the service's order is no order to rely on
    const { page, next } = pageOf(found, size, input.NextToken, wanted);
    return { InstanceInformationList: page.map((node) => describe(node, place.region, now)), ...next };
  },
});
