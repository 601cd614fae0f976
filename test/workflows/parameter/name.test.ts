import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConventionPattern } from '../../../src/domain/parameter-rules.ts';
import { UserError } from '../../../src/errors.ts';
import { conventionProblem, nameBy, nameIn, placeOf } from '../../../src/workflows/parameter/convention.ts';
import { labelProblem } from '../../../src/workflows/parameter/label.ts';
import { newNameProblem, parameterArn, parseName, parsePath, selectorWords } from '../../../src/workflows/parameter/name.ts';

const prod = { partition: 'aws', region: 'us-east-2', account: '111122223333' };
const model = JSON.parse(await readFile(new URL('../../../sandbox/aws/models/ssm.json', import.meta.url), 'utf8'));
const maxCharacters = (shape: string): number => model.shapes[shape].max;

const level = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,12}$/);
const name = fc.array(level, { minLength: 1, maxLength: 15 }).map((levels) => `/${levels.join('/')}`);

/** What a person reads where it is refused. */
function complaint(act: () => unknown): string {
  try {
    return `It was taken: ${JSON.stringify(act())}`;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
}

describe('a name that is typed', () => {
  test('may carry a version or a label', () => {
    expect(parseName('/myapp/prod/db-host')).toEqual({ name: '/myapp/prod/db-host' });
    expect(parseName(' /myapp/prod/db-host:3 ')).toEqual({ name: '/myapp/prod/db-host', version: 3 });
    expect(parseName('db-host:live')).toEqual({ name: 'db-host', label: 'live' });
  });

  test.each([
    ['', "A parameter's name is missing."],
    ['arn:aws:ssm:us-east-2:111122223333:parameter/myapp/prod/db-host', 'not its ARN: /myapp/prod/db-host.'],
    ['myapp/prod/db-host', 'it begins with a slash: /myapp/prod/db-host.'],
    ['/myapp/prod/', 'ends with a slash: that is a path'],
    ['/myapp//host', 'has an empty level'],
    ['/my app/host', 'has a space in it'],
    ['/myapp/höst', 'has "ö" in it'],
    ['/myapp/host:0', 'has no version 0: versions count from 1'],
    ['/myapp/host:9999999999999999999', 'has no version 9999999999999999999'],
    ['/myapp/host:', 'as in /myapp/host:3. The label is missing'],
    ['/myapp/host:ssm-live', 'begins with ssm'],
  ])('%s is answered with what is right', (typed, said) => {
    expect(complaint(() => parseName(typed))).toContain(said);
  });

  test('what is written of a selector is read as the same selector', () => {
    const label = fc.stringMatching(/^[a-zA-Z_.-][\w.-]{0,20}$/).filter((one) => !/^(aws|ssm)/i.test(one));
    const selector = fc.oneof(
      fc.record({ name }),
      fc.record({ name, version: fc.integer({ min: 1, max: 2 ** 31 }) }),
      fc.record({ name, label }),
    );
    fc.assert(
      fc.property(selector, (one) => {
        expect(parseName(selectorWords(one))).toEqual(one);
      }),
    );
  });

  test('any text is read, or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[/a-c:.0-9 ]*$/)), (typed) => {
        for (const read of [parseName, parsePath]) {
          try {
            const given = read(typed);
            expect(typeof given === 'string' ? given : given.name).toMatch(/^\/?[\w.-]*(\/[\w.-]+)*$/);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        }
      }),
    );
  });

  test('a path is read with and without its last slash', () => {
    expect([parsePath('/'), parsePath('/myapp/'), parsePath('/myapp/prod')]).toEqual(['/', '/myapp', '/myapp/prod']);
    expect(complaint(() => parsePath('myapp'))).toContain('Write it as /myapp');
  });
});

