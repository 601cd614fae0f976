import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { draftOf, parseLine } from '../../src/handlers/parse.ts';
import { operations } from '../../src/workflows/index.ts';
import { enquiries } from '../../src/workflows/lifecycle/enquiries/index.ts';

const text = await readFile(new URL('../../docs/runbooks.md', import.meta.url), 'utf8');
const lines = [...text.matchAll(/^ {4}\/ssm (.+)$/gm)].map(([, line = '']) => line);
const things = [...operations, ...enquiries];

test('each line of the runbooks page is taken, or opens its form', () => {
  expect(lines.length).toBeGreaterThan(12);
  for (const line of lines) {
    // What wants a text is sent by its form: the line says which one.
    const isForm = /^runbook (create|update) /.test(line);
    const read = isForm ? draftOf(line, things) : parseLine(line, things);
    if (!read || 'help' in read) throw new UserError(`${line} is not taken.`);
    expect(line.startsWith(read.typed.words)).toBe(true);
  }
});

test('the runbooks page tells of every command for runbooks', () => {
  for (const { words } of things) if (words.startsWith('runbook ')) expect(text).toContain(words.replace('runbook ', ''));
});
