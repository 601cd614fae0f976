import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadCondition, chooseStep, holds } from '../../../sandbox/aws/automation/choose.ts';
import { overallStatus, type Progress, startable } from '../../../sandbox/aws/automation/rate.ts';
import { type Known, pseudoOf, resolve, Unresolved } from '../../../sandbox/aws/automation/reference.ts';
import { select } from '../../../sandbox/aws/automation/select.ts';
import { durationSeconds } from '../../../sandbox/aws/automation/sleep.ts';
import { asTexts, convert, readTexts } from '../../../sandbox/aws/automation/value.ts';

const pseudo = pseudoOf('111122223333', 'eu-central-1', 'an-id', Date.UTC(2026, 10, 25, 7, 8, 9));
const knowing = (parameters: Known['parameters'], outputs: Known['outputs'] = {}): Known => ({
  parameters,
  outputs,
  variables: {},
  pseudo,
});
const name = fc.stringMatching(/^[A-Za-z]\w{0,8}$/);
const plain = fc.string().filter((text) => !/[{}]/.test(text));
const value = fc.jsonValue().filter((json) => json !== null);

describe('references', () => {
  test('one alone has the type of what it refers to', () => {
    fc.assert(
      fc.property(name, value, fc.constantFrom('', ' ', '  '), (key, given, space) => {
        expect(resolve(`{{${space}${key}${space}}}`, knowing({ [key]: given }))).toEqual(given);
      }),
    );
  });

  test('inside of a text it is a text, and nothing else of it changes', () => {
    fc.assert(
      fc.property(plain, plain, name, plain, (before, after, key, given) => {
        fc.pre(`${before}${after}`.trim() !== '');
        expect(resolve(`${before}{{ ${key} }}${after}`, knowing({ [key]: given }))).toBe(`${before}${given}${after}`);
      }),
    );
  });

  test('what stands in a value is not read again', () => {
    expect(resolve('{{ a }} and {{ b }}', knowing({ a: '{{ b }}', b: 'x' }))).toBe('{{ b }} and x');
  });

  test('what has none stays as it is, however deep', () => {
    const free = fc.jsonValue().filter((json) => !JSON.stringify(json).includes('{{'));
    fc.assert(
      fc.property(free, (json) => {
        expect(resolve(json, knowing({}))).toEqual(json);
      }),
    );
  });

  test('they are found in lists, maps and keys', () => {
    const known = knowing({ Id: 'i-1', Ids: ['i-1', 'i-2'] }, { make: { Image: 'ami-1', Payload: { a: [{ b: 7 }] } } });
    expect(
      resolve({ '{{ Id }}': ['{{ make.Image }}', { deep: '{{ make.Payload.a[0].b }}' }], all: '{{ Ids }}', text: 'of {{ Ids }}' }, known),
    ).toEqual({
      'i-1': ['ami-1', { deep: 7 }],
      all: ['i-1', 'i-2'],
      text: 'of ["i-1","i-2"]',
    });
    expect(resolve('{{ global:DATE_TIME }} {{global:DATE}} {{ global:REGION }} {{ automation:EXECUTION_ID }}', known)).toBe(
      '2026-11-25_07.08.09 2026-11-25 eu-central-1 an-id',
    );
  });

  test.each([
    '{{ Nobody }}',
    'x {{ make.Nothing }}',
    '{{ nowhere.Image }}',
    '{{ global:TIME }}',
    '{{ toString }}',
    '{{ constructor.name }}',
  ])('%s stands for nothing', (text) => {
    expect(() => resolve(text, knowing({ Id: 'i-1' }, { make: { Image: 'ami-1' } }))).toThrow(Unresolved);
  });
});

