import type { SchemaJson, ValidationError } from '@cedar-policy/cedar-wasm/nodejs';
import { getValidRequestEnvsPolicy, policyToJson, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { describeRequirement, groupsOf } from '../../domain/requirement.ts';
import { type Problem, problem, type Rule } from './rule.ts';
import { acts } from './schema.ts';

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
  const found = [...errors, ...warnings.map(asNeverApplies)].flatMap(({ policyId, error }) => {
    const rule = byId.get(policyId);
    return rule ? [problem(rule.file, rule.line, rule.text, error)] : [];
  });
  const unmeetable = rules.filter(({ id, kind }) => kind === 'marked' && !failed.has(id)).flatMap((rule) => marksAct(rule, schema));
  const lines = new Map([...found, ...unmeetable].map((each) => [`${each.file}:${each.line}:${each.message}`, each]));
  return [...lines.values()];
}

/** The names of one type that the policies speak of, those of approvers included. */
export function namesIn(rules: readonly Rule[], type: 'Group' | 'Environment'): string[] {
  const spoken = rules.flatMap(({ text, requirement }) => {
    const ids = entitiesIn(policyToJson(text)).filter((entity) => entity.type === type);
    return [...ids.map(({ id }) => id), ...(type === 'Group' && requirement ? groupsOf(requirement) : [])];
  });
  return [...new Set(spoken)].sort();
}

function entitiesIn(node: unknown): { type: string; id: string }[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, id } = node as { type?: unknown; id?: unknown };
  return typeof type === 'string' && typeof id === 'string' ? [{ type, id }] : Object.values(node).flatMap(entitiesIn);
}

/** Cedar only warns of a policy that no request can match; a forbid that forbids nothing is worse than a typing error. */
function asNeverApplies(warning: ValidationError): ValidationError {
  if (!/impossible|applicable action/.test(warning.error.message)) return warning;
  const message =
    'This policy can never apply: its principal is a Person or a Group, its resource an Environment, and its conditions must leave something.';
  return { ...warning, error: { ...warning.error, message, help: null } };
}

/** A marked forbid on an act would refuse for ever: there is nothing that an approver could open and agree to. */
function marksAct(rule: Rule, schema: SchemaJson<string>): Problem[] {
  const hit = Object.keys(acts).filter((act) => actionsOf(rule, schema).has(act));
  if (hit.length === 0) return [];
  const who = describeRequirement(rule.requirement ?? []);
  return [
    {
      ...rule,
      message: `@approval("${who}") cannot be given for ${hit.join(', ')}: write action in Action::"operation", or name an area.`,
    },
  ];
}

/** The actions to which a policy can apply, by its first line and its conditions. */
function actionsOf(rule: Rule, schema: SchemaJson<string>): Set<string> {
  const answer = getValidRequestEnvsPolicy(rule.text, schema);
  if (answer.type === 'failure') throw new Error(answer.error);
  return new Set(answer.actions.map((action) => JSON.parse(action.slice(action.indexOf('"'))) as string));
}
