import type { Requirement } from '../../src/domain/requirement.ts';

export interface Seated {
  readonly id: string;
  readonly groups: readonly string[];
}

/**
 * Whether these people meet the requirement, one seat each. Every way of seating them is tried: slow, and nothing like
 * the program's own way, which it is to prove.
 */
export function fills(requirement: Requirement, all: readonly Seated[]): boolean {
  const people = all.filter(({ id }, at) => all.findIndex((other) => other.id === id) === at);
  return requirement.some((terms) =>
    seat(
      Object.entries(terms).flatMap(([group, count]) => Array<string>(count).fill(group)),
      people,
    ),
  );
}

function seat([group, ...others]: readonly string[], people: readonly Seated[]): boolean {
  if (group === undefined) return true;
  return people.some(
    (person) =>
      person.groups.includes(group) &&
      seat(
        others,
        people.filter((other) => other !== person),
      ),
  );
}