describe('selectors', () => {
  test('every path into a value finds what is there', () => {
    const walk = fc.tuple(fc.jsonValue(), fc.array(fc.nat()));
    fc.assert(
      fc.property(walk, ([json, turns]) => {
        let [path, at]: [string, unknown] = ['$', json];
        for (const turn of turns) {
          if (typeof at !== 'object' || at === null || Object.keys(at).length === 0) break;
          const keys = Object.keys(at);
          const key = keys[turn % keys.length] ?? '';
          if (!Array.isArray(at) && /['"]/.test(key)) break;
          path += Array.isArray(at) ? `[${key}]` : `['${key}']`;
          at = (at as Record<string, unknown>)[key];
        }
        expect(select(path, json)).toEqual(at);
      }),
    );
  });

  test('stars make lists', () => {
    const answer = { Reservations: [{ Instances: [{ Id: 'a' }, { Id: 'b' }] }, { Instances: [{ Id: 'c' }] }] };
    expect(select('$.Reservations[*].Instances[*].Id', answer)).toEqual(['a', 'b', 'c']);
    expect(select('$.Reservations[1].Instances[0].Id', answer)).toBe('c');
    expect(select('$.Reservations[9].Instances', answer)).toBeUndefined();
    expect(select('Reservations', answer)).toBeUndefined();
  });
});

describe('conditions of branches', () => {
  const condition: fc.Arbitrary<object> = fc.oneof(
    fc.record({ Variable: fc.integer(), NumericGreater: fc.integer() }),
    fc.record({ Variable: fc.string({ maxLength: 3 }), StringEquals: fc.string({ maxLength: 3 }) }),
    fc.record({ Variable: fc.boolean(), BooleanEquals: fc.boolean() }),
  );

  test('And, Or and Not are what they are in logic', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1 }), (all) => {
        const each = all.map(holds);
        expect(holds({ And: all })).toBe(each.every(Boolean));
        expect(holds({ Or: all })).toBe(each.some(Boolean));
        expect(holds({ Not: { Or: all } })).toBe(holds({ And: all.map((one) => ({ Not: one })) }));
      }),
    );
  });

  test('numbers are greater, equal or lesser, and one of these', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const is = (operator: string) => holds({ Variable: String(a), [operator]: b });
        expect([is('NumericGreater'), is('NumericEquals'), is('NumericLesser')].filter(Boolean)).toHaveLength(1);
        expect(is('NumericGreaterOrEquals')).toBe(!is('NumericLesser'));
        expect(is('NumericLesserOrEquals')).toBe(!is('NumericGreater'));
      }),
    );
  });

  test.each([
    [{ Variable: 'Windows', StringEquals: 'windows' }, false],
    [{ Variable: 'Windows', EqualsIgnoreCase: 'windows' }, true],
    [{ Variable: 'web-01', StartsWith: 'web' }, true],
    [{ Variable: 'web-01', EndsWith: '02' }, false],
    [{ Variable: ['a', 'b'], Contains: 'b' }, true],
    [{ Variable: 'abc', Contains: 'bc' }, true],
    [{ Variable: 'many', NumericGreater: 1 }, false],
    [{ Variable: 'True', BooleanEquals: true }, true],
    [{ Variable: {}, StringEquals: '[object Object]' }, false],
  ])('%j is %s', (given, expected) => expect(holds(given)).toBe(expected));

  test('what cannot be decided is said', () => {
    expect(() => holds({ Variable: 'a', Resembles: 'b' })).toThrow(BadCondition);
    expect(() => holds({ Variable: 'a', StringEquals: 'a', StartsWith: 'a' })).toThrow(BadCondition);
  });

  test('the first choice that holds is taken', () => {
    const choice = (NextStep: string, wanted: string) => ({ NextStep, Variable: 'a', StringEquals: wanted });
    expect(chooseStep({ Choices: [choice('one', 'b'), choice('two', 'a'), choice('three', 'a')], Default: 'four' })).toBe('two');
    expect(chooseStep({ Choices: [choice('one', 'b')], Default: 'four' })).toBe('four');
    expect(chooseStep({ Choices: [choice('one', 'b')] })).toBeUndefined();
  });
});

describe('rates', () => {
  const progress = fc.array(fc.constantFrom<Progress>(undefined, 'InProgress', 'Waiting', 'Success', 'Failed', 'TimedOut', 'Unstartable'));
  const rates = fc.record({ maxConcurrency: fc.integer({ min: 1, max: 20 }), maxErrors: fc.nat({ max: 5 }) });
  const running = (all: readonly Progress[]) => all.filter((each) => each === 'InProgress' || each === 'Waiting').length;

  test('no more run than may, and none are started after too many errors', () => {
    fc.assert(
      fc.property(progress, rates, fc.boolean(), (all, limits, stopped) => {
        const more = startable(all, limits, stopped);
        if (more > 0) expect(running(all) + more).toBeLessThanOrEqual(limits.maxConcurrency);
        const errors = all.filter((each) => each === 'Failed' || each === 'TimedOut' || each === 'Unstartable').length;
        if (errors > limits.maxErrors || stopped) expect(more).toBe(0);
      }),
    );
  });

  test('it is never stuck: something runs, more may be started, or it is over', () => {
    fc.assert(
      fc.property(progress, rates, fc.constantFrom(undefined, 'Cancel' as const, 'Complete' as const), (all, limits, stop) => {
        expect(running(all) > 0 || startable(all, limits, stop !== undefined) > 0 || overallStatus(all, limits, stop) !== undefined).toBe(
          true,
        );
      }),
    );
  });
});

describe('values', () => {
  test('what is shown of a value is read as that value again', () => {
    const lists = fc.array(fc.string()).map((list) => ['StringList', list] as const);
    const maps = fc.dictionary(name, value).map((map) => ['StringMap', JSON.parse(JSON.stringify(map)) as unknown] as const);
    const numbers = fc.integer().map((number) => ['Integer', number] as const);
    fc.assert(
      fc.property(fc.oneof(lists, maps, numbers), ([kind, given]) => {
        expect(readTexts(kind, asTexts(given))).toEqual(given);
      }),
    );
  });

  test('they are of a type or not', () => {
    expect(convert('String', 7)).toBe('7');
    expect(convert('Integer', '7')).toBe(7);
    expect(convert('Integer', 'seven')).toBeUndefined();
    expect(convert('StringList', 'a')).toBeUndefined();
    expect(convert('StringMap', [])).toBeUndefined();
    expect(convert('Boolean', 'true')).toBe(true);
  });

  test.each([
    ['PT10S', 10],
    ['PT1H30M', 5400],
    ['P1DT1S', 86_401],
    ['PT0.5S', 0.5],
    ['P1W', 604_800],
    ['10S', undefined],
    ['P', undefined],
    ['PT', undefined],
    ['P1M', undefined],
  ])('%s lasts %s seconds', (text, seconds) => expect(durationSeconds(text)).toBe(seconds));
});
