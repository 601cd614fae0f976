import { isOperation, type Typed } from '../../domain/operation.ts';
import { type Part, text } from '../../domain/part.ts';
import type { Fact } from '../../domain/plan.ts';
import { type Named, placed, placeholder } from './flag.ts';

const envFact: Fact = { label: '--env E', value: 'The environment. Without it the default of the configuration holds.' };
const reasonFact: Fact = {
  label: '--reason TEXT',
  value: 'Why. Approvers and the audit see it. Example: --reason "p95 over 4 s since 14:02"',
};

/** With an end mark, and only one. */
export const ended = (words: string): string => (/[.!?:]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`);

/** How a field stands on the line: 'TARGET...', '--concurrency RATE', '-- SCRIPT'. */
function shape({ key, field, name }: Named): string {
  const more = field.many ? '...' : '';
  if (field.at === 'words') return `${name}${more}`;
  if (field.at === 'rest') return `-- ${name}`;
  return field.kind === 'flag' ? name : `${name} ${placeholder(key, field)}${more}`;
}

const optional = (one: Named): string => (one.field.optional || one.field.kind === 'flag' ? `[${shape(one)}]` : shape(one));

/** '/ssm run TARGET... [--env E] [--concurrency RATE] [--reason TEXT] -- SCRIPT' */
export function usageOf(typed: Typed): string {
  const own = [...placed(typed).flags.values()].map(optional);
  return usage(typed, isOperation(typed) ? ['[--env E]', ...own, '[--reason TEXT]'] : own);
}

/** '/ssm run TARGET... -- SCRIPT': without the flags. */
export const shortUsageOf = (typed: Typed): string => usage(typed, []);

function usage(typed: Typed, flags: readonly string[]): string {
  const { words, rest } = placed(typed);
  return ['/ssm', typed.words, ...words.map(optional), ...flags, ...(rest ? [optional(rest)] : [])].join(' ');
}

/** The help of one operation: its title, its usage and one fact per question. */
export function helpOf(typed: Typed): Part[] {
  const { words, flags, rest } = placed(typed);
  const facts = [...words, ...flags.values(), ...(rest ? [rest] : [])].map((one): Fact => {
    const { label, hint, options, example } = one.field;
    const said = [ended(label)];
    if (hint !== undefined) said.push(ended(hint));
    if (options !== undefined) said.push(`One of: ${options.join(', ')}.`);
    if (example !== undefined) said.push(`Example: ${example}`);
    return { label: shape(one), value: said.join(' ') };
  });
  return [
    text(typed.title),
    { kind: 'code', label: 'Usage', text: usageOf(typed) },
    { kind: 'facts', facts: [...facts, ...(isOperation(typed) ? [envFact, reasonFact] : [])] },
  ];
}
