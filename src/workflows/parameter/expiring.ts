import { UserError } from '../../errors.ts';
import { type Policy, readPolicies, spanMs } from './policies.ts';

/** A parameter as DescribeParameters gives it. Times are in milliseconds since 1970. */
export interface Described {
  readonly name: string;
  readonly lastModified: number;
  readonly policies: readonly { readonly text?: string | undefined; readonly status?: string | undefined }[];
}

/** What will be, or has been, the matter with a parameter: AWS deletes it, or it has not been changed for too long. */
export interface Due {
  readonly name: string;
  readonly what: 'expires' | 'unchanged';
  readonly at: number;
  /** AWS says that it could not apply the policy. */
  readonly failed: boolean;
}

export interface Expiring {
  /** Soonest first; what is over stands before. */
  readonly due: readonly Due[];
  /** Names with a policy that could not be read. */
  readonly unread: readonly string[];
}

/** Which parameters expire, or will have been unchanged for too long, until a time. */
export function expiring(parameters: readonly Described[], until: number): Expiring {
  const due: Due[] = [];
  const unread = new Set<string>();
  for (const { name, lastModified, policies } of parameters) {
    for (const { text, status } of policies) {
      const read = policyIn(text);
      if (read === 'unread') unread.add(name);
      else for (const each of dueOf(name, read, lastModified)) if (each.at <= until) due.push({ ...each, failed: status === 'Failed' });
    }
  }
  due.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  return { due, unread: [...unread].sort() };
}

/** DescribeParameters gives each policy alone, as its object; PutParameter took them as an array. */
export function policyIn(text: string | undefined): readonly Policy[] | 'unread' {
  const array = text?.trim().startsWith('[') ? text : `[${text ?? ''}]`;
  try {
    return readPolicies(array);
  } catch (error) {
    if (error instanceof UserError) return 'unread';
    throw error;
  }
}

function dueOf(name: string, policies: readonly Policy[], lastModified: number): Omit<Due, 'failed'>[] {
  return policies.flatMap((policy): Omit<Due, 'failed'>[] => {
    if (policy.type === 'Expiration') return [{ name, what: 'expires', at: policy.at }];
    if (policy.type === 'NoChangeNotification') return [{ name, what: 'unchanged', at: lastModified + spanMs(policy.after, policy.unit) }];
    return [];
  });
}
