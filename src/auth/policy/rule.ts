import type { DetailedError, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { policySetTextToParts, policyToJson } from '@cedar-policy/cedar-wasm/nodejs';
import { parseRequirement, type Requirement } from '../../domain/requirement.ts';

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
  /** A marked forbid is lifted by approvals; a plain one by nothing. */
  readonly kind: 'permit' | 'forbid' | 'marked';
  readonly requirement?: Requirement;
  /** Shown where it forbids. */
  readonly reason?: string;
  /** The groups of which it wants one, where it says so of its principal. */
  readonly wants: readonly string[];
}

const known = ['id', 'approval', 'reason'];

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
  const notes = json.annotations ?? {};
  const unknown = Object.keys(notes).find((name) => !known.includes(name));
  if (unknown) return `@${unknown} is not known here: there are @id("name"), @approval("1 of GROUP") and @reason("sentence").`;
  const { id, approval, reason } = notes;
  if (id !== undefined && !/^[\w.-]+$/.test(id)) return `@id("${id}") is no name: write letters, digits, . _ and - only.`;
  if (json.effect === 'permit' && approval !== undefined) {
    return '@approval stands on a permit, where it would ask nobody: write it on a forbid, which the approval then lifts.';
  }
  if (json.effect === 'permit' && reason !== undefined)
    return '@reason stands on a permit: it is shown where a forbid refuses, write it there.';

  const rule: Rule = {
    id: id ?? `${file}:${line}`,
    file,
    line,
    text,
    kind: json.effect,
    wants: wanted(json),
    ...(reason !== undefined && { reason }),
  };
  if (approval === undefined) return rule;
  try {
    return { ...rule, kind: 'marked', requirement: parseRequirement(approval) };
  } catch (error) {
    return `@approval("${approval}"): ${(error as Error).message}`;
  }
}

/** What a condition may look like where it names groups; Cedar's own type of it allows too much to be read plainly. */
interface Said {
  readonly in?: { readonly left: Said; readonly right: Said };
  readonly '||'?: { readonly left: Said; readonly right: Said };
  readonly Var?: string;
  readonly Set?: readonly Said[];
  readonly Value?: unknown;
}

/** The groups of which a policy wants one, in its first line or one condition; none where it says more than one such thing. */
function wanted({ principal, conditions }: PolicyJson): readonly string[] {
  const bodies = conditions.filter(({ kind }) => kind === 'when').map(({ body }) => groupsSaid(body as Said));
  const scope = principal.op === 'in' && 'entity' in principal ? [idOf(principal.entity, 'Group') ?? []].flat() : [];
  const said = [scope, ...bodies].filter((groups) => groups.length > 0);
  return said.length === 1 ? (said[0] ?? []) : [];
}

/** The groups in `principal in Group::"a" || principal in [Group::"b", Group::"c"]`; none if there is anything else. */
function groupsSaid({ in: within, '||': either }: Said): string[] {
  if (either) {
    const sides = [groupsSaid(either.left), groupsSaid(either.right)];
    return sides.every((side) => side.length > 0) ? [...new Set(sides.flat())] : [];
  }
  if (within?.left.Var !== 'principal') return [];
  const names = (within.right.Set ?? [within.right]).map(({ Value }) => idOf(Value, 'Group'));
  return names.filter((name) => name !== undefined);
}

/** The id, if it is an entity of that type; Cedar's JSON wraps it where it stands in a condition. */
function idOf(value: unknown, type: string): string | undefined {
  const uid = value as { __entity?: { type: string; id: string }; type?: string; id?: string } | undefined;
  const { type: is, id } = uid?.__entity ?? uid ?? {};
  return is === type ? id : undefined;
}

/** Cedar numbers the policies and sorts the numbers as words: 0, 1, 10, 11, 2. */
function inOrder(parts: readonly string[]): string[] {
  const asSorted = parts.map((_, at) => at).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  const ordered = Array<string>(parts.length).fill('');
  for (const [at, place] of asSorted.entries()) ordered[place] = parts[at] ?? '';
  return ordered;
}

const lineAt = (text: string, index: number): number => text.slice(0, Math.max(index, 0)).split('\n').length;
