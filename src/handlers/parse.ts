import { isOperation, type Typed } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { type Fail, strictly } from './parse/fail.ts';
import { named, placed } from './parse/flag.ts';
import { asksHelp, flagsOf } from './parse/flags.ts';
import { answers, validated, wrongSoFar } from './parse/input.ts';
import { didYouMean, shown } from './parse/nearest.ts';
import { isEscaped, splitRest, unescapeText, unlink, wordsOf } from './parse/split.ts';

/** A line that was understood. */
export interface Line {
  readonly typed: Typed;
  /** Validated by `typed.input`. */
  readonly input: Record<string, unknown>;
  readonly env?: string;
  readonly reason?: string;
  /** Why it must run without those who would have to agree. */
  readonly breakGlass?: string;
}

/** A line that asks for help: of one thing, or of all. */
export interface Help {
  readonly help: Typed | undefined;
}

export type Parsed = Line | Help;

export interface LineOptions {
  /** Whether Slack escaped &, < and > in the text. Where it is not known it is guessed from the text. */
  readonly escaped?: boolean | undefined;
}

/**
 * Reads what was typed after /ssm, or a whole line with /ssm in front.
 * @throws UserError, and nothing else, with what was wrong, what is right and what to do now.
 */
export function parseLine(text: string, typed: readonly Typed[], options: LineOptions = {}): Parsed {
  const line = withoutName(text);
  if (line === '') return { help: undefined };
  const [first = ''] = line.split(/\s/u, 1);
  if (isHelp.test(first)) return helpFor(decodersFor(text, options).words(line.slice(first.length)), typed);
  const read = readLine(text, typed, options, strictly);
  return 'help' in read ? read : { ...read, input: validated(read.typed, read.input) };
}

/** What could be read of a line, for a form. */
export interface Draft extends Line {
  /** Not validated. */
  readonly input: Record<string, unknown>;
  /** What is wrong, by the field's key; 'env' and 'reason' too. What is about none of them has no key. */
  readonly errors: ReadonlyMap<string, string>;
}

/** Reads as much of the line as can be read; undefined where not even the command is known. */
export function draftOf(text: string, typed: readonly Typed[], options: LineOptions = {}): Draft | undefined {
  const errors = new Map<string, string>();
  const keep: Fail = ({ message }, key = '') => {
    if (!errors.has(key)) errors.set(key, message);
  };
  try {
    const read = readLine(text, typed, options, keep);
    if ('help' in read) return undefined;
    return { ...read, errors: new Map([...wrongSoFar(read.typed, read.input), ...errors]) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The command alone, where it wants more words: a form asks for them. */
export function bareOf(text: string, typed: readonly Typed[]): Typed | undefined {
  const line = withoutName(text);
  const match = line === '' || isHelp.test(line) ? undefined : matching(line, typed);
  if (match?.after.trim() !== '') return undefined;
  const asks = isOperation(match.found) || named(match.found).some(({ field }) => !field.optional && field.kind !== 'flag');
  return asks ? match.found : undefined;
}

const withoutName = (text: string): string => text.replace(/^\s*(?:\/ssm(?=\s|$))?\s*/u, '');
const isHelp = /^(?:help|(?:--?|[—–])h(?:elp)?)$/iu;

/** How the words and what follows `--` are made of what Slack sent. */
function decodersFor(text: string, options: LineOptions) {
  const rest = (options.escaped ?? isEscaped(text)) ? unescapeText : (part: string): string => part;
  // What is known not to be escaped has no links by Slack either: <http://x> was typed.
  return { rest, words: (part: string): string => rest(options.escaped === false ? part : unlink(part)) };
}

function readLine(text: string, typed: readonly Typed[], options: LineOptions, fail: Fail): Parsed {
  const decode = decodersFor(text, options);
  const { found, after } = command(withoutName(text), typed);
  const place = placed(found);
  const { before, rest } = place.rest ? splitRest(after) : { before: after, rest: undefined };
  const all = wordsOf(decode.words(before), fail);
  if (asksHelp(all)) return { help: found };
  const words = all.filter(({ text: word, quoted }) => quoted || word !== '--');
  if (words.length < all.length)
    fail(new UserError(`"--" is too much: ${found.words} takes nothing after it. Leave it out, or see /ssm help ${found.words}.`));
  const { values, free } = flagsOf(words, place.flags, found, fail);
  const env = single('env', values.get('env'), fail);
  const reason = single('reason', values.get('reason'), fail);
  const breakGlass = single('break-glass', values.get('break-glass'), fail);
  if (reason !== undefined && breakGlass !== undefined)
    fail(new UserError('--break-glass says why already: leave out --reason.'), 'reason');
  // 'param labl x' is read as 'param' with two words.
  const longer = typed.map((one) => one.words).filter((other) => other.startsWith(`${found.words} `));
  const meant = didYouMean(`${found.words} ${free[0] ?? ''}`, longer);
  const input = answers(found, place, values, free, rest === undefined ? undefined : decode.rest(rest), meant, fail);
  return {
    typed: found,
    input,
    ...(env !== undefined && { env }),
    ...(reason !== undefined && { reason }),
    ...(breakGlass !== undefined && { breakGlass }),
  };
}

function single(name: string, given: readonly (string | boolean)[] | undefined, fail: Fail): string | undefined {
  if (given === undefined) return undefined;
  if (given.length > 1)
    fail(new UserError(`--${name} is given ${given.length} times. It has one value. Leave one and send it again.`), name);
  const value = String(given[0]);
  if (value.trim() !== '') return value;
  fail(new UserError(`--${name} has an empty value. Write --${name} VALUE, or leave it out.`), name);
  return undefined;
}

/** What the line begins with: 'param label' before 'param'. Phones write the first letter large: case does not matter. */
function command(line: string, typed: readonly Typed[]): { found: Typed; after: string } {
  const found = matching(line, typed);
  if (found) return found;
  throw unknown(line, typed);
}

function matching(line: string, typed: readonly Typed[]): { found: Typed; after: string } | undefined {
  const matches = typed.flatMap((one) => {
    const after = one.words.split(' ').reduce<string | undefined>(afterWord, line);
    return after === undefined ? [] : [{ found: one, after }];
  });
  return matches.sort((a, b) => b.found.words.length - a.found.words.length)[0];
}

/** What follows the word, if the text begins with it. */
function afterWord(text: string | undefined, word: string): string | undefined {
  const seen = /^\s*(\S+)/u.exec(text ?? '');
  return seen?.[1]?.toLowerCase() === word ? text?.slice(seen[0].length) : undefined;
}

function unknown(line: string, typed: readonly Typed[]): UserError {
  const [first = '', second = ''] = line.split(/\s+/u, 2);
  const all = typed.map((one) => one.words);
  const group = all.filter((words) => words.startsWith(`${first.toLowerCase()} `));
  if (group.length > 0) {
    const what = second === '' ? `"${first}" wants one more word.` : `${shown(`${first} ${second}`)} is no command.`;
    const meant = second === '' ? '' : didYouMean(`${first} ${second}`, group);
    return new UserError(`${what}${meant} There is ${group.join(', ')}. /ssm help lists all.`);
  }
  const two = didYouMean(
    `${first} ${second}`.trim(),
    all.filter((words) => words.includes(' ')),
  );
  const one = didYouMean(
    first,
    all.filter((words) => !words.includes(' ')),
  );
  return new UserError(`${shown(first)} is no command.${two || one} /ssm help lists all.`);
}

function helpFor(asked: string, typed: readonly Typed[]): Help {
  const words = asked.trim();
  if (words === '') return { help: undefined };
  return { help: command(words, typed).found };
}
