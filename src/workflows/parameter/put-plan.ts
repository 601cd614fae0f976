import { createTwoFilesPatch } from 'diff';
import { inRegion } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Aws, Statement } from '../../domain/operation.ts';
import type { Fact, Plan, Wave } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { aboutParameters, within } from './changed.ts';
import { type Current, readCurrent } from './current.ts';
import { checkNewName } from './name.ts';
import { advancedPrice } from './prices.ts';
import type { PutCall } from './put-call.ts';
import type { PutInput } from './put-input.ts';
import { onParameter, withKey } from './rights.ts';
import { secretLooking, secretName } from './secret-looking.ts';
import { bytesOf, proposedTier, tierProblem } from './tier.ts';
import { contentProblems } from './value.ts';

/** The call, what people read of it, and what it was made from. */
export interface Put {
  readonly name: string;
  readonly call: PutCall;
  readonly current: Current | undefined;
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
    warnings,
    waves: [waveOf(put)],
    pins: pinsOf(put),
    contexts: [{ path: name }],
  };
}

/** Completes what is wanted by what is there. Throws UserError for what AWS or this house would not take. */
export async function preparePut(wanted: PutInput, observer: Aws, env: Environment): Promise<Put> {
  const { name, value } = wanted;
  const current = await readCurrent(name, observer);
  if (!current) checkNewName(env, name);
  const type = wanted.type ?? current?.type ?? 'SecureString';
  // HierarchyTypeMismatchException: "you can't change a parameter from a String type to a SecureString type".
  if (current && current.type !== type)
    throw new UserError(
      `${name} is a ${current.type}, and AWS does not make it a ${type}: a type can not change. Delete it first, or choose another name.`,
    );
  const secret = type === 'SecureString';
  if (secret && value !== undefined)
    throw new UserError(
      `${name} is a SecureString: its value is never typed with the request. What you typed stands in the record of this refused request, so if it was real, make a new one. Send it again without a value.`,
    );
  if (!secret && value === undefined) throw new UserError(`What should ${name} be? A ${type} wants --value, and none was given.`);
  const why = secret ? undefined : value === undefined ? secretName(name) : await secretLooking(name, value);
  if (why) throw new UserError(`${why} So ${name} must be a SecureString. Send it again with --type SecureString and without a value.`);
  const key = secret ? (wanted.key ?? current?.keyId) : wanted.key;
  const dataType = wanted.dataType ?? current?.dataType;
  const pattern = wanted.pattern ?? current?.allowedPattern;
  const proposed = proposedTier({ bytes: bytesOf(value ?? ''), policies: 0, dataType }, current?.tier);
  const tier = wanted.tier ?? proposed.tier;
  const wrong =
    tierProblem(current?.tier, tier) ??
    contentProblems({
      type,
      value: value ?? '-',
      tier,
      allowedPattern: value === undefined ? undefined : pattern,
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
  };
  return { name, call, current, warnings: warningsOf(call, current, wanted.tier ? undefined : proposed.because) };
}

function warningsOf({ tier }: PutCall, current: Current | undefined, because: string | undefined): string[] {
  const warnings: string[] = [];
  if (because) warnings.push(because);
  else if (tier === 'Advanced' && current?.tier !== 'Advanced')
    warnings.push(`Advanced costs ${advancedPrice}, and it can not become standard again.`);
  return warnings;
}

/** The same value and nothing else said. Of a SecureString nobody knows. */
export function isSame({ call, current }: Put): boolean {
  if (!current || call.value === undefined) return false;
  const said: readonly (readonly [unknown, unknown])[] = [
    [call.value, current.value],
    [call.description ?? current.description, current.description],
    [call.pattern ?? current.allowedPattern, current.allowedPattern],
    [call.dataType, current.dataType],
    [call.tier === 'Intelligent-Tiering' ? current.tier : call.tier, current.tier],
  ];
  return said.every(([wanted, has]) => wanted === has);
}

function factsOf({ call, current }: Put): Fact[] {
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
  { targets, call: { type, key, dataType } }: Pick<Wave<PutCall>, 'targets' | 'call'>,
  env: Environment,
): Statement[] {
  return targets.flatMap((name) => [
    onParameter(env, name, 'ssm:PutParameter'),
    ...(type === 'SecureString' ? [withKey(env, name, key, 'kms:Encrypt', 'kms:GenerateDataKey')] : []),
    ...(dataType === 'aws:ec2:image' ? [inRegion(env, ['ec2:DescribeImages'])] : []),
  ]);
}
