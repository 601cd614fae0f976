import type { KnownBlock, ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Piece } from '../../sandbox/slack/blocks/piece.ts';
import { valuesFor } from '../../sandbox/slack/blocks/value.ts';
import { checkView } from '../../sandbox/slack/blocks/view-limits.ts';
import type { DocumentParameter as Parameter } from '../../src/domain/document.ts';
import type { Field, Typed } from '../../src/domain/operation.ts';
import { UserError } from '../../src/errors.ts';
import { noticeValue, readFormPlace } from '../../src/slack/form/ids.ts';
import { type Answers, readForm, wrongReason } from '../../src/slack/form/read.ts';
import { blockFor, drawForm } from '../../src/slack/form.ts';
import { operations } from '../../src/workflows/index.ts';
import { enquiries } from '../../src/workflows/lifecycle/enquiries/index.ts';
import { prod } from '../domain/samples.ts';
import { run } from '../handlers/typed.ts';

const place = { id: '0'.repeat(32), channel: { id: 'C0OPS', name: 'ops' } };
const draw = (typed: Typed, input: Record<string, unknown>, more: Partial<Parameters<typeof drawForm>[0]> = {}): ModalView =>
  drawForm({ typed, place, input, environments: [prod], environment: prod, ...more });

/** What Slack would send for a form that is sent as it was drawn. */
const answers = (view: ModalView): Answers => valuesFor(view.blocks as unknown as Piece[]) as unknown as Answers;

const said = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).filter((text) => text.trim() !== '');
const oneLine = said.filter((text) => !/[\r\n]/.test(text));
const values: Readonly<Record<Field['kind'], (field: Field) => fc.Arbitrary<unknown>>> = {
  text: (field) => (field.many ? oneLine : said),
  script: () => fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }),
  targets: () =>
    fc.oneof(
      fc.stringMatching(/^i-[0-9a-f]{17}$/),
      oneLine.map((value) => `tag:Name=${value}`),
    ),
  runbook: () => fc.constantFrom('AWS-RestartEC2Instance', 'AWS-CreateImage:3'),
  document: () => fc.stringMatching(/^[\w.-]{3,128}$/),
  number: () => fc.integer(),
  duration: () => fc.constantFrom('90s', '10m', '2h'),
  rate: () => fc.constantFrom('20%', '5'),
  flag: () => fc.constant(true),
  request: () => fc.stringMatching(/^[0-9a-f]{4,32}$/),
  select: (field) => fc.constantFrom(...(field.options ?? [])),
  parameter: () => fc.stringMatching(/^(\/[\w.-]{1,40}){1,5}$/),
  key: () => fc.constantFrom('alias/myapp', 'arn:aws:kms:eu-central-1:111122223333:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
  end: () => fc.constantFrom('2027-01-31T18:00 Europe/Berlin', '90d', 'never'),
  span: () => fc.constantFrom('15d', '12h', 'none'),
  pairs: () => fc.tuple(fc.constantFrom('commands', 'Service', 'Other'), oneLine).map(([name, value]) => `${name}=${value}`),
};

/** Any input that has its required fields. */
function inputs(typed: Typed): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries<Field>(typed.form);
  const shape = fields.map(([key, field]) => {
    const one = values[field.kind](field);
    return [key, field.many ? fc.array(one, { minLength: 1, maxLength: 6 }) : one];
  });
  const requiredKeys = fields.filter(([, { optional, kind }]) => !optional && kind !== 'flag').map(([key]) => key);
  return fc.record(Object.fromEntries(shape) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys });
}

const parameters: readonly Parameter[] = [
  { name: 'commands', type: 'StringList', description: 'What to run' },
  { name: 'Service', type: 'String', allowedValues: ['myapp', 'nginx'], default: ['nginx'] },
];

/** Pairs by their name: the order of different names says nothing. */
const byName = (pairs: unknown): Record<string, string[]> => {
  const read: Record<string, string[]> = {};
  for (const pair of (pairs as string[] | undefined) ?? []) {
    const name = pair.slice(0, pair.indexOf('='));
    read[name] = [...(read[name] ?? []), pair.slice(name.length + 1)].sort();
  }
  return read;
};

const all = [...operations, ...enquiries, run].map((each) => [each.name, each] as const);

