import { randomUUID } from 'node:crypto';
import type { SendCommandRequest, SendCommandResult } from '@aws-sdk/client-ssm';
import { heedAlarms } from './command/alarm.ts';
import { type Command, countOf, type Invocation } from './command/command.ts';
import { checkParameters } from './command/parameters.ts';
import { stepsOf } from './command/step.ts';
import { describeCommand } from './command/view.ts';
import { contentHash, type DocumentVersion, type SsmDocument } from './document.ts';
import { arnOfNamed, requireVersion } from './documents.ts';
import { isRegistered, isUp, type Node, nodeArn } from './node.ts';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { refuse } from './refusal.ts';
import { targeted } from './targets.ts';
import type { Place } from './world.ts';

const maxParameterBytes = 64 * 1024;

function accessTo(place: Place, id: string): Access {
  const tags = Object.entries(place.nodes.get(id)?.tags ?? {});
  const context = Object.fromEntries(
    tags.flatMap(([key, value]) => [
      [`ssm:resourceTag/${key}`, value],
      [`aws:ResourceTag/${key}`, value],
    ]),
  );
  return { action: 'ssm:SendCommand', resource: nodeArn(id, place.account, place.region), context };
}

/** Who sends a command with an alarm must be allowed to make the role by which the service reads alarms (user guide). */
const watchingAlarms = ({ account }: Place): Access => ({
  action: 'iam:CreateServiceLinkedRole',
  resource: `arn:aws:iam::${account}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`,
  context: { 'iam:AWSServiceName': 'ssm.amazonaws.com' },
});

/** Instance ids are taken at their word or refused together: one that cannot get a command fails the whole call. */
function named(place: Place, ids: readonly string[], now: number): Node[] {
  if (new Set(ids).size < ids.length) refuse('DuplicateInstanceId', 'You cannot specify an instance ID in more than one place.');
  return ids.map((id) => {
    const node = place.nodes.get(id);
    if (!node || !isRegistered(node) || !isUp(node, now))
      return refuse('InvalidInstanceId', `Instances [[${id}]] not in a valid state for account ${place.account}`);
    return node;
  });
}

function checkHash(input: SendCommandRequest, version: DocumentVersion): void {
  if (input.DocumentHash === undefined) return;
  if (contentHash(version, input.DocumentHashType ?? 'Sha256') !== input.DocumentHash)
    refuse('InvalidDocument', 'The document hash and the hash that was given do not match.');
}

function checkTargets(input: SendCommandRequest): void {
  const ids = input.InstanceIds?.length ?? 0;
  const targets = input.Targets?.length ?? 0;
  if (ids > 0 && targets > 0) refuse('ValidationException', 'InstanceIds and Targets cannot be used together.');
  if (ids === 0 && targets === 0) refuse('ValidationException', 'You must specify either InstanceIds or Targets, with at least one value.');
}

async function invocationsOn(nodes: readonly Node[], document: SsmDocument, scene: Scene, checked: boolean): Promise<Invocation[]> {
  const states = nodes.map(async (node): Promise<Invocation['state']> => {
    if (!document.platforms.includes(node.platform)) return 'InvalidPlatform';
    return checked || (await scene.allows(accessTo(scene.place, node.id))) ? 'Pending' : 'AccessDenied';
  });
  const now = scene.world.clock.now();
  return (await Promise.all(states)).map((state, index) => ({
    nodeId: nodes[index]?.id ?? '',
    position: index + 1,
    state,
    ...(state !== 'Pending' && { endedAt: now }),
  }));
}

export const sendCommand = defineOperation<SendCommandRequest, SendCommandResult>({
  service: 'ssm',
  name: 'SendCommand',

  // Machines named by id are asked about here; those found by a tag each get AccessDenied instead of the call.
  access: (input, { place }) => [
    { action: 'ssm:SendCommand', resource: arnOfNamed(place, input.DocumentName ?? '') },
    ...(input.InstanceIds ?? []).map((id) => accessTo(place, id)),
    ...(input.AlarmConfiguration ? [watchingAlarms(place)] : []),
  ],

  async answer(input, scene) {
    const { world, place, caller } = scene;
    checkTargets(input);
    const [document, version] = requireVersion(place, input.DocumentName ?? '', input.DocumentVersion);
    if (document.type !== 'Command') refuse('InvalidDocument', `Document ${document.name} is of type ${document.type}, not Command.`);
    checkHash(input, version);
    const parameters = input.Parameters ?? {};
    checkParameters(version.content, parameters);
    if (Buffer.byteLength(JSON.stringify(parameters)) > maxParameterBytes)
      refuse('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
    const ids = input.InstanceIds ?? [];
    const now = world.clock.now();
    const nodes = ids.length > 0 ? named(place, ids, now) : targeted(place, input.Targets ?? [], now);
    if (ids.length > 0 && nodes.every((node) => !document.platforms.includes(node.platform)))
      refuse('UnsupportedPlatformType', `The document ${document.name} does not support the platform of the instances.`);
    const invocations = await invocationsOn(nodes, document, scene, ids.length > 0);
    const timeoutSeconds = input.TimeoutSeconds ?? 3600;
    const steps = stepsOf(version.content, parameters);
    const execution = Math.max(...steps.map((step) => step.timeoutSeconds));
    const command: Command = {
      id: randomUUID(),
      region: place.region,
      input: { ...input, DocumentName: document.name },
      document,
      version,
      steps,
      requestedAt: now,
      timeoutSeconds,
      executionSeconds: execution,
      expiresAt: now + (timeoutSeconds + execution) * 1000,
      maxConcurrency: countOf(input.MaxConcurrency ?? '50', nodes.length, 1),
      maxErrors: countOf(input.MaxErrors ?? '0', nodes.length, 0),
      invocations,
      outputRegion: world.buckets.get(input.OutputS3BucketName ?? '')?.region ?? place.region,
      visibleAt: Date.now() + world.visibilityMs,
      sender: {
        arn: caller.arn,
        ...(caller.session && { sessionName: caller.session.name }),
        ...(caller.session?.sourceIdentity && { sourceIdentity: caller.session.sourceIdentity }),
      },
      triggeredAlarms: [],
      cancelled: false,
      movedTo: now,
    };
    place.commands.push(command);
    heedAlarms(command, place, now);
    return { Command: describeCommand(command) };
  },
});
