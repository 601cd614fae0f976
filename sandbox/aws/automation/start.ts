import { randomUUID } from 'node:crypto';
import type { StartAutomationExecutionRequest } from '@aws-sdk/client-ssm';
import { arnOfNamed } from '../documents.ts';
import type { Access, Scene } from '../operation.ts';
import type { Caller } from '../principal.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { serviceSession, starterSession } from './assume.ts';
import { create, type Definition, findDefinition } from './create.ts';
import { type Automation, executionArn, isOver } from './execution.ts';
import { invalidParameters, readParameters } from './given.ts';
import { jobsOf } from './jobs.ts';
import { pseudoOf, resolve, Unresolved } from './reference.ts';

const maxTags = 5; // StartAutomationExecution, Tags
const maxRunning = 100; // Systems Manager quotas, "Concurrently executing automations"; children of others are not counted
const noId = '00000000-0000-0000-0000-000000000000'; // IAM is asked before the execution has its own

/** The rights that a start needs: to the runbook, to what it is as a document, and to the execution that comes of it. */
export function toStart(input: StartAutomationExecutionRequest, { place }: Pick<Scene, 'place'>): readonly Access[] {
  const document = arnOfNamed(place, input.DocumentName ?? '');
  const definition = `${document.replace(':document/', ':automation-definition/')}:${input.DocumentVersion ?? '$DEFAULT'}`;
  const tags = input.Tags ?? [];
  const execution = executionArn(place, noId);
  const context = {
    'aws:TagKeys': tags.map(({ Key = '' }) => Key),
    ...Object.fromEntries(tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
  };
  const tagged = tags.length > 0 ? { context } : {};
  return [
    ...[definition, document].map((resource) => ({ action: 'ssm:StartAutomationExecution', resource })),
    { action: 'ssm:StartAutomationExecution', resource: execution, ...tagged },
    ...(tags.length > 0 ? [{ action: 'ssm:AddTagsToResource', resource: execution, context }] : []),
  ];
}

/** The same token and the same call is the same execution. */
function startedBefore({ automations }: Place, input: StartAutomationExecutionRequest): Automation | undefined {
  const { ClientToken: token } = input;
  const before = token === undefined ? undefined : automations.find((automation) => automation.input.ClientToken === token);
  if (before && JSON.stringify(before.input) !== JSON.stringify(input))
    refuse('IdempotentParameterMismatch', 'The parameters do not match those of the first call with the same client token.');
  return before;
}

function assumedRole(
  definition: Definition,
  parameters: Readonly<Record<string, unknown>>,
  { account, region }: Place,
  now: number,
): string {
  const { assumeRole = '' } = definition.runbook;
  try {
    const pseudo = pseudoOf(account, region, '', now);
    return String(resolve(assumeRole, { parameters, variables: {}, outputs: {}, pseudo }) ?? '');
  } catch (error) {
    if (error instanceof Unresolved) return ''; // a parameter that was left out: no role
    throw error;
  }
}

/** As whom the steps run: as the role that the runbook assumes, which the starter must be allowed to pass, or as the starter. */
async function callerOf(role: string, id: string, { world, place, caller, demands }: Scene): Promise<Caller> {
  if (role === '') return starterSession(world, caller);
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role)) invalidParameters('The format of the supplied assume role ARN is invalid.');
  await demands({
    action: 'iam:PassRole',
    resource: role,
    owner: role.split(':')[4] ?? place.account,
    context: { 'iam:PassedToService': 'ssm.amazonaws.com' },
  });
  const session = role.split(':')[4] === place.account ? await serviceSession(world, place, role, id) : undefined;
  return session ?? invalidParameters('The defined assume role is unable to be assumed.');
}

function checkLimits({ Tags: tags = [] }: StartAutomationExecutionRequest, { automations }: Place): void {
  if (tags.length > maxTags) refuse('ValidationException', `An automation takes at most ${maxTags} tags.`);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) refuse('ValidationException', 'Tag keys must be unique.');
  const running = automations.filter((automation) => !isOver(automation) && automation.parentId === undefined);
  if (running.length >= maxRunning)
    refuse(
      'AutomationExecutionLimitExceededException',
      'The number of simultaneously running Automation executions exceeded the allowable limit.',
    );
}

/** Starts an execution at the present, or finds the one that the same call started before. */
export async function start(input: StartAutomationExecutionRequest, scene: Scene): Promise<Automation> {
  const { world, place, caller } = scene;
  const before = startedBefore(place, input);
  if (before) return before;
  const definition = findDefinition(place, input.DocumentName ?? '', input.DocumentVersion);
  const fanOut = jobsOf(place, definition, input);
  const parameters = readParameters(definition.runbook, input.Parameters ?? {}, input.TargetParameterName);
  checkLimits(input, place);
  const id = randomUUID();
  const steps = await callerOf(assumedRole(definition, parameters, place, world.clock.now()), id, scene);
  return create(world, { id, place, definition, input, parameters, executedBy: caller.arn, caller: steps, ...(fanOut && { fanOut }) });
}
