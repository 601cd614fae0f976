import type { InstanceStateName } from '@aws-sdk/client-ec2';
import { type Node, nodeArn } from '../node.ts';
import type { Access } from '../operation.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';

/** InstanceState.Code, whose low byte alone is shown. */
export const stateCodes: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** The state that EC2 shows: on its way to a new one for a while. */
export const ec2State = (node: Node, now: number): InstanceStateName =>
  node.onTheWay && now < node.onTheWay.until ? node.onTheWay.as : node.state;

export const stateOf = (node: Node, now: number) => ({ Code: stateCodes[ec2State(node, now)], Name: ec2State(node, now) });

/** The instances of these ids, or all; what EC2 does not know is refused, all of it together. */
export function requireInstances(place: Place, ids: readonly string[]): Node[] {
  const malformed = ids.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) refuse('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  const instances = [...place.nodes.values()].filter((node) => node.kind === 'ec2');
  const missing = ids.filter((id) => !instances.some((node) => node.id === id));
  if (missing.length > 0)
    refuse(
      'InvalidInstanceID.NotFound',
      missing.length === 1 ? `The instance ID '${missing[0]}' does not exist` : `The instance IDs '${missing.join(', ')}' do not exist`,
    );
  return ids.length === 0 ? instances : instances.filter((node) => ids.includes(node.id));
}

/** Tags of a resource as IAM's conditions know them. */
export const tagContext = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );

/** The right to do something to an instance. One that is not there has no tags, and is refused after the right was found. */
export const onInstance = (action: string, id: string, place: Place): Access => ({
  action,
  resource: nodeArn(id, place.account, place.region),
  context: tagContext(place.nodes.get(id)?.tags ?? {}),
});
