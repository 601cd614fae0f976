import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesOf, type Existing, marker, type Planned } from '../../../src/workflows/parameter/changes.ts';
import { comparePaths } from '../../../src/workflows/parameter/compare-paths.ts';
import { treeOf } from '../../../src/workflows/parameter/tree.ts';

const host: Existing = { name: '/myapp/prod/db-host', type: 'String', version: 3, tier: 'Standard', value: 'db1' };
const password: Existing = { name: '/myapp/prod/db-password', type: 'SecureString', version: 2, tier: 'Standard' };
const name = fc.array(fc.constantFrom('a', 'b', 'b-1', 'c.d', 'E'), { minLength: 1, maxLength: 4 }).map((levels) => `/${levels.join('/')}`);

describe('what is planned against what is', () => {
  const kind = (planned: Planned): string => changesOf([planned], [host, password])[0]?.kind ?? 'nothing';
  const why = (planned: Planned): string => {
    const [change] = changesOf([planned], [host, password]);
    return change?.kind === 'refused' ? change.why.join('\n') : `It is ${change?.kind}.`;
  };

  test('is added, changed or unchanged', () => {
    expect(kind({ name: '/myapp/prod/port', type: 'String', value: '5432' })).toBe('added');
    expect(kind({ name: host.name, value: 'db2' })).toBe('changed');
    expect(kind({ name: host.name, value: 'db1' })).toBe('unchanged');
    expect(kind({ name: password.name, type: 'SecureString' })).toBe('changed');
  });

  test.each<[string, Planned, string]>([
    ['another type', { name: host.name, type: 'StringList', value: 'a' }, 'it can not become a StringList'],
    ['a new one without a type', { name: '/x', value: 'a' }, 'say whether it is a String'],
    [
      'a secret in the clear',
      { name: '/x', type: 'String', value: 'a', secret: 'The name says "key".' },
      'must be a SecureString. The name says "key".',
    ],
    ['more than any parameter holds', { name: '/x', type: 'String', value: 'x'.repeat(8_193), tier: 'Advanced' }, '8,192 at most'],
    ['what a standard one does not hold', { name: '/x', type: 'String', value: 'x'.repeat(4_097) }, '--tier advanced'],
    ['policies on a standard one', { name: host.name, value: 'db2', policies: 1 }, 'only an Advanced one can have policies'],
    ['a name with a fault', { name: '/x//y', type: 'String', value: 'a', problems: ['line 4: an empty level'] }, 'line 4'],
  ])('%s is refused', (_, planned, words) => {
    expect(why(planned)).toContain(words);
  });

  test('an Advanced one stays Advanced, and holds more', () => {
    const large: Existing = { ...host, tier: 'Advanced' };
    expect(changesOf([{ name: host.name, value: 'x'.repeat(5_000) }], [large])[0]?.kind).toBe('changed');
    expect(changesOf([{ name: host.name, value: 'x', tier: 'Standard' }], [large])[0]?.kind).toBe('refused');
  });

  test('two of one name are refused both, with and without its slash', () => {
    const twice = changesOf(
      [
        { name: 'db', type: 'String', value: '1' },
        { name: '/db', type: 'String', value: '2' },
      ],
      [],
    );
    expect(twice.map((each) => each.kind)).toEqual(['refused', 'refused']);
  });

  test('each planned one has one answer; what is applied is unchanged afterwards', () => {
    const some = fc.uniqueArray(fc.record({ name, value: fc.string({ minLength: 1 }) }), { selector: (each) => each.name });
    fc.assert(
      fc.property(some, some, (wanted, there) => {
        const planned = wanted.map((each) => ({ ...each, type: 'String' as const }));
        const existing = there.map((each) => ({ ...each, type: 'String' as const, version: 1 }));
        const changes = changesOf(planned, existing);
        expect(changes.map((each) => each.planned)).toEqual(planned);
        const after = planned.map((each) => ({ ...each, version: 2 }));
        expect(changesOf(planned, after).every((each) => each.kind === 'unchanged')).toBe(true);
      }),
    );
  });

  test('secrets are held against each other by marks that say nothing of them', () => {
    const mark = marker();
    expect(mark('s3cret')).toBe(mark('s3cret'));
    expect(mark('s3cret')).not.toBe(marker()('s3cret'));
    const there = { ...password, mark: mark('old') };
    expect(changesOf([{ name: password.name, mark: mark('old') }], [there])[0]?.kind).toBe('unchanged');
    expect(changesOf([{ name: password.name, mark: mark('new') }], [there])[0]?.kind).toBe('changed');
  });
});

