import { acts, type Question } from '../../domain/decision.ts';
import { ask } from './ask.ts';
import type { KnownPolicy } from './known.ts';
import type { Rule } from './rule.ts';

/**
 * Why, and who may: "You may not run a script on prod. Policy prod-operators wants one of: sre, on-call. You are in: web-team."
 * `forbids` are the policies that refused; with none, nothing permitted it.
 */
export function refusal(known: KnownPolicy, question: Question, forbids: readonly string[]): string {
  const { groups, id, workflow } = question.person;
  const said = [workflow ? `Workflow ${id} may not ${deed(known, question)}.` : `You may not ${deed(known, question)}.`];
  if (forbids.length > 0 && ask(known, 'permits', question).allowed) {
    return [...said, ...forbids.map((id) => known.rules.get(id)?.reason ?? `Policy ${id} forbids it.`)].join(' ');
  }
  if (workflow) return [...said, 'No policy permits it to this workflow, as it was asked.'].join(' ');

  const wishes = whoMay(known, question).map(
    ({ id, scope: { wants } }) => `Policy ${id} wants ${wants.length > 1 ? 'one of: ' : ''}${wants.join(', ')}.`,
  );
  if (wishes.length === 0) return [...said, 'No policy permits it to any group, as it was asked.'].join(' ');
  return [...said, ...wishes, `You are in: ${groups.length > 0 ? groups.join(', ') : 'no group'}.`].join(' ');
}

/** Where Cedar gave no answer, or one with errors. */
export function undecided(errors: readonly string[]): string {
  return `It is refused because it could not be decided: ${errors.join('; ')}. Tell those who keep the policies.`;
}

/** The permits that would grant exactly this to a member of their groups: found by asking as a member of all of them. */
export function whoMay(known: KnownPolicy, question: Question): Rule[] {
  const { person } = question;
  const all = [...known.rules.values()].flatMap(({ kind, scope }) => (kind === 'permit' ? scope.wants : []));
  const member = { ...question, person: { ...person, groups: [...person.groups, ...all] } };
  const { policies } = ask(known, 'permits', member);
  return policies
    .map((id) => known.rules.get(id))
    .filter((rule) => rule !== undefined)
    .filter(({ scope: { wants } }) => wants.length > 0 && !wants.some((group) => person.groups.includes(group)));
}

function deed({ actions }: KnownPolicy, { action, environment }: Question): string {
  const act = Object.hasOwn(acts, action) ? acts[action as keyof typeof acts] : undefined;
  if (act) return `${act} ${environment.name}`;
  const title = actions.find(({ name }) => name === action)?.title;
  // "SSH to ..." keeps its capitals.
  const words = title && /^[A-Z][^A-Z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
  return `${words ?? `use ${action}`} on ${environment.name}`;
}
