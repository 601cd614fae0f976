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
    const all = desk.environments.map((env) => ({ env, rights: rightsIn(desk, person, env, channel.name) }));
    const none = all.filter(({ rights }) => isNothing(rights)).map(({ env }) => env.name);
    const tail =
      'As policy answers now, in this channel. The plan can ask for more: for its targets, its document, or a missing reason. ' +
      'Your own requests you may always read and cancel.';
    return [
      head,
      ...all.filter(({ rights }) => !isNothing(rights)).map(({ env, rights }) => entry(desk, env, rights)),
      ...(none.length > 0 ? [text(`You may do nothing on ${none.join(', ')}.`)] : []),
      text(tail),
    ];
  },
};

const isNothing = ({ operations, depends, acts }: Rights): boolean => operations.size + depends.length + acts.length === 0;

function entry(desk: Desk, { name, label }: Environment, { operations, depends, acts, policies }: Rights): Part {
  const frozen = freezesAt(desk.freezes, name, desk.clock.now()).map((freeze) => freeze.name);
  const lines = [
    ...[...operations].map(([needs, titles]) => `${needs === 'nobody' ? 'Nobody has to agree' : `Needs ${needs}`}: ${titles.join('; ')}.`),
    ...(depends.length > 0 ? [`Depends on the plan and the circumstances: ${depends.join('; ')}.`] : []),
    ...(acts.length > 0 ? [`You may also: ${acts.join('; ')}.`] : []),
    ...(frozen.length > 0 ? [`Frozen now: ${frozen.join(', ')}. /ssm freeze list tells more.`] : []),
    ...(policies.length > 0 ? [`By the policies ${policies.join(', ')}.`] : []),
  ];
  return { kind: 'entry', heading: label === name ? name : `${name} · ${label}`, words: [lines.join('\n')] };
}
