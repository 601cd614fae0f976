import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Agreement,
  type Alternative,
  addUp,
  describeRequirement,
  groupsOf,
  isMet,
  needsNobody,
  nobody,
  parseRequirement,
  type Requirement,
  stillMissing,
} from '../../src/domain/requirement.ts';

// A group may have the name of something that every object has.
const names = ['a', 'b', 'c', 'constructor'];
const group = fc.constantFrom(...names);
const alternative = fc.dictionary(group, fc.integer({ min: 1, max: 2 }), { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const requirement: fc.Arbitrary<Requirement> = fc.array(alternative, { minLength: 1, maxLength: 3 });
const agreements: fc.Arbitrary<Agreement[]> = fc.uniqueArray(
  fc.record({ id: fc.constantFrom('U1', 'U2', 'U3', 'U4', 'U5'), groups: fc.uniqueArray(group) }),
  { selector: ({ id }) => id, maxLength: 5 },
);

/** Tries every way of giving each person one group or none. */
function metBySomeChoice(wanted: Requirement, people: readonly Agreement[]): boolean {
  const metWith = (terms: Alternative, chosen: readonly string[]) =>
    Object.entries(terms).every(([name, count]) => chosen.filter((one) => one === name).length >= count);
  const choices = (rest: readonly Agreement[]): string[][] => {
    const [first, ...others] = rest;
    if (!first) return [[]];
    return choices(others).flatMap((chosen) => ['', ...first.groups].map((name) => [name, ...chosen]));
  };
  return choices(people).some((chosen) => wanted.some((terms) => metWith(terms, chosen)));
}

describe('what is required', () => {
  test('is read as people write it', () => {
    expect(parseRequirement('1 of sre-leads and 1 of security or 2 of directors')).toEqual([
      { 'sre-leads': 1, security: 1 },
      { directors: 2 },
    ]);
  });

  test.each([
    '',
    '0 of sre',
    'sre',
    '1 of',
    '1 of sre,',
    'one of sre',
    '1 of sre and',
    '1 of sre & 1 of dev',
    '-1 of sre',
    '1of sre',
    '100 of sre',
  ])('"%s" is refused with what is right', (text) => {
    expect(() => parseRequirement(text)).toThrow('write "1 of GROUP"');
  });

  test('a group that stands twice is refused', () => {
    expect(() => parseRequirement('1 of sre and 1 of sre')).toThrow('write "2 of sre"');
  });

  test('reads again what it describes', () => {
    fc.assert(
      fc.property(requirement, (wanted) => {
        expect(parseRequirement(describeRequirement(wanted))).toEqual(wanted);
      }),
    );
  });

  test('nobody is described as nobody', () => {
    expect(describeRequirement(nobody)).toBe('nobody');
    expect(describeRequirement([{ a: 1 }, {}])).toBe('nobody');
  });
});

describe('adding up', () => {
  test('never weakens: the sum is met exactly where every part is', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 3 }), agreements, (parts, people) => {
        expect(isMet(addUp(parts), people)).toBe(parts.length === 0 || metTogether(parts, people));
      }),
    );
  });

  test('what meets the sum meets each part', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), agreements, (parts, people) => {
        fc.pre(isMet(addUp(parts), people));
        for (const part of parts) expect(isMet(part, people)).toBe(true);
      }),
    );
  });

  test('nothing added up asks nobody, and nobody changes nothing', () => {
    expect(addUp([])).toEqual(nobody);
    fc.assert(
      fc.property(requirement, agreements, (wanted, people) => {
        expect(isMet(addUp([nobody, wanted]), people)).toBe(isMet(wanted, people));
      }),
    );
  });

  test('what can never be met stays so', () => {
    fc.assert(
      fc.property(requirement, agreements, (wanted, people) => {
        expect(isMet(addUp([wanted, []]), people)).toBe(false);
      }),
    );
  });

  test('the same said twice is said once', () => {
    const wanted = parseRequirement('1 of a or 1 of b');
    expect(addUp([wanted, wanted])).toEqual(wanted);
  });

  test('many alternatives added many times stay few', () => {
    const parts = Array.from({ length: 12 }, () => parseRequirement('1 of a or 1 of b or 1 of c'));
    expect(addUp(parts)).toHaveLength(3);
  });

  test('two groups want two people, even if somebody is in both', () => {
    const sum = addUp([parseRequirement('1 of sre-leads'), parseRequirement('1 of security')]);
    const ana = { id: 'U1', groups: ['sre-leads', 'security'] };
    expect(isMet(sum, [ana])).toBe(false);
    expect(stillMissing(sum, [ana])).toHaveLength(1);
    expect(isMet(sum, [ana, { id: 'U2', groups: ['security'] }])).toBe(true);
  });
});

/** Each part's alternatives taken one by one: some combination of them must be met by the same people. */
function metTogether(parts: readonly Requirement[], people: readonly Agreement[]): boolean {
  const combinations = parts.reduce<Alternative[][]>((sum, part) => sum.flatMap((left) => part.map((right) => [...left, right])), [[]]);
  return combinations.some((terms) => {
    const counts = new Map<string, number>();
    for (const [name, count] of terms.flatMap((one) => Object.entries(one))) counts.set(name, Math.max(counts.get(name) ?? 0, count));
    return metBySomeChoice([Object.fromEntries(counts)], people);
  });
}

describe('meeting', () => {
  test('agrees with trying every way', () => {
    fc.assert(
      fc.property(requirement, agreements, (wanted, people) => {
        expect(isMet(wanted, people)).toBe(metBySomeChoice(wanted, people));
      }),
    );
  });

  test('a person never counts twice', () => {
    fc.assert(
      fc.property(requirement, agreements, (wanted, people) => {
        expect(isMet(wanted, [...people, ...people])).toBe(isMet(wanted, people));
        const most = Math.min(...wanted.map((terms) => Object.values(terms).reduce((sum, count) => sum + count, 0)));
        if (people.length < most) expect(isMet(wanted, people)).toBe(false);
      }),
    );
  });

  test('more agreements never unmeet', () => {
    fc.assert(
      fc.property(requirement, agreements, fc.nat(5), (wanted, people, cut) => {
        if (isMet(wanted, people.slice(0, cut))) expect(isMet(wanted, people)).toBe(true);
      }),
    );
  });

  test('the order of agreements does not matter', () => {
    fc.assert(
      fc.property(requirement, agreements, (wanted, people) => {
        expect(isMet(wanted, people.toReversed())).toBe(isMet(wanted, people));
      }),
    );
  });

  test('nothing is missing exactly where it is met, and what is missing are its groups', () => {
    fc.assert(
      fc.property(requirement, agreements, (wanted, people) => {
        const missing = stillMissing(wanted, people);
        expect(missing.length === 0).toBe(isMet(wanted, people));
        for (const name of missing) expect(groupsOf(wanted)).toContain(name);
      }),
    );
  });

  test('only an empty alternative needs nobody', () => {
    fc.assert(
      fc.property(requirement, (wanted) => {
        expect(needsNobody(wanted)).toBe(isMet(wanted, []));
      }),
    );
    expect(needsNobody([])).toBe(false);
    expect(isMet([], [{ id: 'U1', groups: names }])).toBe(false);
  });
});
