import type { Fact } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import type { Current } from './current.ts';
import { type Policy, policiesText, spanWords } from './policies.ts';
import { type PolicyAnswers, policiesAfter } from './policy-form.ts';

/** What becomes of a parameter's policies. */
export interface PutPolicies {
  readonly after: Current['policies'];
  /** As PutParameter takes them; undefined where they stay: an overwrite that leaves them out keeps them. */
  readonly text?: string | undefined;
}

/** Throws UserError for policies that can't be, and where some that are there could not be said again. */
export function policiesFor(wanted: PolicyAnswers & { readonly name: string }, current: Current | undefined, now: number): PutPolicies {
  const has = current?.policies ?? [];
  const { expires, notifyBefore, notifyUnchanged } = wanted;
  if (expires === undefined && notifyBefore === undefined && notifyUnchanged === undefined) return { after: has };
  if (has === 'unread')
    throw new UserError(
      `${wanted.name} has a policy that can not be read here, and AWS takes all policies anew with each change of one. Change them in the console of AWS.`,
    );
  const after = policiesAfter(wanted, has, now);
  const [text, before] = [policiesText(after), policiesText(has)];
  return { after, ...(text !== before && { text }) };
}

/** What holds afterwards, and what held before where that is something else. */
export function policyFacts(after: Current['policies'], current: Current | undefined): Fact[] {
  if (after === 'unread') return [{ label: 'Policies', value: 'stay as they are; one of them can not be read here' }];
  const has = current === undefined || current.policies === 'unread' ? [] : current.policies;
  return kinds.flatMap(({ type, label, none }) => {
    const [now, before] = [wordsOf(after, type) ?? none, wordsOf(has, type) ?? none];
    if (now === before) return now === none ? [] : [{ label, value: now }];
    return [{ label, value: current === undefined ? now : `${now} (was ${before})` }];
  });
}

/** Said where a parameter gets an end. */
export const endWarning = (policies: Current['policies']): string | undefined => {
  const end = policies === 'unread' ? undefined : wordsOf(policies, 'Expiration');
  return end && `AWS deletes it by itself at its end, ${end}: the parameter with all its versions and labels.`;
};

const kinds = [
  { type: 'Expiration', label: 'Expires', none: 'never' },
  { type: 'ExpirationNotification', label: 'Notice before it expires', none: 'none' },
  { type: 'NoChangeNotification', label: 'Notice when unchanged', none: 'none' },
] as const;

function wordsOf(policies: readonly Policy[], type: Policy['type']): string | undefined {
  const words = policies.flatMap((policy) => (policy.type === type ? [wordOf(policy)] : []));
  return words.length > 0 ? words.join(', ') : undefined;
}

function wordOf(policy: Policy): string {
  if (policy.type === 'Expiration') return `${new Date(policy.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return policy.type === 'ExpirationNotification' ? spanWords(policy.before, policy.unit) : spanWords(policy.after, policy.unit);
}
