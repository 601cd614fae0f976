import { describeAutomationStepExecutions, getAutomationExecution } from './automations.ts';
import { sendAutomationSignal, startAutomationExecution, stopAutomationExecution } from './automations-change.ts';
import { describeAutomationExecutions } from './automations-list.ts';
import { getBucketEncryption, putBucketEncryption } from './bucket-encryption.ts';
import { cancelCommand } from './cancel-command.ts';
import { describeDocument, getDocument } from './documents.ts';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './ec2/change-instances.ts';
import { describeImages } from './ec2/describe-images.ts';
import { createImage, deregisterImage } from './ec2/images.ts';
import { describeInstanceStatus } from './ec2/instance-status.ts';
import { createReplaceRootVolumeTask, describeReplaceRootVolumeTasks } from './ec2/root-volume.ts';
import { createSnapshot, deleteSnapshot, describeSnapshots } from './ec2/snapshots.ts';
import { describeVolumes } from './ec2/volume.ts';
import { describeInstances } from './instances.ts';
import { getCommandInvocation, listCommandInvocations, listCommands } from './list-commands.ts';
import { listDocuments, listDocumentVersions } from './list-documents.ts';
import { filterLogEvents, getLogEvents } from './log-events.ts';
import { describeLogGroups, describeLogStreams } from './logs.ts';
import { describeInstanceInformation } from './managed-nodes.ts';
import type { Operation } from './operation.ts';
import { deleteParameter, deleteParameters } from './parameters-delete.ts';
import { getParameter, getParameters, getParametersByPath } from './parameters-get.ts';
import { labelParameterVersion, unlabelParameterVersion } from './parameters-label.ts';
import { describeParameters, getParameterHistory } from './parameters-list.ts';
import { putParameter } from './parameters-put.ts';
import { getGroup, listGroupResources, listGroups } from './resource-groups.ts';
import { getObject, headObject, listObjects } from './s3.ts';
import { sendCommand } from './send-command.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.ts';
import { createDocument, deleteDocument, updateDocument, updateDocumentDefaultVersion } from './write-document.ts';

/** Everything that the stand-in answers. A new operation is declared in its area's file and listed here. */
export const operations: readonly Operation[] = [
  getCallerIdentity,
  assumeRole,
  describeInstances,
  describeInstanceStatus,
  startInstances,
  stopInstances,
  rebootInstances,
  terminateInstances,
  createImage,
  describeImages,
  deregisterImage,
  createSnapshot,
  describeSnapshots,
  deleteSnapshot,
  describeVolumes,
  createReplaceRootVolumeTask,
  describeReplaceRootVolumeTasks,
  describeInstanceInformation,
  sendCommand,
  listCommands,
  listCommandInvocations,
  getCommandInvocation,
  cancelCommand,
  describeDocument,
  getDocument,
  listDocuments,
  listDocumentVersions,
  createDocument,
  updateDocument,
  updateDocumentDefaultVersion,
  deleteDocument,
  listTagsForResource,
  addTagsToResource,
  removeTagsFromResource,
  putParameter,
  getParameter,
  getParameters,
  getParametersByPath,
  getParameterHistory,
  describeParameters,
  labelParameterVersion,
  unlabelParameterVersion,
  deleteParameter,
  deleteParameters,
  listGroupResources,
  listGroups,
  getGroup,
  getObject,
  headObject,
  listObjects,
  getBucketEncryption,
  putBucketEncryption,
  describeLogGroups,
  describeLogStreams,
  getLogEvents,
  filterLogEvents,
  startAutomationExecution,
  getAutomationExecution,
  describeAutomationExecutions,
  describeAutomationStepExecutions,
  sendAutomationSignal,
  stopAutomationExecution,
];
