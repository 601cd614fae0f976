import { refuse } from '../refusal.ts';
import type { ParameterVersion } from './parameter.ts';

const types = ['Expiration', 'ExpirationNotification', 'NoChangeNotification'] as const;
type PolicyType = (typeof types)[number];

export interface ParameterPolicy {
  readonly type: PolicyType;
  /** As it was given. */
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const maxPolicies = 10;
const unitMs: Readonly<Record<string, number>> = { Days: 86_400_000, Hours: 3_600_000 };

const wrong = (what: string): never => refuse('InvalidPolicyAttributeException', `The policy attribute is not valid: ${what}.`);

/** ISO_INSTANT or ISO_OFFSET_DATE_TIME, whose offset may have seconds; a time without an offset is none. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d(:\d\d)?)$/;

const timeOf = (text = '') => (isoTime.test(text) ? Date.parse(text.replace(/([+-]\d\d:\d\d):\d\d$/, '$1')) : Number.NaN);

function checkAttributes(type: PolicyType, attributes: Readonly<Record<string, string>>, now: number): void {
  if (type === 'Expiration') {
    const { Timestamp: time } = attributes;
    if (!(timeOf(time) > now)) wrong(`Timestamp ${time} is no time that is still to come`);
    return;
  }
  const count = attributes[type === 'ExpirationNotification' ? 'Before' : 'After'] ?? '';
  if (!/^[1-9]\d*$/.test(count)) wrong(`${type === 'ExpirationNotification' ? 'Before' : 'After'} ${count}`);
  if (!Object.hasOwn(unitMs, attributes.Unit ?? '')) wrong(`Unit ${attributes.Unit}`);
}

function readPolicy(given: unknown, now: number): ParameterPolicy {
  const { Type: type, Version: version, Attributes: attributes } = given as Record<string, unknown>;
  if (!types.includes(type as PolicyType))
    return refuse(
      'InvalidPolicyTypeException',
      `The policy type ${type} isn't supported. Parameter Store supports the following policy types: ${types.join(', ')}.`,
    );
  if (version !== '1.0') wrong(`Version ${version}`);
  if (typeof attributes !== 'object' || attributes === null) return wrong('Attributes');
  const read = { type: type as PolicyType, text: JSON.stringify(given), attributes: attributes as Record<string, string> };
  checkAttributes(read.type, read.attributes, now);
  return read;
}

/** Reads the policies of a PutParameter, a JSON array in a text. `[{}]` is how all are taken away. */
export function readPolicies(text: string, now: number): ParameterPolicy[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return wrong('it is no JSON');
  }
  if (!Array.isArray(given) || given.some((each) => typeof each !== 'object' || each === null)) return wrong('it is no array of policies');
  const policies = given.filter((each) => Object.keys(each).length > 0).map((each) => readPolicy(each, now));
  if (policies.length > maxPolicies)
    refuse(
      'PoliciesLimitExceededException',
      `You specified more than the maximum number of allowed policies for the parameter (${maxPolicies}).`,
    );
  const expirations = policies.filter(({ type }) => type === 'Expiration').length;
  if (expirations > 1 || (expirations === 0 && policies.some(({ type }) => type === 'ExpirationNotification')))
    refuse('IncompatiblePolicyException', 'There is a conflict in the policies specified for this parameter.');
  return policies;
}

/** When the parameter goes, if it does. */
export function expiresAt({ policies }: ParameterVersion): number | undefined {
  const expiration = policies.find(({ type }) => type === 'Expiration');
  return expiration && timeOf(expiration.attributes.Timestamp);
}

/** When a policy does its work. Any change of the parameter starts NoChangeNotification anew. */
function worksAt(version: ParameterVersion, { type, attributes }: ParameterPolicy): number {
  const end = expiresAt(version) ?? Number.POSITIVE_INFINITY;
  const span = (count: string | undefined) => Number(count) * (unitMs[attributes.Unit ?? ''] ?? 0);
  if (type === 'Expiration') return end;
  return type === 'ExpirationNotification' ? end - span(attributes.Before) : version.modifiedAt + span(attributes.After);
}

/** The policies as lists show them, each with whether its notice was given. */
export const shownPolicies = (version: ParameterVersion, now: number) =>
  version.policies.map((policy) => ({
    PolicyText: policy.text,
    PolicyType: policy.type,
    PolicyStatus: worksAt(version, policy) <= now ? 'Finished' : 'Pending',
  }));
