import { createTwoFilesPatch } from 'diff';
import { secretLooking, secretName } from '../../aws/secrets/secret-looking.ts';
import { inRegion } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Statement } from '../../domain/operation.ts';
import type { Fact, Plan, Wave } from '../../domain/plan.ts';
import { SecretTyped, UserError } from '../../errors.ts';
import { aboutParameters, within } from './changed.ts';
import { type Current, readCurrent } from './current.ts';
import { guard } from './guards.ts';
import { checkNewName } from './name.ts';
import { roomFor } from './near-limit.ts';
import { advancedPrice } from './prices.ts';
import type { PutCall } from './put-call.ts';
import type { PutInput } from './put-input.ts';
import { endWarning, type PutPolicies, policiesFor, policyFacts } from './put-policies.ts';
import { onParameter, withKey } from './rights.ts';
import { readTags } from './tags.ts';
import { advancedReasons, bytesOf, proposedTier, type TierFacts, tierProblem } from './tier.ts';
import { contentProblems } from './value.ts';

/** The call, what people read of it, and what it was made from. */
export interface Put {
  readonly name: string;
  readonly call: PutCall;
  readonly current: Current | undefined;
  /** Those that it has afterwards. */
  readonly policies: Current['policies'];
  readonly warnings: readonly string[];
}

export async function planPut(wanted: PutInput, observer: Aws, env: Environment): Promise<Plan<PutCall>> {
  const put = await preparePut(wanted, observer, env);
  const { name, current, warnings } = put;
  if (current && isSame(put)) throw new UserError(`${name} is so already, in version ${current.version}. There is nothing to set.`);
  return {
    ...aboutParameters,
    summary: current ? `Set ${name}, now in version ${current.version}` : `Make the parameter ${name}`,
    facts: factsOf(put),
    texts: textsOf(put),
    targets: [{ id: name }],
    warnings: [...warnings, ...(await roomFor([put], observer, env))],
    waves: [waveOf(put)],
    pins: pinsOf(put),
    contexts: [{ path: name }],
  };
}

/** Completes what is wanted by what is there. Throws UserError for what AWS or this house would not take. */
export async function preparePut(wanted: PutInput, observer: Aws, env: Environment): Promise<Put> {
  const { name } = wanted;
  const current = await readCurrent(name, observer);
  if (!current) checkNewName(env, name);
  const type = wanted.type ?? current?.type ?? 'SecureString';
  // Of what is a SecureString already, whatever type was said.
  if (wanted.value !== undefined && (type === 'SecureString' || current?.type === 'SecureString')) throw typedSecret(name);
  // HierarchyTypeMismatchException: "you can't change a parameter from a String type to a SecureString type".
  if (current && current.type !== type)
    throw new UserError(
      `${name} is a ${current.type}, and AWS does not make it a ${type}: a type can not change. Delete it first, or choose another name.`,
    );
  const secret = type === 'SecureString';
  // Who only changes what stands beside a value need not say it again.
  const value = wanted.value ?? (secret ? undefined : current?.value);
  if (!secret && value === undefined) throw new UserError(`What should ${name} be? A ${type} wants --value, and none was given.`);
  const why = secret
    ? undefined
    : value === undefined
      ? secretName(name, env.parameters.secrets)
      : await secretLooking(name, value, env.parameters.secrets);
  if (why) throw new SecretTyped(`${why} So ${name} must be a SecureString. ${current ? otherType : asSecret}`);
  const { key, warnings: guarded } = guard({ name, type, key: wanted.key }, current, env);
  const dataType = wanted.dataType ?? current?.dataType;
  const pattern = wanted.pattern ?? current?.allowedPattern;
  const policies = policiesFor(wanted, current, observer.clock.now());
  const needs: TierFacts = { bytes: bytesOf(value ?? ''), policies: policies.after === 'unread' ? 1 : policies.after.length, dataType };
  const proposed = proposedTier(needs, current?.tier);
  const tier = wanted.tier ?? proposed.tier;
  const wrong =
    tierProblem(current?.tier, tier) ??
    standardProblem(tier, needs) ??
    contentProblems({
      type,
      value,
      tier,
      allowedPattern: pattern,
      dataType,
      description: wanted.description,
      keyId: key,
    })
      .map(({ words }) => words)
      .at(0);
  if (wrong) throw new UserError(`${name}: ${wrong}`);
  const call = {
    type,
    tier,
    value,
    overwrite: current !== undefined,
    description: wanted.description,
    key,
    pattern: wanted.pattern,
    dataType,
    tags: tagsFor(wanted, current),
    policies: policies.text,
  };
  const warnings = [...guarded, ...warningsOf(call, current, wanted.tier ? undefined : proposed.because, policies)];
  return { name, call, current, policies: policies.after, warnings };
}

const asSecret = 'Send it again with --type SecureString and without a value.';
const otherType = 'AWS does not change the type of one that is there: make a new one under another name, or delete it first.';

const typedSecret = (name: string): SecretTyped =>
  new SecretTyped(
    `${name} is a SecureString: its value never comes with a request. What came is not kept. If it was typed, it went through Slack, so if it was real, make a new one. Set it by /ssm param put ${name}, without a value: it is asked for when everybody has agreed.`,
  );

