import type { DescribeVolumesRequest, DescribeVolumesResult } from '@aws-sdk/client-ec2';
import type { Node } from '../node.ts';
import { anything, defineOperation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { refuse } from '../refusal.ts';
import { stableHex } from '../seed/stable.ts';
import type { Place } from '../world.ts';
import { dryRun, filterTest } from './filter.ts';

/** A volume of EBS, attached to its instance for as long as that lives. */
export interface Volume {
  readonly id: string;
  readonly sizeGb: number;
  readonly device: string;
  readonly node: Node;
}

export const rootDevice = '/dev/xvda';

/** Each instance has one volume, which goes with it. */
export const rootVolume = (node: Node): Volume => ({
  id: `vol-${stableHex(`root ${node.id}`, 17)}`,
  sizeGb: node.platform === 'Windows' ? 50 : 20,
  device: rootDevice,
  node,
});

export const volumesOf = (place: Place): Volume[] =>
  [...place.nodes.values()].filter((node) => node.kind === 'ec2' && node.state !== 'terminated').map(rootVolume);

export const volumeArn = (id: string, { account, region }: Place) => `arn:aws:ec2:${region}:${account}:volume/${id}`;

const own: Readonly<Record<string, (volume: Volume) => readonly string[]>> = {
  'attachment.device': ({ device }) => [device],
  'attachment.instance-id': ({ node }) => [node.id],
  'attachment.status': () => ['attached'],
  'availability-zone': ({ node }) => [node.zone],
  size: ({ sizeGb }) => [String(sizeGb)],
  status: () => ['in-use'],
  'volume-id': ({ id }) => [id],
  'volume-type': () => ['gp3'],
};

export const describeVolumes = defineOperation<DescribeVolumesRequest, DescribeVolumesResult>({
  service: 'ec2',
  name: 'DescribeVolumes',
  access: anything('ec2:DescribeVolumes'),
  answer(input, { place }) {
    dryRun(input.DryRun);
    const { VolumeIds: ids = [] } = input;
    const all = volumesOf(place);
    const missing = ids.find((id) => !all.some((volume) => volume.id === id));
    if (missing !== undefined) refuse('InvalidVolume.NotFound', `The volume '${missing}' does not exist.`);
    const wants = filterTest<Volume>(
      input.Filters,
      (name) => own[name],
      ({ node }) => node.tags,
    );
    const found = all.filter((volume) => (ids.length === 0 || ids.includes(volume.id)) && wants(volume));
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, input.MaxResults ?? 500, input.NextToken, [ids, input.Filters], invalid);
    const volumes = page.map(({ id, sizeGb, device, node }) => ({
      VolumeId: id,
      Size: sizeGb,
      SnapshotId: '',
      AvailabilityZone: node.zone,
      State: 'in-use' as const,
      CreateTime: new Date(node.launchedAt),
      Attachments: [
        {
          VolumeId: id,
          InstanceId: node.id,
          Device: device,
          State: 'attached' as const,
          AttachTime: new Date(node.launchedAt),
          DeleteOnTermination: true,
        },
      ],
      Encrypted: true,
      VolumeType: 'gp3' as const,
      Iops: 3000,
      MultiAttachEnabled: false,
      Tags: Object.entries(node.tags).map(([Key, Value]) => ({ Key, Value })),
    }));
    return { Volumes: volumes, ...next };
  },
});
