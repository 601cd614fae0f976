import yargsParser from 'yargs-parser';
import { UserError } from '../../errors.ts';
import type { Named } from './flag.ts';
import { didYouMean, shown } from './nearest.ts';
import { unused, type Word } from './split.ts';

/** Flags that every operation has. */
export const common = ['env', 'reason'] as const;

export interface Flags {
  /** By the flag's name without dashes: strings, and true or false for a flag without value. */
  readonly values: ReadonlyMap<string, readonly (string | boolean)[]>;
  readonly free: readonly string[];
}

// A phone makes one long dash of the two hyphens: —env.
const flagWord = /^(?:--?|[—–])(?=[\p{L}_])([^=\s]*)(=?)/u;
const help = new Set(['help', 'h']);

/** Whether the line asks for help: `--help`, `-h`, or the one word `help` where words may stand. */
export const asksHelp = (words: readonly Word[]): boolean =>
  words.some(({ text, quoted }) => !quoted && help.has(flagWord.exec(text)?.[1] ?? '')) ||
  (words.length === 1 && words.every(({ text, quoted }) => !quoted && text.toLowerCase() === 'help'));

/**
 * Parts flags from free words. Values stay strings.
 * @throws UserError for an unknown flag and for a flag without its value.
 */
export function flagsOf(words: readonly Word[], flags: ReadonlyMap<string, Named>, command: string): Flags {
  const names = [...flags.keys(), ...common];
  const yes = [...flags].filter(([, { field }]) => field.kind === 'flag').map(([name]) => name);
  const mark = unused(words.map(({ text }) => text).join(' '));
  const args = words.map(({ text, quoted }, at) => {
    const [start = '', name = '', equals = ''] = quoted ? [] : (flagWord.exec(text) ?? []);
    // Marked, yargs-parser takes it for a value, whatever dashes it has, and leaves its quotes alone.
    if (start === '') return mark + text;
    const value = text.slice(start.length);
    check(name, equals, value, words[at + 1]);
    return `--${name}${equals}${equals === '' || yes.includes(name) ? '' : mark}${value}`;
  });

  function check(name: string, equals: string, value: string, next: Word | undefined): void {
    if (!names.includes(name)) {
      const right = names.map((one) => `--${one}`);
      throw new UserError(
        `"--${name}" is no option of ${command}.${didYouMean(`--${name}`, right)} It has ${right.join(', ')}. See /ssm help ${command}.`,
      );
    }
    if (yes.includes(name)) {
      if (equals !== '' && value !== 'true' && value !== 'false') {
        throw new UserError(`"--${name}" takes no value, and ${shown(value)} is one. Write --${name} alone.`);
      }
    } else if (equals === '' && (next === undefined || (!next.quoted && flagWord.test(next.text)))) {
      throw new UserError(
        `"--${name}" wants a value, and none follows. Write --${name} VALUE; a value that begins with a dash stands in quotes.`,
      );
    }
  }

  const { _: free, ...rest } = yargsParser(args, {
    string: names.filter((name) => !yes.includes(name)),
    boolean: yes,
    configuration: {
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
    },
  });
  const plain = (value: unknown): string | boolean => (typeof value === 'boolean' ? value : String(value).replaceAll(mark, ''));
  return {
    values: new Map(Object.entries(rest).map(([name, value]) => [name, [value].flat().map(plain)])),
    free: free.map((word) => String(plain(word))),
  };
}