describe('two paths', () => {
  const mark = marker();
  const left = {
    path: '/myapp/dev',
    parameters: [
      { name: '/myapp/dev/host', type: 'String' as const, value: 'db1' },
      { name: '/myapp/dev/port', type: 'String' as const, value: '5432' },
      { name: '/myapp/dev/password', type: 'SecureString' as const, mark: mark('a') },
      { name: '/myapp/dev/token', type: 'SecureString' as const, mark: mark('same') },
      { name: '/myapp/dev/debug', type: 'String' as const, value: 'on' },
    ],
  };
  const right = {
    path: '/myapp/prod',
    parameters: [
      { name: '/myapp/prod/host', type: 'String' as const, value: 'db2' },
      { name: '/myapp/prod/port', type: 'StringList' as const, value: '5432' },
      { name: '/myapp/prod/password', type: 'SecureString' as const, mark: mark('b') },
      { name: '/myapp/prod/token', type: 'SecureString' as const, mark: mark('same') },
    ],
  };

  test('are compared by what is below them, secrets without their values', () => {
    expect(comparePaths(left, right)).toEqual([
      { name: 'debug', state: 'only left' },
      { name: 'host', state: 'different', left: 'db1', right: 'db2' },
      { name: 'password', state: 'different' },
      { name: 'port', state: 'different', types: 'String, StringList' },
      { name: 'token', state: 'same' },
    ]);
  });

  test('are the mirror of one another the other way round', () => {
    const turned = { 'only left': 'only right', 'only right': 'only left', different: 'different', same: 'same' } as const;
    expect(comparePaths(right, left).map(({ name: one, state }) => [one, state])).toEqual(
      comparePaths(left, right).map(({ name: one, state }) => [one, turned[state]]),
    );
  });
});

describe('a tree', () => {
  test('shows levels once, and says behind a name what is asked', () => {
    const names = ['/myapp/prod/db-host', '/myapp/prod/db-port', '/myapp/dev/db-host', '/myapp/prod', 'single'];
    expect(treeOf(names, { names: 10, characters: 1_000, note: (one) => (one.endsWith('port') ? 'String' : '') }).text).toBe(
      ['/myapp/', '  dev/', '    db-host', '  prod', '    db-host', '    db-port  String', '/single'].join('\n'),
    );
  });

  test('that is cut says how many are missing, and goes on after its last name', () => {
    const names = Array.from({ length: 25 }, (_, at) => `/a/n${`${at}`.padStart(2, '0')}`);
    const first = treeOf(names, { names: 20, characters: 1_000 });
    expect(first).toMatchObject({ shown: 20, before: 0, total: 25, next: '/a/n19' });
    expect(first.text.split('\n').at(-1)).toBe('… 5 more');
    const second = treeOf(names, { names: 20, characters: 1_000, after: first.next });
    expect(second).toMatchObject({ shown: 5, before: 20, total: 25 });
    expect(second.text).toMatch(/^\/a\/\n {2}n20\n/);
  });

  test('pages hold every name once, within their characters', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 60, max: 200 }),
        (names, most, characters) => {
          const seen: number[] = [];
          let after: string | undefined;
          do {
            const page = treeOf(names, { names: most, characters, after });
            expect(page.text.length).toBeLessThanOrEqual(characters);
            expect(page.before).toBe(seen.reduce((sum, each) => sum + each, 0));
            seen.push(page.shown);
            after = page.next;
          } while (after !== undefined);
          expect(seen.reduce((sum, each) => sum + each, 0)).toBe(names.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});
