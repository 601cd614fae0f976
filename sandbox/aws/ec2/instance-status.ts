import type { DescribeInstanceStatusRequest, DescribeInstanceStatusResult, InstanceStatusSummary } from '@aws-sdk/client-ec2';
import type { Node } from '../node.ts';
import { anything, defineOperation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { refuse } from '../refusal.ts';
import { dryRun, filterTest } from './filter.ts';
import { ec2State, requireInstances, stateOf } from './instance.ts';

const initializingMs = 60_000;

type Summary = 'ok' | 'initializing' | 'not-applicable';

/** Status checks say ok only some time after an instance is running. */
function summaryOf(node: Node, now: number): Summary {
  if (ec2State(node, now) !== 'running') return 'not-applicable';
  return node.onTheWay && now < node.onTheWay.until + initializingMs ? 'initializing' : 'ok';
}

const described = (status: Summary): InstanceStatusSummary => {
  const details = { initializing: 'initializing', ok: 'passed' } as const;
  return { Status: status, Details: status === 'not-applicable' ? [] : [{ Name: 'reachability', Status: details[status] }] };
};

export const describeInstanceStatus = defineOperation<DescribeInstanceStatusRequest, DescribeInstanceStatusResult>({
  service: 'ec2',
  name: 'DescribeInstanceStatus',
  access: anything('ec2:DescribeInstanceStatus'),
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const { InstanceIds: ids = [], IncludeAllInstances: all = false } = input;
    const now = world.clock.now();
    const own: Readonly<Record<string, (node: Node) => readonly string[]>> = {
      'availability-zone': (node) => [node.zone],
      'instance-state-code': (node) => [String(stateOf(node, now).Code)],
      'instance-state-name': (node) => [ec2State(node, now)],
      'instance-status.status': (node) => [summaryOf(node, now)],
      'system-status.status': (node) => [summaryOf(node, now)],
    };
    const wants = filterTest<Node>(
      input.Filters,
      (name) => own[name],
      ({ tags }) => tags,
    );
    const found = requireInstances(place, ids).filter((node) => (all || ec2State(node, now) === 'running') && wants(node));
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, input.MaxResults ?? 1000, input.NextToken, [ids, input.Filters, all], invalid);
    const statuses = page.map((node) => ({
      InstanceId: node.id,
      AvailabilityZone: node.zone,
      InstanceState: stateOf(node, now),
      InstanceStatus: described(summaryOf(node, now)),
      SystemStatus: described(summaryOf(node, now)),
    }));
    return { InstanceStatuses: statuses, ...next };
  },
});
