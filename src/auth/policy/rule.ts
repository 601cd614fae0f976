import type { DetailedError, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { policySetTextToParts, policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import { parseRequirement, type Requirement } from '../../domain/requirement.ts';
import { type Scope, scopeOf } from './scope.ts';

/** Something in a file that stops the start. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** One policy of a file: what Cedar reads, and what is read from it for approvals and refusals. */
export interface Rule {
  /** Its @id, or 'file.cedar:line'. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly json: PolicyJson;
  /** A marked forbid is lifted by approvals; a plain one by nothing. */
  readonly kind: 'permit' | 'forbid' | 'marked';
  readonly requirement?: Requirement;
  /** Whoever agrees because of it gives a code of their authenticator app. */
  readonly stepUp?: true;
  /** Shown where it forbids. */
  readonly reason?: string;
  readonly scope: Scope;
}

const known = ['id', 'approval', 'step_up', 'reason'];

/** Splits a file into its policies. What cannot be read is a problem, with its line and what is right. */
export function readRules(file: string, text: string): { rules: Rule[]; problems: Problem[] } {
  const split = policySetTextToParts(text);
  if (split.type === 'failure') return { rules: [], problems: split.errors.map((error) => problem(file, 1, text, error)) };

  const rules: Rule[] = [];
  const problems: Problem[] = [];
  for (const template of split.policy_templates) {
    problems.push({
      file,
      line: lineAt(text, text.indexOf(template)),
      message: 'Templates (?principal, ?resource) are not used here: name a group.',
    });
  }
  let from = 0;
  for (const part of inOrder(split.policies)) {
    from = Math.max(text.indexOf(part, from), 0);
    const line = lineAt(text, from);
    from += part.length;
    const json = policyToJson(part);
    if (json.type === 'failure') problems.push(...json.errors.map((error) => problem(file, line, part, error)));
    else {
      const rule = readRule(file, line, part, json.json);
      if (typeof rule === 'string') problems.push({ file, line, message: rule });
      else rules.push(rule);
    }
  }
  return { rules, problems };
}

/** Says where in the file Cedar's error is. `line` is the line on which `text` begins. */
export function problem(file: string, line: number, text: string, error: DetailedError): Problem {
  const place = error.sourceLocations?.[0];
  // Cedar counts bytes of UTF-8, not characters.
  const before = Buffer.from(text)
    .subarray(0, place?.start ?? 0)
    .toString();
  const message = error.message.replace(/^for policy `[^`]*`, /, '');
  const help = [place?.label, error.help].filter((part) => part).join('; ');
  return { file, line: line + before.split('\n').length - 1, message: help ? `${message} (${help})` : message };
}

function readRule(file: string, line: number, text: string, json: PolicyJson): Rule | string {
  // Cedar's JSON has null for an annotation without words, whatever its types say.
  const notes = Object.fromEntries(Object.entries(json.annotations ?? {}).map(([name, words]) => [name, words ?? '']));
  const unknown = Object.keys(notes).find((name) => !known.includes(name));
  if (unknown) return `@${unknown} is not known here: there are @id("name"), @approval("1 of GROUP"), @step_up and @reason("sentence").`;
  const { id, approval, step_up: stepUp, reason } = notes;
  if (id !== undefined && !/^[\w.-]+$/.test(id)) return `@id("${id}") is no name: write letters, digits, . _ and - only.`;
  if (json.effect === 'permit' && approval !== undefined) {
    return '@approval stands on a permit, where it would ask nobody: write it on a forbid, which the approval then lifts.';
  }
  if (json.effect === 'permit' && reason !== undefined)
    return '@reason stands on a permit: it is shown where a forbid refuses, write it there.';
  if (stepUp !== undefined && approval === undefined)
    return '@step_up stands without an approval: write it beside @approval("1 of GROUP"), whose approvers then give a code.';
  if (stepUp) return `@step_up("${stepUp}") says more than it can: write @step_up alone.`;

  const rule: Rule = {
    id: id ?? `${file}:${line}`,
    file,
    line,
    text,
    json,
    kind: json.effect,
    scope: scopeOf(json),
    ...(reason !== undefined && { reason }),
  };
  if (approval === undefined) return rule;
  try {
    return { ...rule, kind: 'marked', requirement: parseRequirement(approval), ...(stepUp !== undefined && { stepUp: true }) };
  } catch (error) {
    return `@approval("${approval}"): ${(error as Error).message}`;
  }
}

/** Cedar numbers the policies and sorts the numbers as words: 0, 1, 10, 11, 2. */
function inOrder(parts: readonly string[]): string[] {
  const asSorted = parts.map((_, at) => at).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const ordered = Array<string>(parts.length).fill('');
  for (const [at, place] of asSorted.entries()) ordered[place] = parts[at] ?? '';
  return ordered;
}

const lineAt = (text: string, index: number): number => text.slice(0, Math.max(index, 0)).split('\n').length;
