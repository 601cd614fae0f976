import { isInEnvironment, isOperation, type Typed } from '../../domain/operation.ts';
import { type Part, text } from '../../domain/part.ts';
import type { Fact } from '../../domain/plan.ts';
import { type Named, placed, placeholder } from './flag.ts';

/** What a reader may ever do with it: the help offers no more. */
export interface Reach {
  readonly environments?: readonly string[] | undefined;
  readonly breakGlass?: boolean | undefined;
}

const envFact = ({ environments = [] }: Reach): Fact => ({
  label: '--env E',
  value: `The environment${environments.length > 0 ? `: ${environments.join(', ')}` : ''}. Without it the channel's default holds.`,
});
const reasonFact: Fact = {
  label: '--reason TEXT',
  value: 'Why. Approvers and the audit see it. Example: --reason "p95 over 4 s since 14:02"',
};

const glassFact: Fact = {
  label: '--break-glass TEXT',
  value:
    'Why it must run at once, without those who would have to agree. In place of --reason. It alarms the security channel, and somebody must review it. Example: --break-glass "checkout is down, no lead answers"',
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
export function usageOf(typed: Typed, { breakGlass }: Reach = {}): string {
  const own = [...placed(typed).flags.values()].map(optional);
  const why = breakGlass ? '[--reason TEXT | --break-glass TEXT]' : '[--reason TEXT]';
  return usage(typed, isOperation(typed) ? ['[--env E]', ...own, why] : isInEnvironment(typed) ? ['[--env E]', ...own] : own);
}

/** '/ssm run TARGET... -- SCRIPT': without the flags. */
export const shortUsageOf = (typed: Typed): string => usage(typed, []);

function usage(typed: Typed, flags: readonly string[]): string {
  const { words, rest } = placed(typed);
  return ['/ssm', typed.words, ...words.map(optional), ...flags, ...(rest ? [optional(rest)] : [])].join(' ');
}

/** The help of one thing: its title, its usage and one fact per question. */
export function helpOf(typed: Typed, reach: Reach = {}): Part[] {
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
    { kind: 'code', label: 'Usage', text: usageOf(typed, reach) },
    {
      kind: 'facts',
      facts: [
        ...facts,
        ...(isInEnvironment(typed) ? [envFact(reach)] : []),
        ...(isOperation(typed) ? [reasonFact, ...(reach.breakGlass ? [glassFact] : [])] : []),
      ],
    },
  ];
}
