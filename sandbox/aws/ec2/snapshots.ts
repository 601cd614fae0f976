import type {
  CreateSnapshotRequest,
  DeleteSnapshotRequest,
  DescribeSnapshotsRequest,
  DescribeSnapshotsResult,
  Snapshot as SdkSnapshot,
} from '@aws-sdk/client-ec2';
import { anything, defineOperation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { dryRun, filterTest } from './filter.ts';
import { noId, type Snapshot, snapshotArn } from './image.ts';
import { newId } from './images.ts';
import { tagContext } from './instance.ts';
import { onMade, tagsFor } from './made-tags.ts';
import { volumeArn, volumesOf } from './volume.ts';

const service = 'ec2';
const snapshotMs = 30_000;

const stateOf = ({ completedAt }: Snapshot, now: number) => (now < completedAt ? 'pending' : 'completed');

function describe(snapshot: Snapshot, { account }: Place, now: number): SdkSnapshot {
  const { startedAt, completedAt } = snapshot;
  const share = completedAt <= startedAt ? 1 : Math.min(1, Math.max(0, (now - startedAt) / (completedAt - startedAt)));
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    State: stateOf(snapshot, now),
    StartTime: new Date(startedAt),
    ...(now >= completedAt && { CompletionTime: new Date(completedAt) }),
    Progress: `${Math.floor(share * 100)}%`,
    OwnerId: account,
    Description: snapshot.description,
    VolumeSize: snapshot.sizeGb,
    Encrypted: true,
    StorageTier: 'standard',
    Tags: Object.entries(snapshot.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function requireSnapshot(place: Place, id: string): Snapshot {
  if (!/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
    refuse('InvalidParameterValue', `Value (${id}) for parameter snapshotId is invalid. Expected: 'snap-...'.`);
  return place.snapshots.get(id) ?? refuse('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
}

export const createSnapshot = defineOperation<CreateSnapshotRequest, SdkSnapshot>({
  service,
  name: 'CreateSnapshot',
  access: ({ VolumeId: id = '', TagSpecifications: given }, { place }) => [
    {
      action: 'ec2:CreateSnapshot',
      resource: volumeArn(id, place),
      context: tagContext(volumesOf(place).find((volume) => volume.id === id)?.node.tags ?? {}),
    },
    ...onMade('ec2:CreateSnapshot', snapshotArn(noId, place), tagsFor(given, 'snapshot')),
  ],
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const volume = volumesOf(place).find(({ id }) => id === input.VolumeId);
    if (!volume) return refuse('InvalidVolume.NotFound', `The volume '${input.VolumeId}' does not exist.`);
    const now = world.clock.now();
    const snapshot: Snapshot = {
      id: newId('snap'),
      volumeId: volume.id,
      sizeGb: volume.sizeGb,
      description: input.Description ?? '',
      startedAt: now,
      completedAt: now + snapshotMs,
      tags: tagsFor(input.TagSpecifications, 'snapshot'),
    };
    place.snapshots.set(snapshot.id, snapshot);
    return describe(snapshot, place, now);
  },
});

export const deleteSnapshot = defineOperation<DeleteSnapshotRequest, { Return: boolean }>({
  service,
  name: 'DeleteSnapshot',
  access: ({ SnapshotId: id = '' }, { place }) => [
    { action: 'ec2:DeleteSnapshot', resource: snapshotArn(id, place), context: tagContext(place.snapshots.get(id)?.tags ?? {}) },
  ],
  answer(input, { place }) {
    dryRun(input.DryRun);
    const { id } = requireSnapshot(place, input.SnapshotId ?? '');
    const user = [...place.images.values()].find(({ snapshotIds }) => snapshotIds.includes(id));
    if (user) refuse('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${user.id}`);
    place.snapshots.delete(id);
    return { Return: true };
  },
});

const own: Readonly<Record<string, (snapshot: Snapshot, now: number) => readonly string[]>> = {
  description: ({ description }) => [description],
  encrypted: () => ['true'],
  'snapshot-id': ({ id }) => [id],
  'start-time': ({ startedAt }) => [new Date(startedAt).toISOString()],
  status: (snapshot, now) => [stateOf(snapshot, now)],
  'volume-id': ({ volumeId }) => [volumeId],
  'volume-size': ({ sizeGb }) => [String(sizeGb)],
};

export const describeSnapshots = defineOperation<DescribeSnapshotsRequest, DescribeSnapshotsResult>({
  service,
  name: 'DescribeSnapshots',
  access: anything('ec2:DescribeSnapshots'),
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const { SnapshotIds: ids = [], OwnerIds: owners = [] } = input;
    for (const id of ids) requireSnapshot(place, id);
    const now = world.clock.now();
    const wants = filterTest<Snapshot>(
      input.Filters,
      (name) => own[name] && ((snapshot) => own[name]?.(snapshot, now) ?? []),
      ({ tags }) => tags,
    );
    const mine = owners.length === 0 || owners.includes('self') || owners.includes(place.account);
    const found = [...place.snapshots.values()].filter((each) => mine && (ids.length === 0 || ids.includes(each.id)) && wants(each));
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, input.MaxResults ?? 1000, input.NextToken, [ids, owners, input.Filters], invalid);
    return { Snapshots: page.map((snapshot) => describe(snapshot, place, now)), ...next };
  },
});
