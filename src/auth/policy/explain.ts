import type { Decision, Question } from '../../domain/decision.ts';
import { ask } from './ask.ts';
import { decide } from './decide.ts';
import type { KnownPolicy } from './known.ts';
import { whoMay } from './refusal.ts';
import type { Rule } from './rule.ts';

/** A decision with the policies behind it, in the order of their files. */
export interface Explanation {
  readonly decision: Decision;
  readonly decided: readonly Rule[];
  /** Those that match too, but that does not matter any more: what a forbid overrides, and who would have to agree besides. */
  readonly matched: readonly Rule[];
  /** Those that did not match, and could for the same person in other circumstances. */
  readonly otherwise: readonly Rule[];
  /** Permits that would grant exactly this to members of other groups. */
  readonly toOthers: readonly Rule[];
}

/** Decides, and says which policies had a say and which could have had one. */
export function explain(known: KnownPolicy, question: Question): Explanation {
  const decision = decide(known, question);
  const decided = new Set(decision.policies);
  // Where a forbid refuses, Cedar names only the forbid.
  const matched = new Set([...ask(known, 'permits', question).policies, ...ask(known, 'marks', question).policies]);
  const touching = new Set(ask(known, 'touching', question).policies);
  const toOthers = new Set(question.person.workflow ? [] : whoMay(known, question));
  const all = [...known.rules.values()];
  return {
    decision,
    decided: all.filter(({ id }) => decided.has(id)),
    matched: all.filter(({ id }) => matched.has(id) && !decided.has(id)),
    otherwise: all.filter(({ id }) => touching.has(id) && !matched.has(id) && !decided.has(id)),
    toOthers: all.filter((rule) => toOthers.has(rule)),
  };
}
