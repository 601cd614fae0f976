import type { CreateImageResult, DescribeImagesResult } from '@aws-sdk/client-ec2';
import type { StepAction, StepNews } from './action.ts';
import { callAs, failed, orFailed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { asText } from './value.ts';

const poll = 'Poll action status for completion';
const idOf = (state: unknown) => (state as { id: string }).id;

/** Makes an image and waits until it is available. Cancelling the step does not cancel the image (user guide, "aws:createImage"). */
export const createImage: StepAction = {
  name: 'aws:createImage',
  inputs: inputsOf('aws:createImage'),

  begin: (run) =>
    orFailed('CreateImage', 'Execute/Cancelling action', async () => {
      const {
        InstanceId: instance,
        ImageName: name,
        ImageDescription: description,
        NoReboot: noReboot,
        BlockDeviceMappings: disks,
      } = run.inputs;
      const { ImageId: id = '' } = (await callAs(run, 'ec2', 'CreateImage', {
        InstanceId: asText(instance),
        Name: asText(name),
        ...(description !== undefined && { Description: asText(description) }),
        ...(noReboot !== undefined && { NoReboot: noReboot === true || noReboot === 'true' }),
        ...(disks !== undefined && { BlockDeviceMappings: disks }),
      })) as CreateImageResult;
      return { status: 'InProgress', state: { id }, outputs: { ImageId: id } };
    }),

  tick: (run, state) =>
    orFailed('DescribeImages', poll, async (): Promise<StepNews> => {
      const id = idOf(state);
      const { Images: [image] = [] } = (await callAs(run, 'ec2', 'DescribeImages', { ImageIds: [id] })) as DescribeImagesResult;
      const outputs = { ImageId: id, ImageState: image?.State ?? '' };
      if (image?.State === 'available') return { status: 'Success', outputs };
      return image?.State === 'pending'
        ? { status: 'InProgress', state, outputs }
        : { ...failed(`Image ${id} is ${image?.State ?? 'gone'}`, poll, 'Verification'), outputs };
    }),
};

/** Deregisters an image and deletes its snapshots. */
export const deleteImage: StepAction = {
  name: 'aws:deleteImage',
  inputs: inputsOf('aws:deleteImage'),

  begin: (run) =>
    orFailed('DeregisterImage', 'Execute/Cancelling action', async () => {
      const ImageId = asText(run.inputs.ImageId);
      const { Images: [image] = [] } = (await callAs(run, 'ec2', 'DescribeImages', { ImageIds: [ImageId] })) as DescribeImagesResult;
      await callAs(run, 'ec2', 'DeregisterImage', { ImageId });
      for (const { Ebs: disk } of image?.BlockDeviceMappings ?? [])
        if (disk?.SnapshotId) await callAs(run, 'ec2', 'DeleteSnapshot', { SnapshotId: disk.SnapshotId });
      return { status: 'Success', outputs: {} };
    }),
};
