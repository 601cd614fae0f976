import type { DescribeInstanceInformationRequest, DescribeInstanceInformationResult, InstanceInformation } from '@aws-sdk/client-ssm';
import { hostName, isRegistered, type Node } from './node.ts';
import { anything, defineOperation } from './operation.ts';
import { pageOf } from './page.ts';
import { refuse } from './refusal.ts';
import { stableFraction, stableHex } from './seed/stable.ts';

const latestAgent = '3.3.2299.0';
const pingEverySeconds = 300;

const agentOf = (node: Node) => (stableFraction(`agent ${node.id}`) < 0.15 ? '3.3.1611.0' : latestAgent);
const activation = '0f1e2d3c-4b5a-4968-8776-655443322110';

function describe(node: Node, region: string, now: number): InstanceInformation {
  const hybrid = node.kind === 'hybrid';
  const lastPing = node.agent === 'lost' ? (node.awaySince ?? now) : now - pingEverySeconds * 1000 * stableFraction(`ping ${node.id}`);
  return {
    InstanceId: node.id,
    PingStatus: node.agent === 'lost' ? 'ConnectionLost' : 'Online',
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
      IamRole: 'service-role/AmazonEC2RunCommandRoleForManagedInstances',
      RegistrationDate: new Date(node.launchedAt),
    }),
  };
}

/** The values that a filter looks at; undefined for a filter that does not exist. */
function filtered(node: Node, key: string): readonly (string | undefined)[] | undefined {
  if (key.startsWith('tag:')) return [node.tags[key.slice(4)]];
  switch (key) {
    case 'InstanceIds':
      return [node.id];
    case 'AgentVersion':
      return [agentOf(node)];
    case 'PingStatus':
      return [node.agent === 'lost' ? 'ConnectionLost' : 'Online'];
    case 'PlatformTypes':
      return [node.platform];
    case 'ActivationIds':
      return [node.kind === 'hybrid' ? activation : undefined];
    case 'IamRole':
      return [node.kind === 'hybrid' ? 'service-role/AmazonEC2RunCommandRoleForManagedInstances' : undefined];
    case 'ResourceType':
      return [node.kind === 'hybrid' ? 'ManagedInstance' : 'EC2Instance'];
    case 'AssociationStatus':
      return [undefined];
    case 'tag-key':
      return Object.keys(node.tags);
    default:
      return undefined;
  }
}

const allowedValues: Readonly<Record<string, readonly string[]>> = {
  PingStatus: ['Online', 'ConnectionLost', 'Inactive'],
  PlatformTypes: ['Windows', 'Linux', 'MacOS'],
  ResourceType: ['EC2Instance', 'ManagedInstance', 'AWS::EC2::Instance', 'AWS::IoT::Thing', 'AWS::SSM::ManagedInstance'],
};

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
    const nodes = [...place.nodes.values()].filter(isRegistered);
    for (const { key, values } of wanted) {
      if (nodes[0] && !filtered(nodes[0], key)) refuse('InvalidFilterKey', `The specified filter key ${key} is not valid.`);
      const allowed = allowedValues[key];
      const wrong = allowed && values.find((value) => !allowed.includes(value));
      if (wrong !== undefined) refuse('InvalidInstanceInformationFilterValue', `The specified filter value ${wrong} is not valid.`);
      const misnamed = key === 'InstanceIds' && values.find((value) => !/^(i-(\w{8}|\w{17})|mi-\w{17})$/.test(value));
      if (misnamed) refuse('InvalidInstanceId', `The instance id ${misnamed} is not valid.`);
    }
    const found = nodes
      .filter((node) => wanted.every(({ key, values }) => filtered(node, key)?.some((own) => own !== undefined && values.includes(own))))
      .sort((a, b) => (stableHex(a.id, 8) < stableHex(b.id, 8) ? -1 : 1)); // the service's order is no order to rely on
    const { page, next } = pageOf(found, size, input.NextToken, wanted);
    return { InstanceInformationList: page.map((node) => describe(node, place.region, world.clock.now())), ...next };
  },
});