/** Why it can't be standard, for what its value's length does not say already. */
function standardProblem(tier: PutCall['tier'], needs: TierFacts): string | undefined {
  const reasons = tier === 'Standard' ? advancedReasons({ ...needs, bytes: 0 }) : [];
  return reasons.length > 0 ? `It can not be standard: ${reasons.join('; ')}. Leave the tier, or choose Advanced.` : undefined;
}

function tagsFor({ name, tags }: PutInput, current: Current | undefined): PutCall['tags'] {
  if (!tags) return undefined;
  const all = [...readTags(tags)];
  if (current)
    throw new UserError(
      `${name} is there already, and AWS takes tags with a value only for a new one. Send it without them, and the tags by: /ssm param tag ${name} ${all.map(([key, value]) => quoted(`${key}=${value}`)).join(' ')}`,
    );
  return all.map(([Key, Value]) => ({ Key, Value }));
}

const quoted = (word: string): string => (/\s/.test(word) ? `"${word}"` : word);

function warningsOf({ tier }: PutCall, current: Current | undefined, because: string | undefined, { after, text }: PutPolicies): string[] {
  const warnings: string[] = [];
  if (because) warnings.push(because);
  else if (tier === 'Advanced' && current?.tier !== 'Advanced')
    warnings.push(`Advanced costs ${advancedPrice}, and it can not become standard again.`);
  const end = text === undefined ? undefined : endWarning(after);
  if (end) warnings.push(end);
  return warnings;
}

/** The same value and nothing else said. Of a SecureString nobody knows. */
export function isSame({ call, current }: Put): boolean {
  if (!current || call.value === undefined || call.policies !== undefined) return false;
  const said: readonly (readonly [unknown, unknown])[] = [
    [call.value, current.value],
    [call.description ?? current.description, current.description],
    [call.pattern ?? current.allowedPattern, current.allowedPattern],
    [call.dataType, current.dataType],
    [call.tier === 'Intelligent-Tiering' ? current.tier : call.tier, current.tier],
  ];
  return said.every(([wanted, has]) => wanted === has);
}

function factsOf({ call, current, policies }: Put): Fact[] {
  const was = (now: string, before: string | undefined) => (before === undefined || before === now ? now : `${now} (was ${before})`);
  const facts: (Fact | undefined)[] = [
    { label: 'Type', value: call.type },
    { label: 'Tier', value: was(call.tier, current?.tier) },
    call.type === 'SecureString' ? { label: 'Key', value: was(call.key ?? "AWS's own, alias/aws/ssm", current?.keyId) } : undefined,
    call.description === undefined ? undefined : { label: 'Description', value: was(call.description, current?.description) },
    call.pattern === undefined ? undefined : { label: 'Allowed pattern', value: was(call.pattern, current?.allowedPattern) },
    call.dataType === undefined || call.dataType === 'text'
      ? undefined
      : { label: 'Data type', value: was(call.dataType, current?.dataType) },
    call.tags ? { label: 'Tags', value: call.tags.map(({ Key, Value }) => `${Key}=${Value}`).join(', ') } : undefined,
    ...policyFacts(policies, current),
    current ? { label: 'Made from', value: `version ${current.version}, changed ${current.changed}` } : undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** The value whole, and what is different in it. Of a SecureString nothing. */
export function textsOf({ name, call, current }: Put): Plan['texts'] {
  if (call.value === undefined) return [];
  const value = { label: `Value of ${name}`, text: call.value };
  if (current?.value === undefined || current.value === call.value) return [value];
  const patch = createTwoFilesPatch('', '', `${current.value}\n`, `${call.value}\n`, undefined, undefined, { context: 2 });
  return [value, { label: `Change of ${name} since version ${current.version}`, text: patch.slice(patch.indexOf('@@')).trimEnd() }];
}

/** Called like its target: once the wave was begun, it is this request that moves it. */
export const pinsOf = ({ name, current }: Put): Record<string, string> => ({
  [name]: current ? `version ${current.version}` : 'not there',
});

export function waveOf({ name, call, current }: Put): Wave<PutCall> {
  const limit = call.tier === 'Standard' ? '4,096' : '8,192';
  const pattern = call.pattern ?? current?.allowedPattern;
  const hint = `At most ${limit} bytes${pattern === undefined ? '' : `, matching ${pattern}`}.`;
  return {
    targets: [name],
    call: { ...call, pattern },
    ...(call.type === 'SecureString' && { secret: { kind: 'takes' as const, name, hint } }),
    within,
  };
}

export function putRights(
  { targets, call: { type, key, dataType, tags } }: Pick<Wave<PutCall>, 'targets' | 'call'>,
  env: Environment,
): Statement[] {
  return targets.flatMap((name) => [
    // Tags of a new parameter need their own right.
    onParameter(env, name, 'ssm:PutParameter', ...(tags ? ['ssm:AddTagsToResource'] : [])),
    ...(type === 'SecureString' ? [withKey(env, name, key, 'kms:Encrypt', 'kms:GenerateDataKey')] : []),
    ...(dataType === 'aws:ec2:image' ? [inRegion(env, ['ec2:DescribeImages'])] : []),
  ]);
}
