import { statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { Question } from '../../domain/decision.ts';
import type { KnownPolicy } from './known.ts';

/** What one set says. `policies` are those that decided, sorted; what errs is never allowed. */
export interface Answer {
  readonly allowed: boolean;
  readonly policies: readonly string[];
  readonly errors: readonly string[];
}

/** Asks Cedar over one of the sets that fit the question. */
export function ask({ digest, slices }: KnownPolicy, set: 'grants' | 'marks' | 'permits', question: Question): Answer {
  const slice = slices(question.action, question.environment.name);
  const name = slice[set];
  if (name === undefined) return { allowed: true, policies: [], errors: [] };
  const call = { ...asRequest(question, slice.asksTargets), preparsedSchemaName: digest, validateRequest: true };
  const answer = statefulIsAuthorized({ ...call, preparsedPolicySetId: name });
  if (answer.type === 'failure') return { allowed: false, policies: [], errors: answer.errors.map(({ message }) => message) };
  const { decision, diagnostics } = answer.response;
  // Cedar skips a policy that errs, a forbid as well: an error is a deny.
  const errors = diagnostics.errors.map(({ policyId }) => `policy ${policyId} could not be evaluated`);
  return { allowed: decision === 'allow' && errors.length === 0, policies: [...diagnostics.reason].sort(), errors };
}

function asRequest({ person, action, environment, context }: Question, withTargets: boolean) {
  const { name, account, region } = environment;
  const { channel, reason, targets, about } = context;
  // A group that came twice would be an error of Cedar's.
  const groups = [...new Set(person.groups)].map((id) => ({ type: 'Group', id }));
  const principal = { type: 'Person', id: person.id };
  const resource = { type: 'Environment', id: name };
  return {
    principal,
    action: { type: 'Action', id: action },
    resource,
    context: {
      channel,
      ...(reason !== undefined && { reason }),
      ...(targets !== undefined && { targetCount: new Set(targets).size }),
      ...(targets !== undefined && withTargets && { targets: [...targets] }),
      ...(about?.document !== undefined && { document: about.document }),
      ...(about?.path !== undefined && { path: about.path }),
    },
    entities: [
      ...groups.map((uid) => ({ uid, attrs: {}, parents: [] })),
      { uid: principal, attrs: { id: person.id, team: person.team }, parents: groups },
      { uid: resource, attrs: { name, account, region }, parents: [] },
    ],
  };
}
