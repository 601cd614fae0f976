import { randomBytes } from 'node:crypto';
import type { CreateImageRequest, CreateImageResult, DeregisterImageRequest, DeregisterImageResult } from '@aws-sdk/client-ec2';
import { rebootNode } from '../change-node.ts';
import { defineOperation } from '../operation.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { dryRun } from './filter.ts';
import { type Image, imageArn, noId, snapshotArn } from './image.ts';
import { onInstance, requireInstances, tagContext } from './instance.ts';
import { onMade, tagsFor } from './made-tags.ts';
import { rootVolume } from './volume.ts';

const service = 'ec2';
const imageMs = 60_000;
const nameRule = /^[\w ()[\]./'@-]{3,128}$/; // CreateImage, Name

export const newId = (kind: 'ami' | 'snap' | 'replacevol') => `${kind}-${randomBytes(9).toString('hex').slice(0, 17)}`;

/** The account's own image of this id. */
export function requireImage(place: Place, id: string): Image {
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) refuse('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  return place.images.get(id) ?? refuse('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
}

export const createImage = defineOperation<CreateImageRequest, CreateImageResult>({
  service,
  name: 'CreateImage',
  access: ({ InstanceId: id = '', TagSpecifications: given }, { place }) => [
    onInstance('ec2:CreateImage', id, place),
    ...onMade('ec2:CreateImage', imageArn(noId, place), tagsFor(given, 'image')),
    ...onMade('ec2:CreateImage', snapshotArn(noId, place), tagsFor(given, 'snapshot')),
  ],
  answer(input, { world, place }) {
    dryRun(input.DryRun);
    const { Name: name = '', Description: description = '', TagSpecifications: given } = input;
    const [node] = requireInstances(place, [input.InstanceId ?? '']);
    if (!node) return refuse('InvalidInstanceID.NotFound', `The instance ID '${input.InstanceId}' does not exist`);
    if (node.state === 'terminated')
      refuse('IncorrectState', `Instance '${node.id}' is not in a state from which an image can be made: terminated.`);
    if (!nameRule.test(name))
      refuse(
        'InvalidAMIName.Malformed',
        "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
      );
    const taken = [...place.images.values()].find((image) => image.owner === place.account && image.name === name);
    if (taken) refuse('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${taken.id}`);
    const now = world.clock.now();
    if (!input.NoReboot && node.state === 'running') rebootNode(world, place, node);
    const volume = rootVolume(node);
    const image: Image = {
      id: newId('ami'),
      name,
      description,
      owner: place.account,
      platform: node.platform,
      createdAt: now,
      availableAt: now + imageMs,
      snapshotIds: [newId('snap')],
      sourceInstance: node.id,
      tags: tagsFor(given, 'image'),
    };
    place.images.set(image.id, image);
    for (const id of image.snapshotIds)
      place.snapshots.set(id, {
        id,
        volumeId: volume.id,
        sizeGb: volume.sizeGb,
        description: `Created by CreateImage(${node.id}) for ${image.id}`,
        startedAt: now,
        completedAt: image.availableAt,
        tags: tagsFor(given, 'snapshot'),
      });
    return { ImageId: image.id };
  },
});

export const deregisterImage = defineOperation<DeregisterImageRequest, DeregisterImageResult>({
  service,
  name: 'DeregisterImage',
  access: ({ ImageId: id = '', DeleteAssociatedSnapshots: all }, { place }) => {
    const image = place.images.get(id);
    return [
      { action: 'ec2:DeregisterImage', resource: imageArn(id, place), context: tagContext(image?.tags ?? {}) },
      ...(all ? (image?.snapshotIds ?? []) : []).map((snapshot) => ({
        action: 'ec2:DeleteSnapshot',
        resource: snapshotArn(snapshot, place),
      })),
    ];
  },
  answer(input, { place }) {
    dryRun(input.DryRun);
    const image = requireImage(place, input.ImageId ?? '');
    if (image.owner !== place.account) refuse('AuthFailure', `Not authorized for image:${image.id}`);
    place.images.delete(image.id);
    if (input.DeleteAssociatedSnapshots) for (const id of image.snapshotIds) place.snapshots.delete(id);
    return { Return: true };
  },
});
