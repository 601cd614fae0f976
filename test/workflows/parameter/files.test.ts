import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { dotenvLine, parseDotenv } from '../../../src/workflows/parameter/dotenv.ts';
import { exportFile } from '../../../src/workflows/parameter/export-file.ts';
import { type FileFormat, formatOf, type ImportEntry, readImport } from '../../../src/workflows/parameter/import-file.ts';

const env = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const read = (format: FileFormat, text: string, path = '/myapp/prod') => readImport({ format, text, path, env });
const short = (entries: readonly ImportEntry[]) => entries.map(({ name, value, type, line }) => [name, value, type, line]);
const complaint = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'It was taken.',
    (error: unknown) => {
      expect(error).toBeInstanceOf(UserError);
      return (error as Error).message;
    },
  );

describe('a .env file', () => {
  test('is read with its comments, quotes and export', async () => {
    const text = [
      '# of prod',
      'export HOST=db1 # the first',
      '',
      "GREETING='it is $5'",
      'LINES="a\\nb \\"c\\" \\$x"',
      'URL=https://x.org/#top',
      'EMPTY_LATER = 1',
    ].join('\r\n');
    expect(short(await read('env', text))).toEqual([
      ['/myapp/prod/HOST', 'db1', 'String', 2],
      ['/myapp/prod/GREETING', 'it is $5', 'String', 4],
      ['/myapp/prod/LINES', 'a\nb "c" $x', 'String', 5],
      ['/myapp/prod/URL', 'https://x.org/#top', 'String', 6],
      ['/myapp/prod/EMPTY_LATER', '1', 'String', 7],
    ]);
  });

  test.each([
    ['A=1\nB=$HOME/x', 'Line 2: $ begins a variable or a command'],
    ['A="$(b)"', 'Line 1: $ begins a variable'],
    ['A=`date`', 'Line 1: backticks are no quotes'],
    ["A='x", 'Line 1: the single quote is not closed'],
    ['A="x\ny"', 'Line 1: the double quote is not closed'],
    ['A="x" y', 'Line 1: something stands behind the closing quote'],
    ['A="\\q"', 'means nothing within double quotes'],
    ['\n\nnonsense', 'Line 3 is no setting'],
    ['# nothing', 'The file holds no settings'],
  ])('%j is refused with its line', async (text, said) => {
    expect(await complaint(read('env', text))).toContain(said);
  });

  test('a line that is written is read as the same value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ '"\\$#{}\n\r\ta=]*$/)), (value) => {
        expect(parseDotenv(`A=0\n${dotenvLine('KEY', value)}\nB=1\n`).find(({ key }) => key === 'KEY')?.value).toBe(value);
      }),
    );
  });
});

