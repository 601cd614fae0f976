import type { PersonRef } from '../../domain/person.ts';
import type { DecisionRecord } from '../../domain/request.ts';
import { type Agreement, describeRequirement, isMet } from '../../domain/requirement.ts';
import { DeniedError, UserError } from '../../errors.ts';
import type { Desk } from './desk.ts';

/** So many accounts are looked at before the rest is trusted to be in order: users.info takes about 100 a minute. */
const mostLooks = 30;

/** Throws UserError where nobody but the asker could agree: a request that can never be approved is not asked for. */
export async function someoneCanAgree(desk: Desk, decision: DecisionRecord, asker: PersonRef): Promise<void> {
  const able = new Map<string, Agreement & { name: string }>();
  const met = () => isMet(decision.requirement, [...able.values()]);
  const others = [...new Set(Object.values(decision.eligible).flat())].filter((id) => id !== asker.id);
  for (const [i, id] of others.entries()) {
    if (met()) return;
    const name = i < mostLooks ? await nameIfServed(desk, id, asker.team) : id;
    if (name !== undefined) able.set(id, { id, name, groups: groupsWith(decision, id) });
  }
  if (met()) return;
  throw new UserError(
    `This needs ${describeRequirement(decision.requirement)}, and there are not enough people who could agree. ${whoCould(decision, [...able.values()])} ` +
      'Nothing was asked for. Whoever looks after the groups must add somebody.',
  );
}

const groupsWith = ({ eligible }: DecisionRecord, id: string): string[] =>
  Object.entries(eligible).flatMap(([group, ids]) => (ids.includes(id) ? [group] : []));

/** Undefined for whom the bot does not serve: a guest or a deactivated account in the group could never agree. */
async function nameIfServed(desk: Desk, id: string, team: string): Promise<string | undefined> {
  try {
    return (await desk.people.person(id, team)).name;
  } catch (error) {
    if (error instanceof DeniedError) return undefined;
    throw error;
  }
}

/** 'Of sre-leads: Bo, Cleo. Of security: nobody but you.' */
function whoCould({ eligible }: DecisionRecord, able: readonly (Agreement & { name: string })[]): string {
  return Object.keys(eligible)
    .map((group) => {
      const names = able.filter(({ groups }) => groups.includes(group)).map(({ name }) => name);
      return `Of ${group}: ${names.length > 0 ? names.join(', ') : 'nobody'}.`;
    })
    .join(' ');
}
