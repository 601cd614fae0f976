import { statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { Question } from '../../domain/decision.ts';
import type { KnownPolicy } from './known.ts';
import type { SetName, Slice } from './slice.ts';

/** What one set says. `policies` are those that decided, sorted; what errs is never allowed. */
export interface Answer {
  readonly allowed: boolean;
  readonly policies: readonly string[];
  readonly errors: readonly string[];
  /** Policies that Cedar left out because they err. */
  readonly skipped: number;
}

/** Asks Cedar over one of the sets that fit the question. */
export function ask(known: KnownPolicy, set: SetName, question: Question): Answer {
  const slice = known.slices(question.action, question.environment.name);
  const name = slice.parsed(set);
  if (name === undefined) return { allowed: true, policies: [], errors: [], skipped: 0 };
  const answer = statefulIsAuthorized({
    ...asRequest(known, question, slice),
    preparsedSchemaName: known.digest,
    validateRequest: true,
    preparsedPolicySetId: name,
  });
  if (answer.type === 'failure') return { allowed: false, policies: [], errors: answer.errors.map(({ message }) => message), skipped: 0 };
  const { decision, diagnostics } = answer.response;
  // Cedar skips a policy that errs, a forbid as well: an error is a deny.
  const errors = diagnostics.errors.map(({ policyId }) => `policy ${policyId} could not be evaluated`);
  return { allowed: decision === 'allow' && errors.length === 0, policies: [...diagnostics.reason].sort(), errors, skipped: errors.length };
}

function asRequest({ localTime }: KnownPolicy, { person, action, environment, context }: Question, { asks }: Slice) {
  const { name, account, region } = environment;
  const { channel, freezes, at, breakGlass, reason, targets, tags, about } = context;
  // A group that came twice would be an error of Cedar's. A workflow is in none.
  const groups = person.workflow ? [] : [...new Set(person.groups)].map((id) => ({ type: 'Group', id }));
  const principal = { type: person.workflow ? 'Workflow' : 'Person', id: person.id };
  const resource = { type: 'Environment', id: name };
  return {
    principal,
    action: { type: 'Action', id: action },
    resource,
    context: {
      channel,
      freezes: [...new Set(freezes)],
      breakGlass: breakGlass ?? false,
      time: { ...localTime(at) },
      ...(reason !== undefined && { reason }),
      ...(targets !== undefined && { targetCount: new Set(targets).size }),
      ...(targets !== undefined && asks.targets && { targets: [...targets] }),
      ...(tags !== undefined && asks.tags && { tagsOfAll: [...tags.ofAll], tagsOfAny: [...tags.ofAny] }),
      ...(about?.document !== undefined && { document: about.document }),
      ...(about?.documentOwner !== undefined && { documentOwner: about.documentOwner }),
      ...(about?.path !== undefined && { path: about.path }),
    },
    entities: [
      ...groups.map((uid) => ({ uid, attrs: {}, parents: [] })),
      { uid: principal, attrs: { id: person.id, team: person.team }, parents: groups },
      { uid: resource, attrs: { name, account, region }, parents: [] },
    ],
  };
}
