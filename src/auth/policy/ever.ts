import type { Environment } from '../../domain/environment.ts';
import type { Person } from '../../domain/person.ts';
import { ask } from './ask.ts';
import type { KnownPolicy } from './known.ts';

/** Never read: nothing in the set asks about them. */
const anyCircumstances = { channel: '', freezes: [], at: 0 };

/**
 * Whether some circumstances could allow it. More than is allowed, never less: what cannot be evaluated counts as allowed,
 * because Cedar leaves out of an "and" what a known answer might have kept it from reading.
 */
export function mayEver(known: KnownPolicy, person: Person, action: string, environment: Environment): boolean {
  const { allowed, skipped } = ask(known, 'ever', { person, action, environment, context: anyCircumstances });
  return allowed || skipped > 0;
}
