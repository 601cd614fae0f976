import type { PutParameterRequest } from '@aws-sdk/client-ssm';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { type KmsKey, managedAlias, requireKey, seal } from './key.ts';
import { arnOf, checkNewName, findParameter } from './name.ts';
import { addParameter, newest, type Parameter, type ParameterVersion } from './parameter.ts';
import { readPolicies } from './policies.ts';
import { tierOf } from './tier.ts';
import { checkDataType, checkPattern, checkValue, typeOf } from './value.ts';

export const maxVersions = 100;

/** What a PutParameter comes to, before anything is encrypted or kept. */
export interface Draft extends Omit<ParameterVersion, 'value' | 'key' | 'labels' | 'modifiedAt' | 'modifiedBy'> {
  readonly name: string;
  readonly parameter?: Parameter;
  readonly text: string;
  readonly key?: { readonly key: KmsKey; readonly named: string };
  readonly tags: Record<string, string>;
}

function checkVersions({ name, versions: [oldest, ...newer] }: Parameter): void {
  if (newer.length + 1 >= maxVersions && oldest && oldest.labels.size > 0)
    refuse(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
}

function checkOverwrite(wish: PutParameterRequest, parameter: Parameter | undefined): void {
  if (wish.Overwrite && wish.Tags?.length)
    refuse(
      'ValidationException',
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  if (parameter && !wish.Overwrite)
    refuse(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
}

/**
 * Holds a PutParameter against all that Parameter Store asks of it. What an overwrite leaves out stays as it was: type, tier,
 * description, pattern and policies; but the key falls back to AWS's own and the data type to text.
 */
export function draftOf(place: Place, wish: PutParameterRequest, now: number): Draft {
  const name = wish.Name?.trim() ?? '';
  const text = wish.Value ?? '';
  const parameter = findParameter(place, name);
  if (!parameter) checkNewName(place, name);
  checkOverwrite(wish, parameter);
  const last = parameter && newest(parameter);
  const type = typeOf(name, wish.Type, last?.type);
  const allowedPattern = wish.AllowedPattern ?? last?.allowedPattern;
  checkValue(text);
  checkPattern(allowedPattern, text);
  checkDataType(wish.DataType, type);
  if (wish.KeyId && type !== 'SecureString') refuse('ValidationException', `KeyId is not supported for parameters of type ${type}.`);
  const policies = wish.Policies === undefined ? (last?.policies ?? []) : readPolicies(wish.Policies, now);
  const tier = tierOf(place.parameters, { asked: wish.Tier, value: text, hasPolicies: policies.length > 0, had: last?.tier });
  if (parameter) checkVersions(parameter);
  const named = wish.KeyId ?? managedAlias;
  const description = wish.Description ?? last?.description;
  return {
    name: parameter?.name ?? name,
    ...(parameter && { parameter }),
    version: (last?.version ?? 0) + 1,
    type,
    text,
    tier,
    policies,
    dataType: wish.DataType || 'text',
    ...(type === 'SecureString' && { key: { key: requireKey(place, named), named } }),
    ...(description && { description }),
    ...(allowedPattern && { allowedPattern }),
    tags: Object.fromEntries((wish.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
}

/** Keeps what was drafted as the newest version. Of more than 100 the oldest goes. */
export function keep(place: Place, draft: Draft, by: string, at: number): ParameterVersion {
  const { name, parameter = { name, tags: draft.tags, versions: [] }, text, key, tags: _tags, ...rest } = draft;
  const arn = arnOf(place, name);
  const version: ParameterVersion = {
    ...rest,
    value: key ? seal(key.key, draft.tier, arn, text) : text,
    ...(key && { key: { arn: key.key.arn, named: key.named } }),
    modifiedAt: at,
    modifiedBy: by,
    labels: new Set(),
  };
  const { counts } = place.parameters;
  if (parameter.versions.length > 0) counts[newest(parameter).tier] -= 1;
  counts[version.tier] += 1;
  parameter.versions.push(version);
  if (parameter.versions.length > maxVersions) parameter.versions.shift();
  if (!draft.parameter) addParameter(place.parameters, parameter);
  return version;
}
