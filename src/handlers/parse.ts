import type { Typed } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { placed } from './parse/flag.ts';
import { asksHelp, flagsOf } from './parse/flags.ts';
import { answers, validated } from './parse/input.ts';
import { didYouMean, shown } from './parse/nearest.ts';
import { isEscaped, splitRest, unescapeText, unlink, wordsOf } from './parse/split.ts';

/** A line that was understood. */
export interface Line {
  readonly typed: Typed;
  /** Validated by `typed.input`. */
  readonly input: Record<string, unknown>;
  readonly env?: string;
  readonly reason?: string;
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
  const escaped = options.escaped ?? isEscaped(text);
  const decode = escaped ? unescapeText : (part: string): string => part;
  // What is known not to be escaped has no links by Slack either: <http://x> was typed.
  const links = options.escaped === false ? (part: string): string => part : unlink;
  const line = text.replace(/^\s*(?:\/ssm(?=\s|$))?\s*/u, '');
  if (line === '') return { help: undefined };
  const [first = ''] = line.split(/\s/u, 1);
  if (/^(?:help|(?:--?|[—–])h(?:elp)?)$/iu.test(first)) return helpFor(decode(links(line.slice(first.length))), typed);

  const { found, after } = command(line, typed);
  const place = placed(found);
  const { before, rest } = place.rest ? splitRest(after) : { before: after, rest: undefined };
  const words = wordsOf(decode(links(before)));
  if (asksHelp(words)) return { help: found };
  if (words.some(({ text: word, quoted }) => !quoted && word === '--')) {
    throw new UserError(`"--" is too much: ${found.words} takes nothing after it. Leave it out, or see /ssm help ${found.words}.`);
  }
  const { values, free } = flagsOf(words, place.flags, found.words);
  const once = (name: string): string | undefined => single(name, values.get(name));
  const env = once('env');
  const reason = once('reason');
  // 'param labl x' is read as 'param' with two words.
  const longer = typed.map((one) => one.words).filter((other) => other.startsWith(`${found.words} `));
  const meant = didYouMean(`${found.words} ${free[0] ?? ''}`, longer);
  const input = validated(found, answers(found, place, values, free, rest === undefined ? undefined : decode(rest), meant));
  return { typed: found, input, ...(env !== undefined && { env }), ...(reason !== undefined && { reason }) };
}

function single(name: string, given: readonly (string | boolean)[] | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (given.length > 1) throw new UserError(`--${name} is given ${given.length} times. It has one value. Leave one and send it again.`);
  const value = String(given[0]);
  if (value.trim() === '') throw new UserError(`--${name} has an empty value. Write --${name} VALUE, or leave it out.`);
  return value;
}

/** What the line begins with: 'param label' before 'param'. Phones write the first letter large: case does not matter. */
function command(line: string, typed: readonly Typed[]): { found: Typed; after: string } {
  const matches = typed.flatMap((one) => {
    const after = one.words.split(' ').reduce<string | undefined>(afterWord, line);
    return after === undefined ? [] : [{ found: one, after }];
  });
  const [longest] = matches.sort((a, b) => b.found.words.length - a.found.words.length);
  if (longest) return longest;
  throw unknown(line, typed);
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
