import type {
  CreateReplaceRootVolumeTaskRequest,
  CreateReplaceRootVolumeTaskResult,
  DescribeReplaceRootVolumeTasksRequest,
  DescribeReplaceRootVolumeTasksResult,
  ReplaceRootVolumeTask,
} from '@aws-sdk/client-ec2';
import { rebootNode } from '../change-node.ts';
import { anything, defineOperation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { dryRun } from './filter.ts';
import { noId, snapshotArn } from './image.ts';
import { newId } from './images.ts';
import { onInstance, requireInstances, tagContext } from './instance.ts';
import { rootVolume, volumeArn } from './volume.ts';

/** The root volume of a running instance is put back to what a snapshot holds. Times are the clock's milliseconds. */
export interface RootVolumeTask {
  readonly id: string;
  readonly instance: string;
  readonly snapshot: string;
  readonly startedAt: number;
}

const service = 'ec2';
const taskMs = 90_000;

const describe = (task: RootVolumeTask, now: number): ReplaceRootVolumeTask => {
  const over = now >= task.startedAt + taskMs;
  const shown = (at: number) => new Date(at).toISOString();
  return {
    ReplaceRootVolumeTaskId: task.id,
    InstanceId: task.instance,
    TaskState: over ? 'succeeded' : 'in-progress',
    StartTime: shown(task.startedAt),
    ...(over && { CompleteTime: shown(task.startedAt + taskMs) }),
    SnapshotId: task.snapshot,
    DeleteReplacedRootVolume: true,
  };
};

const taskArn = ({ account, region }: Place) => `arn:aws:ec2:${region}:${account}:replace-root-volume-task/${noId}`;

export const createReplaceRootVolumeTask = defineOperation<CreateReplaceRootVolumeTaskRequest, CreateReplaceRootVolumeTaskResult>({
  service,
  name: 'CreateReplaceRootVolumeTask',
  access: ({ InstanceId: id = '', SnapshotId: snapshot = noId }, { place }) => {
    const action = 'ec2:CreateReplaceRootVolumeTask';
    const node = place.nodes.get(id);
    const context = tagContext(node?.tags ?? {});
    return [
      onInstance(action, id, place),
      { action, resource: volumeArn(node ? rootVolume(node).id : noId, place), context },
      { action, resource: snapshotArn(snapshot, place), context: tagContext(place.snapshots.get(snapshot)?.tags ?? {}) },
      { action, resource: taskArn(place) },
    ];
  },
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const [node] = requireInstances(place, [input.InstanceId ?? '']);
    const snapshot = place.snapshots.get(input.SnapshotId ?? '');
    if (!snapshot) return refuse('InvalidSnapshot.NotFound', `The snapshot '${input.SnapshotId}' does not exist.`);
    if (node?.state !== 'running')
      return refuse('IncorrectInstanceState', `The instance '${input.InstanceId}' is not in the 'running' state.`);
    if (rootVolume(node).id !== snapshot.volumeId)
      refuse('InvalidParameterValue', `The snapshot '${snapshot.id}' was not created from a root volume of the instance '${node.id}'.`);
    const now = world.clock.now();
    const task: RootVolumeTask = { id: newId('replacevol'), instance: node.id, snapshot: snapshot.id, startedAt: now };
    place.rootVolumeTasks.push(task);
    rebootNode(world, place, node);
    return { ReplaceRootVolumeTask: describe(task, now) };
  },
});

export const describeReplaceRootVolumeTasks = defineOperation<DescribeReplaceRootVolumeTasksRequest, DescribeReplaceRootVolumeTasksResult>({
  service,
  name: 'DescribeReplaceRootVolumeTasks',
  access: anything('ec2:DescribeReplaceRootVolumeTasks'),
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const { ReplaceRootVolumeTaskIds: ids = [] } = input;
    const missing = ids.find((id) => !place.rootVolumeTasks.some((task) => task.id === id));
    if (missing !== undefined) refuse('InvalidReplaceRootVolumeTaskID.NotFound', `The task '${missing}' does not exist.`);
    const found = place.rootVolumeTasks.filter(({ id }) => ids.length === 0 || ids.includes(id));
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, input.MaxResults ?? 50, input.NextToken, ids, invalid);
    return { ReplaceRootVolumeTasks: page.map((task) => describe(task, world.clock.now())), ...next };
  },
});
