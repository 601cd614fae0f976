import parseArgsStringToArgv from 'string-argv';
import { UserError } from '../../errors.ts';
import { type Fail, strictly } from './fail.ts';
import { shown } from './nearest.ts';

const link = /<(?:(?:https?|mailto|tel|ftp):|[@#!])[^<>\n]*>/g;

/**
 * Whether Slack escaped &, < and > in a text. Its pages speak of it for messages only, and neither was seen here for
 * commands. Where nothing is said, a text counts as escaped if it has an entity and none of the three bare, links aside.
 */
export function isEscaped(text: string): boolean {
  const bare = text.replace(link, '');
  return /&(?:amp|lt|gt);/.test(bare) && !/[<>]|&(?!(?:amp|lt|gt);)/.test(bare);
}

export const unescapeText = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_, name) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));

/** Reads `<http://x|x>`, `<mailto:a@b|a@b>`, `<@U1|ana>` and the like as what the person typed. */
export const unlink = (text: string): string =>
  text.replace(link, (seen) => {
    const [target = '', label] = seen.slice(1, -1).split('|', 2);
    const sign = /^[@#]/.exec(target)?.[0] ?? (target.startsWith('!') ? '@' : '');
    if (label) return sign !== '' && !label.startsWith(sign) ? sign + label : label;
    return target.replace(/^mailto:|^tel:/, '').replace(/^!/, '@');
  });

// A phone makes an em or en dash of the two hyphens.
const separator = /(^|\s)(?:--|[—–])(?:\r\n|\s|$)/u;

/** Parts the line at the first `--` that stands alone. What follows it stays byte for byte. */
export function splitRest(text: string): { before: string; rest: string | undefined } {
  const found = separator.exec(text);
  if (!found) return { before: text, rest: undefined };
  return { before: text.slice(0, found.index), rest: text.slice(found.index + found[0].length) };
}

// In turn: straight spans, curly spans, and single curly quotes that are no apostrophe in a word.
const quotes =
  /"[^"]*"|'[^']*'|[“„‟]([^“”]*)”|(?<![\p{L}\p{N}])[‘‚‛]([^‘’]*)’(?![\p{L}\p{N}])|[“”„‟]|(?<![\p{L}\p{N}])[‘’‚‛]|[‘’‚‛](?![\p{L}\p{N}])/gu;

/** Straightens quotes as phones make them. What stands inside of straight quotes stays as it is. */
const straighten = (text: string): string =>
  text.replace(quotes, (seen: string, double: string | undefined, single: string | undefined) => {
    if (double !== undefined) return `"${double}"`;
    if (single !== undefined) return `'${single}'`;
    if (/^["']/.test(seen)) return seen;
    return /[“”„‟]/.test(seen) ? '"' : "'";
  });

const isClosed = (text: string): boolean => parseArgsStringToArgv(`${text} .`).at(-1) === '.';

/** One word of the line. `quoted` ones are never flags. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Words as a shell makes them, without its escapes. A quoted word that begins with a dash is none of the flags.
 * A quote that is open is a failure: string-argv would take all that follows for one word.
 */
export function wordsOf(text: string, fail: Fail = strictly): Word[] {
  const said = straighten(text);
  const closed = isClosed(said);
  if (!closed) {
    fail(
      new UserError(
        `A quote is opened and not closed in ${shown(text.trim())}. A value with spaces stands between two quotes, and no dash stands alone in it: --reason "slow since noon". Close the quote and send it again.`,
      ),
    );
  }
  const straight = closed ? said : said.replace(/["']/g, ' ');
  // string-argv forgets which words were quoted: a mark that is not in the text goes in front of a quoted one.
  const mark = unused(straight);
  const marked = straight.replace(/(?<=^|\s)(["'])/g, `$1${mark}`);
  return parseArgsStringToArgv(marked).map((word) => ({
    text: word.replaceAll(mark, ''),
    quoted: word.startsWith(mark),
  }));
}

/** A character that the text does not have. */
export function unused(text: string): string {
  for (let code = 0xe000; ; code += 1) {
    const mark = String.fromCharCode(code);
    if (!text.includes(mark)) return mark;
  }
}