describe('JSON and YAML', () => {
  test('have levels, lists, and numbers as they are written', async () => {
    const json = '{\n  "db": { "host": "db1", "port": 5432.0 },\n  "zones": ["a", "b"],\n  "beta": true,\n  "a/b": "x"\n}';
    const expected = [
      ['/myapp/prod/db/host', 'db1', 'String', 2],
      ['/myapp/prod/db/port', '5432.0', 'String', 2],
      ['/myapp/prod/zones', 'a,b', 'StringList', 3],
      ['/myapp/prod/beta', 'true', 'String', 4],
      ['/myapp/prod/a/b', 'x', 'String', 5],
    ];
    expect(short(await read('json', json))).toEqual(expected);
    const yaml = '# of prod\ndb:\n  host: db1\n  port: 5432.0\nzones: [a, b]\nbeta: true\na/b: x\n';
    expect(short(await read('yaml', yaml)).map((each) => each.slice(0, 3))).toEqual(expected.map((each) => each.slice(0, 3)));
    expect((await read('yaml', yaml)).map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
  });

  test.each<[FileFormat, string, string]>([
    ['json', '{"a": 1,\n "b": }', 'Line 2: it is no JSON'],
    ['json', '[1]', 'at its top stand names with values'],
    ['json', '{"a": 1,\n "a": 2}', 'Line 2: the key stands there already'],
    ['yaml', 'a: 1\na: 2', 'Line 2: the key stands there already'],
    ['yaml', 'a: [1', 'it is no YAML'],
    ['yaml', 'a: 1\n---\nb: 2', 'it is no YAML'],
    ['yaml', 'just text', 'at its top stand names with values'],
  ])('%s %j is refused', async (format, text, said) => {
    expect(await complaint(read(format, text))).toContain(said);
  });

  test('what is wrong with one is marked at it, with its line; the others stay', async () => {
    const text = [
      'good: 1',
      'empty:',
      'nothing: ""',
      'my name: x',
      'deep: {list: [{a: 1}]}',
      'commas: ["a,b"]',
      'base: &b 1',
      'again: *b',
      'tagged: !Ref x',
      'long: ',
      `  ${'x'.repeat(8_193)}`,
    ].join('\n');
    const wrong = (await read('yaml', text)).filter(({ problems }) => problems.length > 0);
    expect(wrong.map(({ line, problems }) => [line, problems.length])).toEqual([2, 3, 4, 5, 6, 8, 9, 11].map((line) => [line, 1]));
    expect(wrong.map(({ problems }) => problems[0]).join('\n')).toMatch(
      /Line 4: .* has a space in it[\s\S]*Line 5: .*no plain value[\s\S]*Line 8: It is an alias[\s\S]*8,193 bytes/,
    );
  });

  test('a name that stands twice is marked at both places, and one outside the path too', async () => {
    const entries = await read('json', '{\n"a/b": "1",\n"a": {"b": "2"},\n"/other/x": "3",\n"/myapp/prod/y": "4"}');
    expect(entries.map(({ problems }) => problems.join(' '))).toEqual([
      'Line 2: /myapp/prod/a/b is there more than once: on lines 2, 3. Leave one.',
      'Line 3: /myapp/prod/a/b is there more than once: on lines 2, 3. Leave one.',
      'Line 4: /other/x is not under /myapp/prod.',
      '',
    ]);
  });

  test('what looks like a secret is marked, and taken for a SecureString', async () => {
    const [password, host] = await read('yaml', 'db-password: horse\nhost: db1');
    expect(password).toMatchObject({ type: 'SecureString', secret: 'The name says "password".' });
    expect(host).toMatchObject({ type: 'String' });
  });
});

test('any text is read, or refused with a sentence that does not hold it', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.stringMatching(/^[a-c:{}[\]"',\n &*!|>#=$-]*$/),
    fc.constantFrom('['.repeat(5_000), `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom('env', 'json', 'yaml'), async (before, format) => {
      const planted = 'plantedValue77';
      try {
        const entries = await read(format, `${before}\nx${planted}`);
        for (const { problems, name } of entries) if (!name.includes(planted)) expect(problems.join()).not.toContain(planted);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toContain(planted);
      }
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['.env', 'env'],
  ['prod.env', 'env'],
  ['.env.production', 'env'],
  ['a.JSON', 'json'],
  ['a.yml', 'yaml'],
])('%s is read as %s', (name, format) => {
  expect(formatOf(name)).toBe(format);
});

describe('an export', () => {
  const level = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,6}$/);
  const value = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.constantFrom(
      'true',
      'null',
      '~',
      '1.0',
      '0x1f',
      '- a',
      'a: b',
      '# c',
      ' x ',
      'a\nb\n',
      '"',
      "'",
      '\\',
      '{}',
      '*a',
      '!b',
      '2026-11-25',
      '<<',
      'yes',
    ),
  );
  const item = value.map((one) => one.replaceAll(',', ';'));
  const content = fc.oneof(
    value.map((one) => ({ type: 'String' as const, value: one })),
    fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => ({ type: 'StringList' as const, value: items.join(',') })),
  );
  const parameters = (levels: number) =>
    fc.uniqueArray(
      fc.tuple(
        fc.array(level, { minLength: 1, maxLength: levels }).map((all) => all.join('/')),
        content,
      ),
      { selector: ([key]) => key, minLength: 1, maxLength: 6 },
    );

  test.each([['json'], ['yaml']] as const)('as %s, imported, gives the same parameters', async (format) => {
    await fc.assert(
      fc.asyncProperty(parameters(3), fc.constantFrom('/myapp/prod', '/'), async (some, path) => {
        const all = some.map(([key, one]) => ({ name: `${path === '/' ? '' : path}/${key}`, ...one }));
        const entries = await read(format, exportFile(format, path, all).text, path);
        const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
        // A value that looks like a secret by chance is taken for one: the rest of it is the same.
        const found = entries.map(({ name, value: text, type, secret }) => ({ name, value: text, ...(secret ? {} : { type }) }));
        const secrets = new Set(entries.filter(({ secret }) => secret).map(({ name }) => name));
        const wanted = all.map(({ name, value: text, type }) => ({ name, value: text, ...(secrets.has(name) ? {} : { type }) }));
        expect(found.sort(byName)).toEqual(wanted.sort(byName));
      }),
      { numRuns: 60 },
    );
  });

  test('as .env, imported, gives the same values', async () => {
    await fc.assert(
      fc.asyncProperty(parameters(1), async (some) => {
        const all = some.map(([key, one]) => ({ name: `/myapp/${key}`, ...one }));
        const entries = await read('env', exportFile('env', '/myapp', all).text, '/myapp');
        expect(new Map(entries.map(({ name, value: text }) => [name, text]))).toEqual(
          new Map(all.map(({ name, value: text }) => [name, text])),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('a file with thousands of levels is refused in words, and ends no process', async () => {
    for (const deep of ['a: '.repeat(20_000), `${'['.repeat(20_000)}`, `${'{"a":'.repeat(20_000)}1`])
      await expect(read('yaml', deep, '/myapp')).rejects.toThrow('too many levels');
  });

  test('a line separator of Unicode within a value is no end of its line', async () => {
    const { text } = exportFile('env', '/myapp', [{ name: '/myapp/motd', type: 'String', value: 'one\u2028two' }]);
    expect((await read('env', text, '/myapp'))[0]).toMatchObject({ value: 'one\u2028two' });
  });

  test('leaves secrets out, and says which', () => {
    const all = [
      { name: '/a/host', type: 'String' as const, value: 'db1' },
      { name: '/a/password', type: 'SecureString' as const },
      { name: '/a/key', type: 'String' as const, value: 'planted', secret: 'The name says "key".' },
    ];
    const { text, written, left } = exportFile('yaml', '/a', all);
    expect([written, left]).toEqual([1, ['/a/key', '/a/password']]);
    expect(text).toBe('# /a/key is a secret: its value is not written.\n# /a/password is a secret: its value is not written.\nhost: db1\n');
    expect(exportFile('json', '/a', all).text).toBe('{\n  "host": "db1"\n}\n');
  });

  test('as .env has no levels', () => {
    expect(() => exportFile('env', '/a', [{ name: '/a/b/c', type: 'String', value: '1' }])).toThrow('Export as JSON or YAML');
  });
});
