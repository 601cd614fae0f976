import { cancelCommand } from './cancel-command.ts';
import { describeDocument, getDocument } from './documents.ts';
import { describeInstances } from './instances.ts';
import { getCommandInvocation, listCommandInvocations, listCommands } from './list-commands.ts';
import { listDocuments, listDocumentVersions } from './list-documents.ts';
import { filterLogEvents, getLogEvents } from './log-events.ts';
import { describeLogGroups, describeLogStreams } from './logs.ts';
import { describeInstanceInformation } from './managed-nodes.ts';
import type { Operation } from './operation.ts';
import { getGroup, listGroupResources, listGroups } from './resource-groups.ts';
import { getObject, headObject, listObjects } from './s3.ts';
import { sendCommand } from './send-command.ts';
import { assumeRole, getCallerIdentity } from './sts.ts';
import { listTagsForResource } from './tags.ts';

/** Everything that the stand-in answers. A new operation is declared in its area's file and listed here. */
export const operations: readonly Operation[] = [
  getCallerIdentity,
  assumeRole,
  describeInstances,
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
  listTagsForResource,
  listGroupResources,
  listGroups,
  getGroup,
  getObject,
  headObject,
  listObjects,
  describeLogGroups,
  describeLogStreams,
  getLogEvents,
  filterLogEvents,
];
