import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseLine } from '../../src/handlers/parse.ts';
import { operations } from '../../src/workflows/index.ts';
import { enquiries } from '../../src/workflows/lifecycle/enquiries/index.ts';

const text = await readFile(new URL('../../docs/parameters.md', import.meta.url), 'utf8');
const lines = [...text.matchAll(/^\| `(\/ssm [^`]+)` \|/gm)].map(([, line = '']) => line);

test('each line of the parameters page is taken, and is the command that stands there', () => {
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    const read = parseLine(line.replace('/ssm ', ''), [...operations, ...enquiries]);
    if ('help' in read) throw new Error(`${line} is help.`);
    expect(line).toContain(`/ssm ${read.typed.words}`);
  }
});

test('the parameters page tells of every command for parameters', () => {
  const words = [...operations, ...enquiries].map((typed) => typed.words).filter((each) => each.startsWith('param '));
  for (const each of words) expect(text).toContain(`/ssm ${each} `);
});
