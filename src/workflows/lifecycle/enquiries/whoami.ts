import { z } from 'zod';
import type { Enquiry } from '../../../domain/enquiry.ts';
import type { Environment } from '../../../domain/environment.ts';
import { freezesAt } from '../../../domain/freeze.ts';
import { type Part, text } from '../../../domain/part.ts';
import type { Desk } from '../desk.ts';
import { type Rights, rightsIn } from '../rights.ts';

const input = z.object({});

/** Who one is to the bot, and what policy says to each plain question about them, read from Slack afresh. */
export const whoami: Enquiry<Desk, typeof input> = {
  name: 'request.whoami',
  words: 'whoami',
  title: 'Show what you may do',
  input,
  form: {},
  async answer(desk, _input, { by, channel }) {
    const person = await desk.people.person(by.id, by.team, { fresh: true });
    const approves = desk.policy.agreeing.filter((group) => person.groups.includes(group));
    const head: Part = {
      kind: 'entry',
      heading: `${person.name} (${person.id})`,
      words: [
        `Groups: ${person.groups.join(', ') || 'none'}.\n`,
        approves.length > 0
          ? `You may agree to requests of others that want somebody of ${approves.join(' or ')}.`
          : 'No policy wants the agreement of a group that you are in.',
      ],
    };
    const byLines = new Map<string, string[]>();
    for (const env of desk.environments) {
      const lines = linesOn(desk, env, rightsIn(desk, person, env, channel.name));
      const heading = env.label === env.name ? env.name : `${env.name} · ${env.label}`;
      byLines.set(lines, [...(byLines.get(lines) ?? []), heading]);
    }
    const tail =
      'As policy answers now, in this channel. The plan can ask for more: for its targets, its document, or a missing reason. ' +
      'Your own requests you may always read and cancel.';
    const entries = [...byLines].map(([lines, headings]): Part => ({ kind: 'entry', heading: headings.join(', '), words: [lines] }));
    return [head, ...entries, text(tail)];
  },
};

/** Environments where the same is said stand together. */
function linesOn(desk: Desk, { name }: Environment, { operations, depends, acts, policies }: Rights): string {
  if (operations.size + depends.length + acts.length === 0) return 'Nothing is permitted to you.';
  const frozen = freezesAt(desk.freezes, name, desk.clock.now()).map((freeze) => freeze.name);
  const also = operations.size + depends.length > 0 ? ' also' : '';
  return [
    ...[...operations].map(([needs, titles]) => `${needs === 'nobody' ? 'Nobody has to agree' : `Needs ${needs}`}: ${titles.join('; ')}.`),
    ...(depends.length > 0 ? [`Depends on the plan and the circumstances: ${depends.join('; ')}.`] : []),
    ...(acts.length > 0 ? [`You may${also}: ${acts.join('; ')}.`] : []),
    ...(frozen.length > 0 ? [`Frozen now: ${frozen.join(', ')}. /ssm freeze list tells more.`] : []),
    ...(policies.length > 0 ? [`By the policies ${policies.join(', ')}.`] : []),
  ].join('\n');
}
