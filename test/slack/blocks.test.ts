import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bar, code, table } from '../../src/slack/blocks/code.ts';
import { checkbox, externalSelect, input, numberInput, option, select, textInput } from '../../src/slack/blocks/input.ts';
import { actions, button, context, fields, fits, message, modal, section } from '../../src/slack/blocks.ts';
import { bold, codeSpan, mrkdwn, words } from '../../src/slack/mrkdwn.ts';

interface Drawn {
  readonly type?: string;
  readonly text?: unknown;
}

/** Every object within, so that a limit is checked wherever it stands. */
function* objects(value: unknown): Generator<Drawn> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const inner of Object.values(value)) yield* objects(inner);
}

const bodies = (blocks: readonly KnownBlock[]): string =>
  blocks.flatMap((block) => (block.type === 'section' ? [/```\n([\s\S]*)\n```$/.exec(block.text?.text ?? '')?.[1] ?? ''] : [])).join('\n');

/** What Slack would refuse, checked without our own limits. */
function expectWithinLimits(blocks: readonly KnownBlock[]): void {
  for (const one of objects(blocks)) {
    if (one.type === 'mrkdwn') {
      expect(one.text).not.toMatch(/[<>]/);
      expect((String(one.text).match(/```/g) ?? []).length % 2).toBe(0);
    }
    if (one.type === 'mrkdwn' || one.type === 'plain_text') expect(String(one.text).length).toBeGreaterThan(0);
  }
  for (const block of blocks) {
    if (block.type === 'section') {
      expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
      expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
      for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
    }
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
    if (block.type === 'context') {
      expect(block.elements.length).toBeLessThanOrEqual(10);
      for (const element of block.elements) if ('text' in element) expect(element.text.length).toBeLessThanOrEqual(2000);
    }
    if (block.type === 'actions') {
      for (const element of block.elements) if (element.type === 'button') expect(element.text.text.length).toBeLessThanOrEqual(75);
    }
    if (block.type === 'input') expect(block.label.text.length).toBeLessThanOrEqual(2000);
  }
}

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    '<!channel>',
    '<@U1>',
    '&',
    '```',
    '`',
    '*',
    '\n',
    '\u202e',
    ':tada:',
    'x'.repeat(700),
    '&<>'.repeat(500),
    'a b\n'.repeat(900),
  ),
);
const anyText = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));

test('any outside text through every block keeps the limits and makes nothing of its own', () => {
  fc.assert(
    fc.property(anyText, fc.array(anyText, { minLength: 1, maxLength: 13 }), (text, many) => {
      const blocks: KnownBlock[] = [
        section(words(text)),
        section(mrkdwn`${bold(text)} ${codeSpan(text)} ${text}`),
        ...fields(many.map((value) => ({ label: text, value }))),
        context(...many.map(words)),
        ...code(text, many[0]),
        ...code(text, many[0], { whole: true }),
        ...table(many, [many, [text]]),
        actions([button({ text, action: 'a', confirm: { title: text, text, yes: text, no: text } })]),
        input({ id: 'i', label: text, hint: text, element: textInput('i', { placeholder: text }) }),
        input({ id: 's', label: text, element: select('s', [option(text, 'v')], { placeholder: text }) }),
      ];
      expectWithinLimits(blocks);
      const informing = blocks.filter((block) => block.type !== 'input');
      const drawn = message({ text: words(text), blocks: informing });
      expectWithinLimits(drawn.blocks);
      expect(fits(drawn.blocks)).toBe(true);
      expect(drawn.text).not.toMatch(/[<>]/);
      const view = modal({ title: text, callback: 'c', blocks, submit: text, close: text });
      expect(view.blocks.length).toBeLessThanOrEqual(100);
      for (const words of [view.title, view.submit, view.close]) expect(words?.text.length ?? 0).toBeLessThanOrEqual(24);
    }),
    { numRuns: 150 },
  );
});

test('a table whose heading is nothing but line ends is drawn', () => {
  expectWithinLimits(table(['\n\n'], [['\n\n'], ['']]));
});

describe('code', () => {
  test('a whole script is all there, byte for byte, over several blocks', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 400 }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(lines, (all) => {
        const text = all.join('\n').replaceAll('`', "'");
        fc.pre(text.trim() !== '');
        const shown = bodies(code(text, undefined, { whole: true }));
        expect(shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  test('a line that has to be split says that it goes on', () => {
    const blocks = code('x'.repeat(7000), 'Script', { whole: true });
    expect(blocks.map((block) => block.type)).toEqual(['section', 'context', 'section', 'context', 'section']);
    expect(bodies(blocks).replaceAll('\n', '')).toBe('x'.repeat(7000));
  });

  test('what is cut is counted, and a changed fence is said', () => {
    expect(JSON.stringify(code('x'.repeat(7001)))).toContain('… 1,001 more characters');
    expect(JSON.stringify(code('a\n```\nb'))).toContain('Three backticks in the text are shown as ˋˋˋ.');
    expect(JSON.stringify(code('ls', 'Script'))).not.toContain('context');
  });

  test('no text is said to be none', () => {
    expect(code('', 'Output')).toMatchObject([{ text: { text: '*Output*\n(empty)' } }]);
  });
});

describe('a table', () => {
  test('is aligned where a phone can show it', () => {
    const [block] = table(
      ['Name', 'State'],
      [
        ['web-1', 'running'],
        ['db', 'stopped'],
      ],
    );
    expect(block).toMatchObject({ text: { text: '```\nName   State\n─────  ───────\nweb-1  running\ndb     stopped\n```' } });
  });

  test('is a line of words per row where it is wider', () => {
    const [block] = table(
      ['Instance', 'Agent', 'Address'],
      [
        ['i-0123456789abcdef0 (web-1)', '3.3.1611.0', '10.20.30.40'],
        ['i-0ab', '', '10.0.0.1'],
      ],
    );
    expect(block).toMatchObject({
      text: { text: '*i-0123456789abcdef0 (web-1)* · Agent 3.3.1611.0 · Address 10.20.30.40\n*i-0ab* · Address 10.0.0.1' },
    });
  });

  test('says how many rows are not shown, and when there is none', () => {
    const rows = Array.from({ length: 500 }, (_, at) => [`i-${at}`, 'x'.repeat(50)]);
    expect(JSON.stringify(table(['Id', 'What'], rows))).toMatch(/… \d+ more of 500 rows/);
    expect(table(['Id', 'What'], [])).toMatchObject([{ text: { text: 'Id, What: none' } }]);
  });
});

describe('what must not be cut is refused', () => {
  test('where all of it must be seen', () => {
    expect(() => section(words('x'.repeat(3001)), undefined, { whole: true })).toThrow(RangeError);
    expect(() => fields([{ label: 'a', value: 'x'.repeat(2000) }], { whole: true })).toThrow(RangeError);
    const many = Array.from({ length: 101 }, () => section(words('a')));
    expect(() => message({ text: words('a'), blocks: many, whole: true })).toThrow(RangeError);
    expect(() => modal({ title: 'a', callback: 'c', blocks: many, whole: true })).toThrow(RangeError);
  });

  test('where it comes back from Slack', () => {
    expect(() => button({ text: 'a', action: 'x'.repeat(256) })).toThrow(RangeError);
    expect(() => button({ text: 'a', action: 'x', value: 'x'.repeat(2001) })).toThrow(RangeError);
    expect(() => modal({ title: 'a', callback: 'c', blocks: [], metadata: 'x'.repeat(3001) })).toThrow(RangeError);
    expect(() => option('a', 'x'.repeat(76))).toThrow(RangeError);
    expect(() => textInput('a', { initial: 'x'.repeat(3001) })).toThrow(RangeError);
  });

  test('where Slack would refuse it', () => {
    expect(() => actions([])).toThrow(RangeError);
    expect(() => actions([button({ text: 'a', action: 'x' }), button({ text: 'b', action: 'x' })])).toThrow(RangeError);
    expect(() => select('a', [])).toThrow(RangeError);
    expect(() => context()).toThrow(RangeError);
  });
});

test('a message that is too long loses its last words, says so, and keeps its buttons', () => {
  const row = actions([button({ text: 'Cancel command', action: 'cancel', style: 'danger' })]);
  const drawn = message({ text: words('Running'), blocks: [...Array.from({ length: 60 }, (_, at) => section(words(`line ${at}`))), row] });
  expect(drawn.blocks).toHaveLength(50);
  expect(drawn.blocks.at(-2)).toEqual(row);
  expect(JSON.stringify(drawn.blocks.at(-1))).toContain('… 12 more pieces are not shown');
});

test('inputs have what they begin with', () => {
  expect(select('os', [option('Linux', 'linux'), option('Windows', 'windows')], { initial: 'windows' }).initial_option?.value).toBe(
    'windows',
  );
  expect(externalSelect('doc', { initial: option('AWS-RunShellScript') }).min_query_length).toBe(0);
  expect(numberInput('n', { initial: 3, min: 0 })).toMatchObject({ initial_value: '3', min_value: '0', is_decimal_allowed: false });
  expect(checkbox('live', 'Let AWS find the targets', 'yes', true).initial_options).toHaveLength(1);
  expect(textInput('t', { initial: '', multiline: true })).not.toHaveProperty('initial_value');
});

test('a bar is full only when all is done', () => {
  expect(bar(31, 40, 10)).toBe('████████░░');
  expect(bar(0, 40)).toBe('░░░░░░░░░░');
  expect(bar(1, 1000)).toBe('█░░░░░░░░░');
  expect(bar(999, 1000)).toBe('█████████░');
  expect(bar(40, 40)).toBe('██████████');
  expect(bar(0, 0)).toBe('░░░░░░░░░░');
});
