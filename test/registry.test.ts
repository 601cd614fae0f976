import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { fitsPolicy } from '../src/aws/session-policy.ts';
import type { Field, Typed } from '../src/domain/operation.ts';
import type { Wave } from '../src/domain/plan.ts';
import { placed } from '../src/handlers/parse/flag.ts';
import { type Line, parseLine } from '../src/handlers/parse.ts';
import { operations } from '../src/workflows/index.ts';
import { enquiries } from '../src/workflows/lifecycle/enquiries/index.ts';
import { prod } from './domain/samples.ts';
import { lineOf } from './support/line.ts';

const all: readonly Typed[] = [...operations, ...enquiries];
const byName = all.map((each) => [each.name, each] as const);
const fieldsOf = (each: Typed): [string, Field][] => Object.entries(each.form as Record<string, Field>);

/** The line that the help shows: every field's own example. */
function exampleLine(each: Typed, withOptional: boolean): string {
  const { words, flags, rest } = placed(each);
  const asked = ({ field }: { field: Field }) => withOptional || !field.optional;
  return [
    each.words,
    ...words.filter(asked).map(({ field }) => field.example ?? ''),
    ...[...flags.values()].filter(asked).map(({ name, field }) => `${name} ${field.kind === 'flag' ? '' : (field.example ?? '')}`.trim()),
    ...(rest && asked(rest) ? [`-- ${rest.field.example ?? ''}`] : []),
  ].join(' ');
}

/** The kind of every schema within, so that none is overlooked in a list or behind an optional. */
function* schemas(schema: z.core.$ZodType): Generator<{ type: string }> {
  const def = schema._zod.def as unknown as Record<string, unknown> & { type: string };
  yield def;
  const { innerType, element, options, shape, in: into, out } = def;
  const inside = [innerType, element, into, out, ...((options as unknown[]) ?? []), ...Object.values((shape as object) ?? {})];
  for (const inner of inside) if (inner !== undefined) yield* schemas(inner as z.core.$ZodType);
}

const machines = Array.from({ length: 40 }, (_, i) => `i-${String(i).padStart(17, '0')}`);
/** A wave as large as the operation makes them. A new operation adds its own here. */
const samples: Readonly<Record<string, Wave>> = {
  'command.run': { targets: machines, call: { document: 'AWS-RunShellScript' }, within: 1 },
};

const read = (line: string): Line => {
  const parsed = parseLine(line, all, { escaped: false });
  if ('help' in parsed) throw new Error(`${line} asks for help.`);
  return parsed;
};

describe('what can be typed', () => {
  test('has a name and words that nothing else has', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ words }) => words)).size).toBe(all.length);
  });

  test.each(byName)('%s has a name for policies, plain words and a title that fits', (name, { words, title }) => {
    expect(name).toMatch(/^[a-z]+(\.[a-z]+(-[a-z]+)*)+$/);
    expect(words).toMatch(/^[a-z]+( [a-z]+)*$/);
    expect(words).not.toMatch(/^help\b/);
    expect(title).toMatch(/^[A-Z].*[^.!?]$/);
  });

  test.each(byName)("%s asks exactly its input's questions, each with a label", (_name, each) => {
    expect(Object.keys(each.form).sort()).toEqual(Object.keys(each.input.shape).sort());
    for (const [key, field] of fieldsOf(each)) {
      expect(field.label, key).toMatch(/\S/);
      const wanted = each.input.shape[key] as z.ZodType;
      expect(wanted.safeParse(undefined).success, `${key} is optional in form and input alike`).toBe(
        field.optional === true || field.kind === 'flag',
      );
      if (field.kind === 'select') expect(field.options?.length, key).toBeGreaterThan(0);
    }
    expect(fieldsOf(each).filter(([, { at }]) => at === 'rest').length).toBeLessThanOrEqual(1);
    expect(fieldsOf(each).filter(([, field]) => field.many && field.at === 'words').length).toBeLessThanOrEqual(1);
  });

  test.each(byName)('%s is understood as its help shows it, and reads its stored input again unchanged', (_name, each) => {
    for (const withOptional of [false, true]) {
      const { typed, input } = read(exampleLine(each, withOptional));
      expect(typed.name).toBe(each.name);
      expect(each.input.parse(JSON.parse(JSON.stringify(input)))).toEqual(input);
      expect(read(lineOf(each, input)).input).toEqual(input);
    }
  });

  test.each(byName)('%s changes no type when it reads: what is stored is what was said', (_name, each) => {
    const kinds = [...schemas(each.input)].map(({ type }) => type);
    for (const kind of ['transform', 'pipe', 'default', 'prefault', 'catch', 'date', 'bigint', 'map', 'set', 'custom', 'any']) {
      expect(kinds).not.toContain(kind);
    }
  });
});

describe('what operates AWS', () => {
  test.each(operations.map((each) => [each.name, each] as const))(
    '%s can be started with least rights, found again and stopped',
    (name, each) => {
      const wave = samples[name];
      if (!wave) throw new Error(`Add a wave of ${name} to this test's samples.`);
      const rights = each.iam(wave, prod, 'start');
      expect(rights.length).toBeGreaterThan(0);
      expect(fitsPolicy(rights)).toBe(true);
      for (const { actions, resources } of rights) {
        for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
        expect(resources.length).toBeGreaterThan(0);
        for (const resource of resources) expect(resource).toMatch(/^arn:aws:[a-z0-9]+:[^:]+:[^:]*:.*[^*]$/);
      }
      expect(each.recover === 'same-key' || typeof each.recover === 'function').toBe(true);
      if (!each.stop) return;
      const stop = each.iam(wave, prod, 'stop');
      expect(fitsPolicy(stop)).toBe(true);
      for (const action of stop.flatMap(({ actions }) => actions)) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
    },
  );
});

test('handlers and drawings name no operation', async () => {
  const folders = ['src/handlers', 'src/slack'];
  const files = (await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })))).flatMap((names, i) =>
    names.filter((name) => name.endsWith('.ts')).map((name) => `${folders[i]}/${name}`),
  );
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    for (const { name } of operations) expect(text, file).not.toMatch(new RegExp(`['"\`]${name}['"\`]`));
  }
});
