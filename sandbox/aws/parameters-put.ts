import type { PutParameterRequest, PutParameterResult } from '@aws-sdk/client-ssm';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { keyAccess } from './parameter/key.ts';
import { arnOf, findParameter } from './parameter/name.ts';
import { draftOf, keep } from './parameter/put.ts';
import { settle } from './parameter/settle.ts';
import { hasImage } from './parameter/value.ts';
import { Refusal } from './refusal.ts';
import type { Place } from './world.ts';

/** Tags in a PutParameter need their own right; a machine image is looked up in the caller's name. */
function access({ Name: name = '', Tags: tags = [], Overwrite: overwrite, Policies, DataType }: PutParameterRequest, { place }: Scene) {
  const resource = arnOf(place, name.trim());
  const given = Object.fromEntries(tags.map(({ Key, Value = '' }) => [`aws:RequestTag/${Key}`, Value]));
  const tagged = tags.length > 0 && { ...given, 'aws:TagKeys': tags.map(({ Key = '' }) => Key) };
  const context = { 'ssm:Overwrite': String(overwrite ?? false), ...(Policies !== undefined && { 'ssm:Policies': 'true' }), ...tagged };
  const asked: Access[] = [{ action: 'ssm:PutParameter', resource, context }];
  if (tagged) asked.push({ action: 'ssm:AddTagsToResource', resource, context: tagged });
  if (DataType === 'aws:ec2:image') asked.push({ action: 'ec2:DescribeImages', resource: '*' });
  return asked;
}

/** What was put a moment ago, now that its image is found. What has become impossible meanwhile is not told to anybody. */
function commit(place: Place, wish: PutParameterRequest, by: string, at: number): void {
  const isThere = findParameter(place, wish.Name?.trim() ?? '') !== undefined;
  try {
    keep(place, draftOf(place, isThere ? { ...wish, Overwrite: true, Tags: [] } : wish, at), by, at);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

export const putParameter = defineOperation<PutParameterRequest, PutParameterResult>({
  service: 'ssm',
  name: 'PutParameter',
  access,
  async answer(wish, { world, place, caller, demands }) {
    settle(world, place);
    const { name, key, tier, text } = draftOf(place, wish, world.clock.now());
    if (key) await demands(keyAccess(place, tier === 'Standard' ? 'Encrypt' : 'GenerateDataKey', key.key, arnOf(place, name)));
    // Somebody else may have written while IAM was asked.
    const now = world.clock.now();
    const draft = draftOf(place, wish, now);
    if (draft.dataType !== 'aws:ec2:image') keep(place, draft, caller.arn, now);
    // A machine image is checked after the answer: with one that is wrong the parameter just stays as it was (PutParameter, DataType).
    else if (hasImage(place, text))
      place.parameters.pending.push({ dueAt: Date.now() + world.visibilityMs, commit: () => commit(place, wish, caller.arn, now) });
    return { Version: draft.version, Tier: draft.tier };
  },
});
