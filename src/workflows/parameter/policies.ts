import { z } from 'zod';
import type { Moment } from '../../domain/part.ts';
import { UserError } from '../../errors.ts';

const maxCharacters = 4_096; // PutParameter, Policies
const maxPolicies = 10; // Systems Manager User Guide, "Assigning parameter policies"
/** Days or hours: some centuries. */
export const maxCount = 99_999;
const unitMs = { Days: 86_400_000, Hours: 3_600_000 } as const;

export type Unit = keyof typeof unitMs;

/** What AWS does by itself with an Advanced parameter. `at` is in milliseconds since 1970. */
export type Policy =
  | { readonly type: 'Expiration'; readonly at: number }
  | { readonly type: 'ExpirationNotification'; readonly before: number; readonly unit: Unit }
  | { readonly type: 'NoChangeNotification'; readonly after: number; readonly unit: Unit };

/** How PutParameter takes away all policies. */
export const noPolicies = '[{}]';

const count = z
  .union([z.string().regex(/^\d{1,5}$/), z.int().min(1).max(maxCount)])
  .transform(Number)
  .pipe(z.number().min(1));
const unit = z.enum(['Days', 'Hours']);
const schema = z.array(
  z.discriminatedUnion('Type', [
    z.object({ Type: z.literal('Expiration'), Version: z.literal('1.0'), Attributes: z.object({ Timestamp: z.string() }) }),
    z.object({ Type: z.literal('ExpirationNotification'), Version: z.literal('1.0'), Attributes: z.object({ Before: count, Unit: unit }) }),
    z.object({ Type: z.literal('NoChangeNotification'), Version: z.literal('1.0'), Attributes: z.object({ After: count, Unit: unit }) }),
  ]),
);

/** Reads policies as PutParameter takes them, a JSON array. Throws UserError saying which one is wrong and what is right; an end before `now` is. */
export function parsePolicies(text: string, now: number): readonly Policy[] {
  const policies = checked(readPolicies(text));
  if (policies.some((policy) => policy.type === 'Expiration' && policy.at <= now))
    throw new UserError('The end is over already: AWS would not take it. Choose a time that is to come.');
  return policies;
}

/** The same for policies that AWS has taken already: whether they go together is not asked. Throws UserError. */
export function readPolicies(text: string): readonly Policy[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError(
      'The policies are no JSON. Write an array, as [{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2027-01-31T09:00:00.000Z"}}].',
    );
  }
  if (text.length > maxCharacters) throw new UserError(`The policies have ${text.length} characters: 4,096 are possible. Write fewer.`);
  if (Array.isArray(data) && data.every((each) => typeof each === 'object' && each !== null && Object.keys(each).length === 0)) return [];
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' };
    const which =
      typeof path[0] === 'number' ? `Policy ${path[0] + 1}${path.length > 1 ? `, ${path.slice(1).join('.')},` : ''}` : 'The policies';
    throw new UserError(
      `${which} can't be read: ${message}. A policy has a Type (Expiration, ExpirationNotification or NoChangeNotification), the Version "1.0" and its Attributes: Timestamp; Before and Unit; or After and Unit, in Days or Hours.`,
    );
  }
  return parsed.data.map(policyOf);
}

function policyOf(raw: z.infer<typeof schema>[number], at: number): Policy {
  if (raw.Type === 'ExpirationNotification') return { type: raw.Type, before: raw.Attributes.Before, unit: raw.Attributes.Unit };
  if (raw.Type === 'NoChangeNotification') return { type: raw.Type, after: raw.Attributes.After, unit: raw.Attributes.Unit };
  const { Timestamp } = raw.Attributes;
  // AWS's example of an offset has seconds, which Date does not read: +10:30:00.
  const when = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2}(?::\d{2})?)$/.test(Timestamp)
    ? Date.parse(Timestamp.replace(/([+-]\d{2}:\d{2}):\d{2}$/, '$1'))
    : Number.NaN;
  if (Number.isNaN(when))
    throw new UserError(
      `Policy ${at + 1} has the time "${Timestamp}". Write it with its zone, as 2027-01-31T09:00:00.000Z or 2027-01-31T09:00:00+01:00.`,
    );
  return { type: 'Expiration', at: when };
}

/** Gives back policies that may stand together. Throws UserError for those that may not, and for more than ten. */
export function checked(policies: readonly Policy[]): readonly Policy[] {
  if (policies.length > maxPolicies)
    throw new UserError(`There are ${policies.length} policies: a parameter has ${maxPolicies} at most. Take some out.`);
  const ends = policies.filter(({ type }) => type === 'Expiration').length;
  if (ends > 1) throw new UserError('The parameter would expire at two times. Leave one Expiration.');
  if (ends === 0 && policies.some(({ type }) => type === 'ExpirationNotification'))
    throw new UserError('A notice before the end needs an end: add an Expiration, or take the notice out.');
  return policies;
}

/** Policies as PutParameter takes them; '[{}]' for none, which takes away those that are there. */
export function policiesText(policies: readonly Policy[]): string {
  if (policies.length === 0) return noPolicies;
  const written = policies.map((policy) => {
    const { type } = policy;
    if (type === 'Expiration') return { Type: type, Version: '1.0', Attributes: { Timestamp: new Date(policy.at).toISOString() } };
    if (type === 'ExpirationNotification')
      return { Type: type, Version: '1.0', Attributes: { Before: `${policy.before}`, Unit: policy.unit } };
    return { Type: type, Version: '1.0', Attributes: { After: `${policy.after}`, Unit: policy.unit } };
  });
  return JSON.stringify(written);
}

/** '15 days', '1 hour'. */
export const spanWords = (amount: number, unitName: Unit): string =>
  `${amount} ${unitName === 'Days' ? 'day' : 'hour'}${amount === 1 ? '' : 's'}`;

/** A policy in words, its time to be shown in the reader's zone. */
export function policyWords(policy: Policy): readonly (string | Moment)[] {
  if (policy.type === 'Expiration') return ['AWS deletes it ', { at: policy.at }];
  if (policy.type === 'ExpirationNotification') return [`notice ${spanWords(policy.before, policy.unit)} before it is deleted`];
  return [`notice when it has not changed for ${spanWords(policy.after, policy.unit)}`];
}

/** How long a policy's unit is, in milliseconds. */
export const spanMs = (amount: number, unitName: Unit): number => amount * unitMs[unitName];
