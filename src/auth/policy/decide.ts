import { acts, type Decision, type Question } from '../../domain/decision.ts';
import { addUp, needsNobody } from '../../domain/requirement.ts';
import { ask } from './ask.ts';
import type { KnownPolicy } from './known.ts';
import { refusal, undecided } from './refusal.ts';

/**
 * Asks Cedar twice: is it granted at all (permits and plain forbids), then what must be met (marked forbids).
 * Never throws: what cannot be decided is refused.
 */
export function decide(known: KnownPolicy, question: Question): Decision {
  try {
    return decideOrThrow(known, question);
  } catch (error) {
    return denied(known, [], undecided([error instanceof Error ? error.message : String(error)]));
  }
}

function decideOrThrow(known: KnownPolicy, question: Question): Decision {
  const granted = ask(known, 'grants', question);
  if (granted.errors.length > 0) return denied(known, [], undecided(granted.errors));
  if (!granted.allowed) return denied(known, granted.policies, refusal(known, question, granted.policies));

  const asked = ask(known, 'marks', question);
  if (asked.errors.length > 0) return denied(known, [], undecided(asked.errors));
  const marked = asked.allowed ? [] : asked.policies;
  const requirement = addUp(marked.map((id) => known.rules.get(id)?.requirement ?? []));
  // The load refuses marks on acts; this holds should Cedar's analysis have missed one.
  if (!needsNobody(requirement) && Object.hasOwn(acts, question.action)) {
    return denied(known, marked, refusal(known, question, marked));
  }
  return {
    allowed: true,
    requirement,
    ...(marked.some((id) => known.rules.get(id)?.stepUp) && { stepUp: true }),
    policies: [...granted.policies, ...marked],
    digest: known.digest,
  };
}

/** Nothing meets the requirement of what is refused. */
function denied({ digest }: KnownPolicy, policies: readonly string[], why: string): Decision {
  return { allowed: false, requirement: [], policies, digest, why };
}