describe('a form', () => {
  test.each(all)('of %s gives back what it was filled with, in blocks that Slack takes', (_name, typed) => {
    const [pairsKey] = Object.entries<Field>(typed.form).find(([, { kind }]) => kind === 'pairs') ?? [''];
    fc.assert(
      fc.property(inputs(typed), fc.boolean(), (input, known) => {
        const view = draw(typed, input, known ? { document: { name: 'Acme-Any', parameters } } : {});
        checkView(view, 'modal');
        const read = readForm(typed, answers(view)).input;
        expect({ ...read, [pairsKey]: byName(read[pairsKey]) }).toEqual({ ...input, [pairsKey]: byName(input[pairsKey]) });
      }),
      { numRuns: 100 },
    );
  });

  test.each(all)('of %s stands empty as Slack takes it', (_name, typed) => {
    const view = draw(typed, {});
    checkView(view, 'modal');
    expect(readForm(typed, answers(view)).input).toEqual({});
    expect(view.title.text).not.toContain('…');
  });

  test('keeps environment and reason, and ids alone in its metadata', () => {
    const view = draw(run, { targets: ['i-0123456789abcdef0'], script: 'echo secret' }, { reason: 'slow' });
    expect(readForm(run, answers(view))).toMatchObject({ env: 'prod', reason: 'slow' });
    expect(readFormPlace(view.private_metadata ?? '')).toEqual({ ...place, environment: 'prod' });
    expect(view.private_metadata).not.toMatch(/secret|slow|http/);
  });

  test('asks for breaking the glass where one may, and where it was said already', () => {
    fc.assert(
      fc.property(fc.option(said, { nil: undefined }), fc.boolean(), (text, mayBreakGlass) => {
        const breakGlass = text?.trim();
        const view = draw(run, {}, { breakGlass, mayBreakGlass });
        checkView(view, 'modal');
        const ids = view.blocks.map(({ block_id }) => block_id);
        expect(ids.includes('break-glass')).toBe(mayBreakGlass || breakGlass !== undefined);
        expect(readForm(run, answers(view)).breakGlass).toBe(breakGlass);
        expect(view.private_metadata).toBe(draw(run, {}).private_metadata);
      }),
      { numRuns: 100 },
    );
    expect(draw(enquiries[0] as unknown as Typed, {}, { mayBreakGlass: true }).blocks.map(({ block_id }) => block_id)).not.toContain(
      'break-glass',
    );
  });

  test('two reasons are told at the reason', () => {
    expect(wrongReason({ reason: 'slow', breakGlass: 'down' })).toMatch(/leave this empty/);
    for (const one of [{}, { reason: 'slow' }, { breakGlass: 'down' }]) expect(wrongReason(one)).toBeUndefined();
    const both = draw(run, {}, { reason: 'slow', breakGlass: 'down', errors: new Map([['break-glass', 'You may not']]) });
    expect(JSON.stringify(both.blocks)).toContain('⚠ Look at: Break glass');
    expect(blockFor('break-glass', both.blocks as KnownBlock[])).toBe('break-glass');
  });

  test('takes more targets than a picker holds, and longer ones, as lines', () => {
    const many = Array.from({ length: 140 }, (_, at) => `i-${String(at).padStart(17, '0')}`);
    const long = [`tag:Name=${'x'.repeat(100)}`];
    for (const targets of [many, long]) {
      const view = draw(run, { targets, script: 'ls' });
      checkView(view, 'modal');
      expect(readForm(run, answers(view)).input).toEqual({ targets, script: 'ls' });
    }
  });

  test('refuses what it can only cut', () => {
    expect(() => draw(run, { script: 'x'.repeat(3_001) })).toThrow(UserError);
  });

  test('a notice that was chosen counts as nothing', () => {
    const state: Answers = {
      'field.targets': { 'pick.targets': { type: 'multi_external_select', selected_options: [{ value: noticeValue }, { value: 'all' }] } },
    };
    expect(readForm(run, state).input).toEqual({ targets: ['all'] });
  });

  test('an error is shown at its field, else where Slack shows one at all', () => {
    const { blocks } = draw(run, {});
    const inputs = blocks as KnownBlock[];
    expect(blockFor('script', inputs)).toBe('field.script');
    expect(blockFor('env', inputs)).toBe('environment');
    expect(blockFor('nothing', inputs)).toBe('environment');
  });

  test('more environments than a select holds are typed for', () => {
    const many = Array.from({ length: 120 }, (_, at) => ({ ...prod, name: `env-${at}` }));
    const view = draw(run, {}, { environments: many, environment: many[110] });
    checkView(view, 'modal');
    expect(readForm(run, answers(view)).env).toBe('env-110');
  });
});

describe("a document's parameters", () => {
  const withPairs = operations.find((each) => Object.values<Field>(each.form).some(({ kind }) => kind === 'pairs')) as Typed;
  const ask = (asked: readonly Parameter[]): ModalView => draw(withPairs, {}, { document: { name: 'Acme-Any', parameters: asked } });

  test('show their default, their choices and their pattern', () => {
    const view = JSON.stringify(
      ask([
        { name: 'wait', type: 'Integer', default: ['30'], description: '(Optional) Seconds', allowedPattern: '^\\d+$' },
        { name: 'drain', type: 'Boolean' },
        { name: 'commands', type: 'StringList' },
      ]).blocks,
    );
    expect(view).toContain('Needed, unless a script stands for it. One value a line.');
    expect(view).toContain('30 (default)');
    expect(view).toContain('Seconds It must match ^\\\\d+$');
    expect(view).toContain('"value":"true"');
  });

  test('of a document that has too many for a form are written as NAME=VALUE', () => {
    const view = ask(Array.from({ length: 90 }, (_, at) => ({ name: `p${at}`, type: 'String' })));
    checkView(view, 'modal');
    expect(JSON.stringify(view.blocks)).toContain('One NAME=VALUE a line.');
  });
});
