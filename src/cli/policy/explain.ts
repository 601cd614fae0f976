import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Rule } from '../../auth/policy/rule.ts';
import type { Decision, Question } from '../../domain/decision.ts';
import { freezesAt, instant } from '../../domain/freeze.ts';
import { describeRequirement, needsNobody } from '../../domain/requirement.ts';
import { UserError } from '../../errors.ts';
import type { World } from '../command.ts';
import { called, noSuch } from './cases.ts';
import { actionNames, freezeNames, type Installed } from './installed.ts';
import { outcome, questionOf, type Who } from './question.ts';

export const explainUsage = `ssm-chatops policy explain --who GROUP,GROUP --what ACTION --where ENV
  Says what comes of a question, which policies decided it, and which would in other circumstances.
  --who GROUP,...      the groups of who asks; --id U012ABCDEF where policies name a person
  --workflow NAME      a workflow asks
  --what ACTION        command.run, or observe, output.read, request.cancel, break-glass, ...
  --where ENV          an environment of the configuration
  --channel NAME       where it is asked
  --targets N          how many, or their ids: i-1,i-2; 1 where it is left out
  --tag KEY=VALUE      what every target carries; --any-tag KEY=VALUE: what one of them does. Both may be repeated.
  --document NAME      what it runs; --owner Amazon or an account: whose it is
  --path PATH          of a parameter
  --reason TEXT
  --break-glass        run at once, without those who would have to agree
  --at TIME            2026-12-24T18:30, local; now where it is left out
  --freeze NAME        as if it were active; may be repeated. Without it: those that the configuration has at that time.`;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const options = {
  who: text,
  id: text,
  workflow: text,
  what: text,
  where: text,
  channel: text,
  targets: text,
  tag: texts,
  'any-tag': texts,
  document: text,
  owner: text,
  path: text,
  reason: text,
  'break-glass': { type: 'boolean' },
  at: text,
  freeze: texts,
} as const;

/** Explains one question. Gives 0 whatever the answer is. */
export async function runExplain(args: readonly string[], installed: Installed, { out }: World): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  const { what, where } = values;
  if (what === undefined || where === undefined || (values.who ?? values.id ?? values.workflow) === undefined)
    throw new UserError(`It takes --who (or --workflow), --what and --where.\n${explainUsage}`);
  const environment = installed.environments.find(({ name }) => name === where);
  if (!environment)
    throw new UserError(
      noSuch(
        'environment',
        where,
        installed.environments.map(({ name }) => name),
      ),
    );
  if (!actionNames.includes(what)) throw new UserError(noSuch('action', what, actionNames));
  const misnamed = values.freeze?.find((name) => !freezeNames(installed).includes(name));
  if (misnamed !== undefined) throw new UserError(noSuch('freeze', misnamed, freezeNames(installed)));
  const at = values.at === undefined ? Date.now() : instant(values.at, installed.timezone);
  if (Number.isNaN(at))
    throw new UserError(`--at ${values.at} is no time: write 2026-12-24T18:30, as the clocks of ${installed.timezone} show it.`);

  const who: Who = { id: values.id, workflow: values.workflow, groups: values.who?.split(',').filter(Boolean) };
  const freezes = values.freeze ?? freezesAt(installed.freezes, environment.name, at).map(({ name }) => name);
  const question = questionOf(who, what, environment, {
    ...values,
    at,
    freezes,
    targets: /^\d+$/.test(values.targets ?? '') ? Number(values.targets) : values.targets?.split(','),
    tagsOfAll: values.tag,
    tagsOfAny: values['any-tag'],
    documentOwner: values.owner,
    breakGlass: values['break-glass'],
  });
  for (const line of explained(question, called(who), installed)) out(line);
  return 0;
}

/** The lines of an explanation. */
export function explained(question: Question, who: string, { policy, folder }: Installed): string[] {
  const { decided, matched, otherwise, toOthers } = policy.explain(question);
  const decision = outcome(policy, question);
  const glass = policy.rules.filter(({ id }) => decision.policies.includes(id) && !decided.some((rule) => rule.id === id));
  const { action, environment, context } = question;
  const part = (title: string, rules: readonly Rule[]) =>
    rules.length > 0 ? ['', title, ...rules.flatMap((rule) => ruleLines(rule, folder))] : [];
  const looks = policy.decide({
    ...question,
    action: 'observe',
    context: { channel: context.channel, freezes: context.freezes, at: context.at },
  });
  return [
    `${who}: ${action} on ${environment.name}${context.freezes.length > 0 ? `, during ${context.freezes.join(', ')}` : ''}`,
    answerOf(decision),
    ...(decision.allowed && !looks.allowed ? [`But it comes to nothing: ${looks.why}`] : []),
    ...part('Decided by', [...decided, ...glass]),
    ...part('Match as well', matched),
    ...part('Would decide in other circumstances', otherwise),
    ...part('Would permit it to others', toOthers),
  ];
}

function answerOf({ allowed, requirement, stepUp, why }: Decision): string {
  if (!allowed) return `Refused: ${why}`;
  if (needsNobody(requirement)) return 'Allowed. Nobody has to agree.';
  return `Allowed, once it is agreed to by ${describeRequirement(requirement)}${stepUp ? ', with codes of their authenticator apps' : ''}.`;
}

function ruleLines({ id, file, line, text: whole, kind, requirement, stepUp, reason }: Rule, folder: string): string[] {
  const wants = kind === 'marked' ? [`      wants ${describeRequirement(requirement ?? [])}${stepUp ? ', with codes' : ''}`] : [];
  return [`  ${id}  ${join(folder, file)}:${line}`, `      ${firstLine(whole)}`, ...wants, ...(reason ? [`      ${reason}`] : [])];
}

/** 'permit (principal, action, resource)': what a policy is about, on one line. */
function firstLine(whole: string): string {
  const scope = /\b(permit|forbid)\s*\(([\s\S]*?)\)\s*(?:when|unless|;)/.exec(whole);
  return scope ? `${scope[1]} (${scope[2]?.replace(/\s+/g, ' ').trim()})` : whole.slice(0, 100);
}
