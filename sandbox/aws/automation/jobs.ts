import type { StartAutomationExecutionRequest, Target, TargetLocation } from '@aws-sdk/client-ssm';
import { countOf } from '../command/command.ts';
import { findGroup, membersOf } from '../group.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import type { Definition } from './create.ts';
import type { FanOut, Job } from './execution.ts';
import { type Given, invalidParameters } from './given.ts';

const defaultRole = 'AWS-SystemsManager-AutomationExecutionRole'; // where a location names none

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What an account has: machines, also those that are stopped, and the rest. */
const resourcesOf = (place: Place): readonly Resource[] => [
  ...[...place.nodes.values()]
    .filter(({ state }) => state !== 'terminated')
    .map(({ id, kind, tags }) => ({ id, tags, type: kind === 'ec2' ? 'AWS::EC2::Instance' : 'AWS::SSM::ManagedInstance' })),
  ...place.resources.map(({ arn, type, tags }) => ({ id: arn.split(/[/:]/).at(-1) ?? '', type, tags })),
];

/** The runbook's target type, such as /AWS::EC2::Instance, leaves out all others; / and none leave out nothing. */
const ofType = (targetType: string | undefined) => (type: string) =>
  targetType === undefined || targetType === '/' || targetType === `/${type}`;

/** The values of the target parameter (user guide, "Mapping targets for an automation"). Unlike commands', they need no agent. */
function valuesOf(place: Place, { document }: Definition, { Key: key = '', Values: values = [] }: Target): readonly string[] {
  const fits = ofType(document.targetType);
  if (key === 'ParameterValues' || key === 'InstanceIds') return values;
  if (key.startsWith('tag:'))
    return resourcesOf(place)
      .filter(({ type, tags }) => fits(type) && values.includes(tags[key.slice(4)] ?? '\0'))
      .map(({ id }) => id);
  if (key === 'ResourceGroup') {
    const group = findGroup(place, values[0] ?? '');
    if (!group || values.length !== 1)
      return refuse('InvalidTarget', `The resource group ${values.join(', ')} is not valid or does not exist.`);
    return membersOf(group, place)
      .filter(({ type }) => fits(type))
      .map(({ arn }) => arn.split(/[/:]/).at(-1) ?? '');
  }
  if (key.startsWith('AWS::') && values.includes('*'))
    return resourcesOf(place)
      .filter(({ type }) => type === key)
      .map(({ id }) => id);
  return refuse('InvalidTarget', `Target key ${key} is not supported.`);
}

function targetJobs(place: Place, definition: Definition, input: StartAutomationExecutionRequest): Job[] {
  const { TargetParameterName: name = '', Targets: [target] = [], TargetMaps: maps = [], Parameters: given = {} } = input;
  const asJob = (more: Given, at: string): Job => ({ target: at, parameters: { ...given, ...more } });
  if (maps.length > 0) return maps.map((map) => asJob(map, map[name]?.[0] ?? Object.values(map)[0]?.[0] ?? ''));
  return target ? valuesOf(place, definition, target).map((value) => asJob({ [name]: [value] }, value)) : [];
}

const locationJobs = (locations: readonly TargetLocation[], given: Given): Job[] =>
  locations.flatMap(({ Accounts: accounts = [], Regions: regions = [], ExecutionRoleName: role = defaultRole }) =>
    accounts.flatMap((account) =>
      regions.map((region) => ({ target: `${account}/${region}`, parameters: given, location: { account, region, role } })),
    ),
  );

/** What an execution with targets or locations is made of; undefined if it has none. Refuses what does not go together. */
export function jobsOf(place: Place, definition: Definition, input: StartAutomationExecutionRequest): FanOut | undefined {
  const { TargetLocations: locations = [], Targets: targets = [], TargetMaps: maps = [], TargetParameterName: name } = input;
  const isTargeted = targets.length > 0 || maps.length > 0;
  if (targets.length > 0 && maps.length > 0) refuse('ValidationException', 'Targets and TargetMaps cannot be used together.');
  if (targets.length > 0 && name === undefined) invalidParameters('TargetParameterName is required if Targets are given.');
  if (name !== undefined && !isTargeted) invalidParameters('Targets or TargetMaps are required if TargetParameterName is given.');
  if (name !== undefined && !Object.hasOwn(definition.runbook.parameters ?? {}, name))
    invalidParameters(`The target parameter ${name} is not declared in the document.`);
  if (locations.length === 0 && !isTargeted) return undefined;
  const jobs = locations.length > 0 ? locationJobs(locations, input.Parameters ?? {}) : targetJobs(place, definition, input);
  const first = locations[0];
  return {
    kind: locations.length > 0 ? 'locations' : 'targets',
    jobs,
    maxConcurrency: countOf(first?.TargetLocationMaxConcurrency ?? input.MaxConcurrency ?? '1', jobs.length, 1),
    maxErrors: countOf(first?.TargetLocationMaxErrors ?? input.MaxErrors ?? '1', jobs.length, 0),
  };
}
