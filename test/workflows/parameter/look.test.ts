import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelsOf } from '../../../src/workflows/parameter/look/levels.ts';
import { insideOf } from '../../../src/workflows/parameter/look/path.ts';
import { shownValue } from '../../../src/workflows/parameter/look/shown-value.ts';

const level = fc.stringMatching(/^[a-z0-9._-]{1,8}$/);
const name = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => `/${levels.join('/')}`);
const path = fc.oneof(
  fc.constant('/'),
  fc.array(level, { minLength: 1, maxLength: 2 }).map((levels) => `/${levels.join('/')}`),
);

test('what is under a path is right there or counted at one level below it, once', () => {
  fc.assert(
    fc.property(path, fc.uniqueArray(name), fc.uniqueArray(name), (above, inside, elsewhere) => {
      const under = inside.map((each) => (above === '/' ? each : `${above}${each}`));
      const all = [...new Set([...under, ...elsewhere])].map((Name) => ({ Name }));
      const expected = all.filter(({ Name }) => above === '/' || Name.startsWith(`${above}/`));
      const { here, below } = levelsOf(above, all);
      expect(here.length + below.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(expected.length);
      for (const { path: to, parameters } of below) expect(all.filter(({ Name }) => Name.startsWith(`${to}/`))).toHaveLength(parameters);
    }),
  );
});

test('a name without a slash stands at the top', () => {
  expect(levelsOf('/', [{ Name: 'db' }, { Name: '/app/db' }])).toEqual({
    here: [{ Name: 'db' }],
    below: [{ name: 'app', path: '/app', parameters: 1 }],
  });
});

test('policies are asked about a path with a slash at its end, however it was typed', () => {
  expect(['/web', '/web/', '/', undefined].map((typed) => insideOf(typed).path)).toEqual(['/web/', '/web/', '/', '/']);
});

test('of a value with a password the rest stays, of one whose name is a secret nothing does', async () => {
  expect(await shownValue('/app/prod/database', 'postgres://app:hunter2Winter@db.internal/app')).toEqual({
    text: 'postgres://app:[masked]@db.internal/app',
    why: 'The value looks like an address with a password in it.',
  });
  expect((await shownValue('/app/prod/db-password', 'summer')).text).toBe('[masked]');
  expect((await shownValue('/app/prod/salt', 'host=a password=b')).text).toBe('[masked]');
});

test('what is random through and through is masked whole, but for two in a hundred that look like words', async () => {
  const values = Array.from({ length: 200 }, (_, i) => createHash('sha256').update(`${i}`).digest('base64'));
  const shown = await Promise.all(values.map(async (value) => (await shownValue('/app/prod/setting', `x ${value}`)).text.includes(value)));
  expect(shown.filter((seen) => seen).length).toBeLessThanOrEqual(4);
});

test('ordinary values are shown as they are', async () => {
  for (const value of ['db3.prod.acme.internal', '5432', 'search,new-checkout', 'https://acme.example/a?b=c', 'eu-central-1'])
    expect(await shownValue('/app/prod/setting', value)).toEqual({ text: value });
});
