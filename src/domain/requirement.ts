/** Who must agree: any one of the alternatives, each a number of people per group. `[]` would be unmeetable. */
export type Requirement = readonly Alternative[];
export type Alternative = Readonly<Record<string, number>>;

/** What nobody has to agree to. */
export const nobody: Requirement = [{}];

/** An agreement that counts: who, and the groups that they were in when they gave it. */
export interface Agreement {
  readonly id: string;
  readonly groups: readonly string[];
}

/**
 * Reads '1 of sre-leads and 1 of security or 2 of directors'. 'and' binds closer than 'or'.
 * Throws an Error that says what is wrong: used on policies at load, never on what people type.
 */
export function parseRequirement(text: string): Requirement {
  return text.split(/,?\s+or\s+/i).map((alternative) => {
    const terms: Record<string, number> = {};
    for (const term of alternative.split(/\s+and\s+/i)) {
      const match = /^\s*([1-9]\d?)\s+of\s+([a-z0-9][\w.-]*)\s*$/i.exec(term);
      if (!match) throw new Error(`"${term.trim()}" is no requirement: write "1 of GROUP", joined by "and" and "or".`);
      const [, count = '', group = ''] = match;
      if (Object.hasOwn(terms, group)) throw new Error(`"${group}" stands twice: write "2 of ${group}" if two people are meant.`);
      terms[group] = Number(count);
    }
    return terms;
  });
}

/** Requirements add up: the result is met only by what meets every one of them. */
export function addUp(requirements: readonly Requirement[]): Requirement {
  const both = (sum: Requirement, next: Requirement) => sum.flatMap((left) => next.map((right) => mergeTerms(left, right)));
  return requirements.reduce<Requirement>((sum, next) => withoutHarder(both(sum, next)), nobody);
}

/** Leaves out each alternative that asks for all that another asks for: it would only lengthen the card. */
function withoutHarder(alternatives: Requirement): Requirement {
  const covers = (harder: Alternative, easier: Alternative) =>
    Object.entries(easier).every(([group, count]) => countOf(harder, group) >= count);
  return alternatives.filter(
    (one, at) => !alternatives.some((other, place) => place !== at && covers(one, other) && (place < at || !covers(other, one))),
  );
}

// Own keys only: a group may be called "constructor".
const countOf = (terms: Alternative, group: string): number => (Object.hasOwn(terms, group) ? (terms[group] ?? 0) : 0);

function mergeTerms(left: Alternative, right: Alternative): Alternative {
  const merged: Record<string, number> = { ...left };
  for (const [group, count] of Object.entries(right)) merged[group] = Math.max(countOf(merged, group), count);
  return merged;
}

export const needsNobody = (requirement: Requirement): boolean => requirement.some((terms) => Object.keys(terms).length === 0);

/** The groups that the requirement names. */
export const groupsOf = (requirement: Requirement): string[] => [...new Set(requirement.flatMap((terms) => Object.keys(terms)))];

/** Whether the agreements meet the requirement. Each person counts once, for one group. */
export function isMet(requirement: Requirement, agreements: readonly Agreement[]): boolean {
  return requirement.some((terms) => missing(terms, agreements).length === 0);
}

/** What is still missing of the alternative that is closest to being met: group names, one per person. */
export function stillMissing(requirement: Requirement, agreements: readonly Agreement[]): string[] {
  const gaps = requirement.map((terms) => missing(terms, agreements));
  return gaps.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** Places people on seats (one seat per person asked for) by augmenting paths; returns the seats left empty. */
function missing(terms: Alternative, agreements: readonly Agreement[]): string[] {
  const seats = Object.entries(terms).flatMap(([group, count]) => Array<string>(count).fill(group));
  const people = [...new Map(agreements.map((agreement) => [agreement.id, agreement])).values()];
  const seatOf = new Map<Agreement, number>();

  const place = (seat: number, tried: Set<Agreement>): boolean => {
    for (const person of people) {
      if (tried.has(person) || !person.groups.includes(seats[seat] as string)) continue;
      tried.add(person);
      const held = seatOf.get(person);
      if (held !== undefined && !place(held, tried)) continue;
      seatOf.set(person, seat);
      return true;
    }
    return false;
  };
  return seats.filter((_, seat) => !place(seat, new Set()));
}

/** '1 of sre-leads and 1 of security, or 2 of directors'. */
export function describeRequirement(requirement: Requirement): string {
  const terms = (alternative: Alternative) =>
    Object.entries(alternative)
      .map(([group, count]) => `${count} of ${group}`)
      .join(' and ');
  return needsNobody(requirement) ? 'nobody' : requirement.map(terms).join(', or ');
}
