/** Neutralises Slack's three control characters: afterwards text can make no mention, link or `<!channel>`. */
export const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// Default_Ignorable has what Cf lacks: Hangul fillers, variation selectors, tag characters. U+2800 is the blank braille.
const invisible = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;

/**
 * Makes visible what a reader could not see: a right-to-left override becomes `⟨U+202E⟩`.
 * Only the plain space, the tab and the line feed stay; a carriage return and an unusual space are shown as well.
 */
export const reveal = (text: string): string =>
  text.replace(invisible, (seen) => `⟨U+${(seen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);

/** What a cut keeps whole: an entity, else one code point. */
const atoms = /&(?:amp|lt|gt);|[\s\S]/gu;

/** Splits text into pieces of at most `max` UTF-16 units that never part an entity or a surrogate pair. */
export function head(text: string, max: number, atom: RegExp = atoms): { kept: string; left: number } {
  const pieces = text.match(atom) ?? [];
  let kept = 0;
  let count = 0;
  for (const piece of pieces) {
    if (kept + piece.length > max) break;
    kept += piece.length;
    count += 1;
  }
  return { kept: text.slice(0, kept), left: pieces.length - count };
}

/** The words that stand for what was cut. */
export const missing = (count: number): string => `… ${count.toLocaleString('en-US')} more character${count === 1 ? '' : 's'}`;

/**
 * At most `max` UTF-16 units, raw or escaped. What is cut off is counted: "… 1,204 more characters".
 * Where not even those words fit, a bare "…" ends it.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = max - missing(text.length).length;
  if (room <= 0) return max < 1 ? '' : `${head(text, max - 1).kept}…`;
  const { kept, left } = head(text, room);
  return `${kept}${missing(left)}`;
}

/** One line for a plain_text field, which Slack shows as it is. Slack refuses empty ones: those say "(empty)". */
export function plain(text: string, max: number): string {
  const line = reveal(text.replace(/\s*[\r\n]+\s*/g, ' ')).trim();
  return cut(line === '' ? '(empty)' : line, max);
}

// Slack knows no escape for its format marks, and a zero-width break would be copied along. So: a look-alike.
const lookAlikes: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ', ':': '꞉' };
const swap = (mark: string): string => lookAlikes[mark] ?? mark;

// A mark between two letters or digits formats nothing: my_app_name stays as it is and can be copied.
const marks = /`|(?<![\p{L}\p{N}])[*_~](?=\S|$)|(?<=\S|^)[*_~](?![\p{L}\p{N}])/gu;
// Names are bounded, so that a long word costs no time. ARNs are told apart by their shape; a time has no letter.
const emojiOrArn = /\barn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:\d*:|:(?=[\p{N}_+'-]{0,100}\p{L})(?=[\p{L}\p{N}_+'-]{1,100}:)/giu;

/**
 * Outside text for a place where Slack reads mark-up: escaped, invisible characters shown, and marks that would
 * format (bold, strike-through, emoji) replaced by look-alikes, so that a reason cannot dress up as the bot's words.
 */
export const literal = (text: string): string =>
  escapeText(
    reveal(text)
      .replace(marks, swap)
      .replace(emojiOrArn, (seen) => (seen === ':' ? swap(seen) : seen)),
  );

/** Says whether a code block has to change the text. */
export const hasFence = (text: string): boolean => text.includes('```');

/** For the inside of a code block: escaped, revealed, and three or more backticks shown as ˋˋˋ, so that it cannot end. */
export const insideBlock = (text: string): string => escapeText(reveal(text).replace(/`{3,}/g, (run) => 'ˋ'.repeat(run.length)));

/** For the inside of a code span, which ends at the first backtick or line end. */
export const insideSpan = (text: string): string => escapeText(reveal(text.replace(/\r?\n/g, ' ⏎ ')).replaceAll('`', 'ˋ'));
