import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortUsageOf } from '../../src/handlers/parse/usage.ts';
import { bareOf, draftOf, parseLine } from '../../src/handlers/parse.ts';
import { lineOf } from '../support/line.ts';
import { history, operations, run, status } from './typed.ts';

const draft = (text: string) => draftOf(text, operations, { escaped: false });

describe('a line with mistakes, read for a form', () => {
  test('keeps what can be read, and each mistake with its field', () => {
    const read = draft('run i-0abc tag:Env --max-errors many --os widnows --maxx 3 --reason why -- uptime');
    expect(read).toMatchObject({ typed: run, input: { targets: ['i-0abc', 'tag:Env'], script: 'uptime', os: 'windows' }, reason: 'why' });
    expect(read?.input).not.toHaveProperty('maxErrors');
    expect(Object.fromEntries(read?.errors ?? [])).toEqual({
      targets: '"tag:Env" wants a value: tag:Env=prod.',
      maxErrors: expect.stringContaining('is no number'),
      os: expect.stringContaining('Did you mean "windows"?'),
      '': expect.stringContaining('"--maxx" is no option of run.'),
    });
  });

  test('takes a misspelt flag for the one that was meant', () => {
    expect(draft('run i-0abc --maxerrors 3 -- ls')).toMatchObject({ input: { maxErrors: 3 } });
  });

  test('takes the last of two values, and reads on after an open quote', () => {
    expect(draft('run i-0abc --env a --env b -- ls')?.env).toBe('a');
    expect(draft('run i-0abc "tag:x -- ls')).toMatchObject({ input: { targets: ['i-0abc', 'tag:x'], script: 'ls' } });
  });

  test('says nothing about what is only missing: the form shows it', () => {
    expect(draft('run')?.errors.size).toBe(0);
  });

  test('is none where the command is not known, or help is asked for', () => {
    expect(draft('rnu i-0abc')).toBeUndefined();
    expect(draft('run --help')).toBeUndefined();
  });

  test('never throws', () => {
    const words = fc.constantFrom('run', '--', '--env', '--maxx', '--live=no', '"', "'", '=', 'help', '—', '--max-errors', '--os', ' ');
    const text = fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 12 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(text, (line) => {
        draftOf(`run ${line}`, operations);
      }),
      { numRuns: 1000 },
    );
  });

  test('without mistakes is what the strict reading gives', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '' && text !== 'tag:Env');
    const input = fc.record(
      { targets: fc.array(word, { minLength: 1, maxLength: 3 }), script: word, maxErrors: fc.nat(), live: fc.constant(true) },
      { requiredKeys: ['targets', 'script'] },
    );
    fc.assert(
      fc.property(input, (given) => {
        const line = lineOf(run, given, { env: 'prod' });
        expect(draft(line)).toEqual({ ...parseLine(line, operations, { escaped: false }), errors: new Map() });
      }),
      { numRuns: 300 },
    );
  });
});

describe('the words alone', () => {
  test.each(['run', ' Run ', '/ssm run', 'param label'])('"%s" ask for a form', (text) => {
    expect(bareOf(text, operations)).toBeDefined();
  });

  test.each(['', 'help', 'run i-0abc', 'run --help', 'rnu', 'history'])('"%s" do not', (text) => {
    expect(bareOf(text, operations)).toBeUndefined();
  });
});

test('an enquiry has neither environment nor reason', () => {
  expect(() => parseLine('history ana --env prod', operations)).toThrow('"--env" is no option of history.');
  expect(parseLine('history ana --all', operations)).toEqual({ typed: history, input: { person: 'ana', all: true } });
});

test('the short usage has no flags', () => {
  expect(shortUsageOf(run)).toBe('/ssm run TARGET... -- SCRIPT');
  expect(shortUsageOf(status)).toBe('/ssm status ID');
});
