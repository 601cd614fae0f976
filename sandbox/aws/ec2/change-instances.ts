import type {
  InstanceStateChange,
  RebootInstancesRequest,
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import { changeNode, rebootNode } from '../change-node.ts';
import type { Node } from '../node.ts';
import { defineOperation, type Scene } from '../operation.ts';
import { refuse } from '../refusal.ts';
import { dryRun } from './filter.ts';
import { ec2State, onInstance, requireInstances, stateOf } from './instance.ts';

// What accounts see is of this order; AWS publishes no numbers.
const startSeconds = 20;
const stopSeconds = 25;
const terminateSeconds = 30;

interface Named {
  readonly InstanceIds: string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

const service = 'ec2';
const onEach =
  (action: string) =>
  ({ InstanceIds: ids = [] }: Named, { place }: Scene) =>
    ids.map((id) => onInstance(action, id, place));

/** Does something to each of the named instances, once it is known that all of them are there and in a state for it. */
function changed({ InstanceIds: ids, DryRun }: Named, { world, place }: Scene, verb: string, act: (node: Node, now: number) => void) {
  dryRun(DryRun);
  const nodes = requireInstances(place, ids ?? []);
  const now = world.clock.now();
  const wrong = nodes.find((node) => {
    const state = ec2State(node, now);
    return verb !== 'terminated' && verb !== 'rebooted' && (node.state === 'terminated' || (verb === 'started' && state === 'stopping'));
  });
  if (wrong) refuse('IncorrectInstanceState', `The instance '${wrong.id}' is not in a state from which it can be ${verb}.`);
  return nodes.map((node): InstanceStateChange => {
    const PreviousState = stateOf(node, now);
    act(node, now);
    return { InstanceId: node.id, CurrentState: stateOf(node, now), PreviousState };
  });
}

export const startInstances = defineOperation<StartInstancesRequest, StartInstancesResult>({
  service,
  name: 'StartInstances',
  access: onEach('ec2:StartInstances'),
  answer: (input, scene) => ({
    StartingInstances: changed(input, scene, 'started', (node, now) => {
      if (node.state === 'running') return;
      changeNode(scene.world, scene.place, node, { state: 'running' });
      node.onTheWay = { as: 'pending', until: now + startSeconds * 1000 };
      node.backSince = node.onTheWay.until;
    }),
  }),
});

export const stopInstances = defineOperation<StopInstancesRequest, StopInstancesResult>({
  service,
  name: 'StopInstances',
  access: onEach('ec2:StopInstances'),
  answer: (input, scene) => ({
    StoppingInstances: changed(input, scene, 'stopped', (node, now) => {
      if (node.state === 'stopped') return;
      changeNode(scene.world, scene.place, node, { state: 'stopped' });
      node.onTheWay = { as: 'stopping', until: now + (input.Force ? 5 : stopSeconds) * 1000 };
    }),
  }),
});

export const terminateInstances = defineOperation<TerminateInstancesRequest, TerminateInstancesResult>({
  service,
  name: 'TerminateInstances',
  access: onEach('ec2:TerminateInstances'),
  answer: (input, scene) => ({
    TerminatingInstances: changed(input, scene, 'terminated', (node, now) => {
      if (node.state === 'terminated') return;
      changeNode(scene.world, scene.place, node, { state: 'terminated' });
      node.onTheWay = { as: 'shutting-down', until: now + terminateSeconds * 1000 };
    }),
  }),
});

export const rebootInstances = defineOperation<RebootInstancesRequest, { Return: boolean }>({
  service,
  name: 'RebootInstances',
  access: onEach('ec2:RebootInstances'),
  answer(input, scene) {
    // Requests to reboot terminated instances are ignored (API reference).
    changed(input, scene, 'rebooted', (node) => {
      if (node.state === 'running') rebootNode(scene.world, scene.place, node);
    });
    return { Return: true };
  },
});
