import type { SchemaJson, ValidationError } from '@cedar-policy/cedar-wasm/nodejs';
import { getValidRequestEnvsPolicy, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { closest } from 'fastest-levenshtein';
import { acts } from '../../domain/decision.ts';
import { describeRequirement } from '../../domain/requirement.ts';
import { type Problem, problem, type Rule } from './rule.ts';

/** Everything that is wrong with policies that can be read: names, types, what can never apply, approvals that nobody could give. */
export function checkRules(rules: readonly Rule[], schema: SchemaJson<string>): Problem[] {
  const byId = new Map<string, Rule>();
  const twice: Problem[] = [];
  for (const rule of rules) {
    const other = byId.get(rule.id);
    if (other)
      twice.push({ ...rule, message: `@id("${rule.id}") stands at ${other.file}:${other.line} too: every policy has a name of its own.` });
    byId.set(rule.id, rule);
  }
  if (twice.length > 0) return twice;

  const answer = validate({ schema, policies: { staticPolicies: Object.fromEntries(rules.map(({ id, text }) => [id, text])) } });
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
  const errors = answer.validationErrors;
  const failed = new Set(errors.map(({ policyId }) => policyId));
  const warnings = answer.validationWarnings.filter(({ policyId }) => !failed.has(policyId));
  const found = [...errors.map((error) => withNearest(error, schema)), ...warnings.map(asNeverApplies)].flatMap(({ policyId, error }) => {
    const rule = byId.get(policyId);
    return rule ? [problem(rule.file, rule.line, rule.text, error)] : [];
  });
  const unmeetable = rules.filter(({ id, kind }) => kind === 'marked' && !failed.has(id)).flatMap((rule) => marksAct(rule, schema));
  const lines = new Map([...found, ...unmeetable].map((each) => [`${each.file}:${each.line}:${each.message}`, each]));
  return [...lines.values()];
}

/** Cedar's own guess at what a misspelt action should be is often far off: "read" for "comand". */
function withNearest(found: ValidationError, schema: SchemaJson<string>): ValidationError {
  const misspelt = /unrecognized action `Action::"([^"]*)"`/.exec(found.error.message)?.[1];
  if (misspelt === undefined) return found;
  const nearest = closest(misspelt, Object.keys(schema['']?.actions ?? {}));
  return { ...found, error: { ...found.error, help: `did you mean \`Action::"${nearest}"\`?` } };
}

/** Cedar only warns of a policy that no request can match; a forbid that forbids nothing is worse than a typing error. */
function asNeverApplies(warning: ValidationError): ValidationError {
  if (!/impossible|applicable action/.test(warning.error.message)) return warning;
  const message =
    'This policy can never apply: its principal is a Person, a Group or a Workflow, its resource an Environment, and its conditions must leave something. "context has" with a name that is not known leaves nothing.';
  return { ...warning, error: { ...warning.error, message, help: null } };
}

/** A marked forbid on an act would refuse for ever: there is nothing that an approver could open and agree to. */
function marksAct(rule: Rule, schema: SchemaJson<string>): Problem[] {
  const reachable = Object.keys(acts).filter(
    (act) => rule.scope.actions?.some((name) => name === act || act.startsWith(`${name}.`)) ?? true,
  );
  if (reachable.length === 0) return [];
  // Cedar's analysis knows the conditions too, but takes some 10 ms a policy.
  const answer = getValidRequestEnvsPolicy(rule.text, schema);
  if (answer.type === 'failure') throw new Error(answer.error);
  const hit = reachable.filter((act) => answer.actions.includes(`Action::${JSON.stringify(act)}`));
  if (hit.length === 0) return [];
  const who = describeRequirement(rule.requirement ?? []);
  const message = `@approval("${who}") cannot be given for ${hit.join(', ')}: write action in Action::"operation", or name an area.`;
  return [{ ...rule, message }];
}
