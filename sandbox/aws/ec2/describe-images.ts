import type { DescribeImagesRequest, DescribeImagesResult, Image as SdkImage } from '@aws-sdk/client-ec2';
import { anything, defineOperation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { dryRun, filterTest } from './filter.ts';
import type { Image } from './image.ts';
import { requireImage } from './images.ts';
import { rootDevice } from './volume.ts';

const stateOf = (image: Image, now: number) => (now < image.availableAt ? 'pending' : 'available');

const describe = (image: Image, place: Place, now: number): SdkImage => ({
  ImageId: image.id,
  ImageLocation: `${image.owner}/${image.name}`,
  State: stateOf(image, now),
  OwnerId: image.owner === 'amazon' ? '137112412989' : image.owner, // the account that publishes Amazon Linux
  CreationDate: new Date(image.createdAt).toISOString(),
  Public: image.owner === 'amazon',
  Architecture: 'x86_64',
  ImageType: 'machine',
  ...(image.platform === 'Windows' && { Platform: 'Windows' as SdkImage['Platform'] & string }),
  PlatformDetails: image.platform === 'Windows' ? 'Windows' : 'Linux/UNIX',
  BlockDeviceMappings: image.snapshotIds.map((SnapshotId) => ({
    DeviceName: rootDevice,
    Ebs: { SnapshotId, DeleteOnTermination: true, VolumeSize: place.snapshots.get(SnapshotId)?.sizeGb ?? 20, VolumeType: 'gp3' as const },
  })),
  Description: image.description,
  EnaSupport: true,
  Hypervisor: 'xen',
  Name: image.name,
  RootDeviceName: rootDevice,
  RootDeviceType: 'ebs',
  ...(image.sourceInstance !== undefined && { SourceInstanceId: image.sourceInstance }),
  Tags: Object.entries(image.tags).map(([Key, Value]) => ({ Key, Value })),
  VirtualizationType: 'hvm',
});

const own: Readonly<Record<string, (image: Image, now: number) => readonly string[]>> = {
  architecture: () => ['x86_64'],
  'block-device-mapping.snapshot-id': ({ snapshotIds }) => snapshotIds,
  description: ({ description }) => [description],
  'image-id': ({ id }) => [id],
  'is-public': ({ owner }) => [String(owner === 'amazon')],
  name: ({ name }) => [name],
  'owner-alias': ({ owner }) => (owner === 'amazon' ? ['amazon'] : []),
  'owner-id': ({ owner }) => [owner],
  platform: ({ platform }) => (platform === 'Windows' ? ['windows'] : []),
  'source-instance-id': ({ sourceInstance }) => (sourceInstance === undefined ? [] : [sourceInstance]),
  state: (image, now) => [stateOf(image, now)],
};

export const describeImages = defineOperation<DescribeImagesRequest, DescribeImagesResult>({
  service: 'ec2',
  name: 'DescribeImages',
  access: anything('ec2:DescribeImages'),
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const { ImageIds: ids = [], Owners: owners = [] } = input;
    for (const id of ids) requireImage(place, id);
    const now = world.clock.now();
    const wants = filterTest<Image>(
      input.Filters,
      (name) => own[name] && ((image) => own[name]?.(image, now) ?? []),
      ({ tags }) => tags,
    );
    const isOf = ({ owner }: Image) => owners.some((wanted) => wanted === owner || (wanted === 'self' && owner === place.account));
    const found = [...place.images.values()].filter(
      (image) => (ids.length === 0 || ids.includes(image.id)) && (owners.length === 0 || isOf(image)) && wants(image),
    );
    const invalid = () => refuse('InvalidParameterValue', 'Unable to parse pagination token');
    const { page, next } = pageOf(found, input.MaxResults ?? 1000, input.NextToken, [ids, owners, input.Filters], invalid);
    return { Images: page.map((image) => describe(image, place, now)), ...next };
  },
});
