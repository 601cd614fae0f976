import yargsParser from 'yargs-parser';
import { isInEnvironment, isOperation, type Typed } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { type Fail, strictly } from './fail.ts';
import type { Named } from './flag.ts';
import { didYouMean, nearest, shown } from './nearest.ts';
import { unused, type Word } from './split.ts';

/** Flags beside its own: an operation acts in an environment and can have a reason, an enquiry does neither. */
export const common = (typed: Typed): readonly string[] =>
  isOperation(typed) ? ['env', 'reason', 'break-glass'] : isInEnvironment(typed) ? ['env'] : [];

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

/** Parts flags from free words. Values stay strings. An unknown flag and a flag without its value are failures. */
export function flagsOf(words: readonly Word[], flags: ReadonlyMap<string, Named>, typed: Typed, fail: Fail = strictly): Flags {
  const names = [...flags.keys(), ...common(typed)];
  const yes = [...flags].filter(([, { field }]) => field.kind === 'flag').map(([name]) => name);
  const mark = unused(words.map(({ text }) => text).join(' '));
  const keyOf = (name: string): string => flags.get(name)?.key ?? name;
  const isValue = (word: Word | undefined): boolean => word !== undefined && (word.quoted || !flagWord.test(word.text));

  const args: string[] = [];
  let isOfUnknown = false;
  for (const [at, { text, quoted }] of words.entries()) {
    const [start = '', said = '', equals = ''] = quoted ? [] : (flagWord.exec(text) ?? []);
    // Marked, yargs-parser takes it for a value, whatever dashes it has, and leaves its quotes alone.
    if (start === '') {
      // The word after an unknown flag is its value, and not one of the free words.
      if (!isOfUnknown) args.push(mark + text);
      isOfUnknown = false;
      continue;
    }
    const value = text.slice(start.length);
    const name = names.includes(said) ? said : meant(said);
    isOfUnknown = name === undefined && equals === '';
    if (name === undefined) continue;
    if (yes.includes(name)) {
      if (equals !== '' && value !== 'true' && value !== 'false')
        fail(new UserError(`"--${name}" takes no value, and ${shown(value)} is one. Write --${name} alone.`), keyOf(name));
      args.push(value === 'false' ? `--${name}=false` : `--${name}`);
    } else if (equals === '' && !isValue(words[at + 1])) {
      const words = `"--${name}" wants a value, and none follows. Write --${name} VALUE; a value that begins with a dash stands in quotes.`;
      fail(new UserError(words), keyOf(name));
    } else args.push(`--${name}${equals}${equals === '' ? '' : mark}${value}`);
  }

  function meant(said: string): string | undefined {
    const right = names.map((one) => `--${one}`);
    const near = nearest(`--${said}`, right)?.slice(2);
    const has = right.length > 0 ? ` It has ${right.join(', ')}.` : ' It has none.';
    const help = `See /ssm help ${typed.words}.`;
    fail(new UserError(`"--${said}" is no option of ${typed.words}.${didYouMean(`--${said}`, right)}${has} ${help}`), near && keyOf(near));
    return near;
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
