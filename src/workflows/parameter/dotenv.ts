import { UserError } from '../../errors.ts';

/** One setting of a file, with the line on which it begins: from 1. */
export interface Line {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };
const howToQuote = "Put the value into single quotes to take it as it is, as in KEY='a$b'.";

/**
 * Reads a .env file. What it knows: KEY=VALUE and export KEY=VALUE, one a line; empty lines; comments on a line of their own or behind " #";
 * 'single quotes', in which everything is itself; "double quotes", in which \n \r \t \" \\ and \$ are what they say.
 * It knows no variables within values, no commands and no values over several lines: programs differ in how they read them,
 * so they are refused instead of guessed. Throws UserError with the line; the value, which may be a secret, is never in it.
 */
export function parseDotenv(text: string): readonly Line[] {
  return text.split(/\r?\n/).flatMap((content, at) => {
    const trimmed = content.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const line = at + 1;
    const [, key, rest] = /^(?:export[ \t]+)?([\w.-]+)[ \t]*=(.*)$/s.exec(trimmed) ?? [];
    if (key === undefined || rest === undefined)
      throw new UserError(`Line ${line} is no setting. Write KEY=VALUE; a key consists of letters, digits, and . - _.`);
    return [{ key, value: readValue(rest.trim(), line), line }];
  });
}

function readValue(text: string, line: number): string {
  if (text.startsWith("'")) return singleQuoted(text, line);
  if (text.startsWith('"')) return doubleQuoted(text, line);
  if (text.startsWith('`')) throw new UserError(`Line ${line}: backticks are no quotes here. ${howToQuote}`);
  const value = text.replace(/(?:^|[ \t]+)#.*$/s, '');
  refuseVariables(value, line);
  return value;
}

function singleQuoted(text: string, line: number): string {
  const [, value, rest] = /^'([^']*)'(.*)$/s.exec(text) ?? [];
  if (value === undefined || rest === undefined)
    throw new UserError(`Line ${line}: the single quote is not closed. Close it on the same line.`);
  refuseRest(rest, line);
  return value;
}

function doubleQuoted(text: string, line: number): string {
  const [, quoted, rest] = /^"((?:[^"\\]|\\.)*)"(.*)$/s.exec(text) ?? [];
  if (quoted === undefined || rest === undefined)
    throw new UserError(`Line ${line}: the double quote is not closed. Close it on the same line; write \\n where a new line begins.`);
  refuseRest(rest, line);
  refuseVariables(quoted.replace(/\\./gs, ''), line);
  return quoted.replace(/\\(.)/gsu, (_, character: string) => {
    const meant = escapes[character];
    if (meant === undefined)
      throw new UserError(`Line ${line}: "\\${character}" means nothing within double quotes. Write \\\\ for a backslash.`);
    return meant;
  });
}

function refuseRest(rest: string, line: number): void {
  if (!/^[ \t]*(?:#.*)?$/s.test(rest))
    throw new UserError(`Line ${line}: something stands behind the closing quote. Take it out, or put # before it.`);
}

function refuseVariables(value: string, line: number): void {
  if (/\$[\w({]/.test(value)) throw new UserError(`Line ${line}: $ begins a variable or a command, which are not read here. ${howToQuote}`);
}

/** A line of a .env file that is read as this value. */
export function dotenvLine(key: string, value: string): string {
  if (/^[\w./:@%+,-]+$/.test(value)) return `${key}=${value}`;
  if (!/['\r\n]/.test(value)) return `${key}='${value}'`;
  const names: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r' };
  return `${key}="${value.replace(/[\\"$\r\n]/g, (character) => `\\${names[character] ?? character}`)}"`;
}