describe('a new name', () => {
  test.each([
    ['/aws/mine', 'begins with aws'],
    ['SSM-host', 'begins with SSM'],
    ['/Awsome/host', 'begins with Aws'],
    [`/${Array.from({ length: 16 }, (_, at) => `l${at}`).join('/')}`, 'has 16 levels: 15 are possible'],
  ])('%s is refused', (given, said) => {
    expect(newNameProblem(prod, given)).toContain(said);
  });

  test('counts the ARN before it: 1,011 characters together', () => {
    const before = parameterArn(prod, '/').length;
    expect(before).toBe(45); // AWS's own example for this region
    expect(newNameProblem(prod, `/${'x'.repeat(1_011 - before)}`)).toBeUndefined();
    expect(newNameProblem(prod, `/${'x'.repeat(1_012 - before)}`)).toContain('1 character too long');
    expect(newNameProblem({ ...prod, partition: 'aws-us-gov', region: 'us-gov-west-1' }, `/${'x'.repeat(1_011 - before)}`)).toContain(
      'too long',
    );
  });

  test('that is taken is one that AWS takes', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.string()), (given) => {
        if (newNameProblem(prod, given) !== undefined) return;
        expect(given.length).toBeLessThanOrEqual(maxCharacters('PSParameterName'));
        expect(given).toMatch(/^(?!\/?(aws|ssm))(\/?[\w.-]+|(\/[\w.-]+){1,15})$/i);
      }),
    );
  });

  test('has one slash after "parameter" in its ARN', () => {
    expect(parameterArn(prod, '/myapp/host')).toBe('arn:aws:ssm:us-east-2:111122223333:parameter/myapp/host');
    expect(parameterArn(prod, 'host')).toBe('arn:aws:ssm:us-east-2:111122223333:parameter/host');
  });
});

test('a label that is taken is one that AWS takes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 120 }), fc.stringMatching(/^[\w.-]{0,120}$/)), (label) => {
      if (labelProblem(label) !== undefined) return;
      expect(label.length).toBeLessThanOrEqual(maxCharacters('ParameterLabel'));
      expect(label).toMatch(/^(?!aws|ssm)[a-z_.-][\w.-]*$/i);
    }),
  );
  expect(labelProblem('1st')).toContain('numbers name versions');
});

describe("the house's convention", () => {
  const house = { pattern: '/{app}/{environment}/{name}', spare: ['/shared'] };

  test('a name says its app, its environment and the rest', () => {
    expect(placeOf(house.pattern, '/myapp/prod/db/host')).toEqual({ app: 'myapp', environment: 'prod', name: 'db/host' });
    expect(conventionProblem(house, 'prod', '/myapp/prod/db/host')).toBeUndefined();
  });

  test('a name of another shape, or of another environment, is told the right one', () => {
    expect(conventionProblem(house, 'prod', 'db-host')).toBe(
      'db-host is not written as names are here: /{app}/{environment}/{name}, as in /myapp/prod/db-host.',
    );
    expect(conventionProblem(house, 'prod', '/shop/dev/db-host')).toContain('here it would be /shop/prod/db-host');
    expect(conventionProblem(house, 'prod', '/shared/cdn')).toBeUndefined();
    expect(conventionProblem(house, 'prod', '/sharedcdn')).toContain('is not written as names are here');
  });

  test('the name in another environment leads back', () => {
    const pattern = fc.constantFrom('/{app}/{environment}/{name}', '/{environment}/{app}/{name}', '/acme/{environment}/{app}/{name}');
    fc.assert(
      fc.property(pattern, level, level, level, fc.array(level, { minLength: 1, maxLength: 3 }), (by, app, from, to, rest) => {
        const there = nameBy(by, { app, environment: from, name: rest.join('/') });
        expect(nameIn(by, from, nameIn(by, to, there) ?? '')).toBe(there);
      }),
    );
  });

  test.each([
    '{app}/{environment}/{name}',
    '/{app}/{name}',
    '/{name}/{app}/{environment}',
    '/{app}-{environment}/{name}',
    '/{app}/{app}/{environment}/{name}',
  ])('the pattern %s is refused when the configuration is read', (pattern) => {
    expect(complaint(() => checkConventionPattern(pattern))).toContain('Write it like /{app}/{environment}/{name}');
  });

  test('any pattern is taken, or refused with a sentence; what is taken has a place for every name', () => {
    const some = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('{app}', '{environment}', '{name}', 'acme', '')).map((levels) => `/${levels.join('/')}`),
    );
    fc.assert(
      fc.property(some, level, level, level, (by, app, environment, rest) => {
        try {
          checkConventionPattern(by);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        expect(placeOf(by, nameBy(by, { app, environment, name: rest }))).toEqual({ app, environment, name: rest });
      }),
    );
  });
});
