import { head, insideSpan, literal, missing } from './escape.ts';

/** Slack mark-up whose outside pieces are escaped. A class, so that neither a string nor stored JSON can pass for one. */
class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  get length(): number {
    return this.#text.length;
  }
  toString(): string {
    return this.#text;
  }
}

export type Mrkdwn = Markup;
export type Outside = string | number | Mrkdwn;

const drawn = (value: Outside): string => (value instanceof Markup ? value.toString() : literal(String(value)));

/** Makes mark-up: what stands in the template is ours, every value is outside text and escaped, unless it is Mrkdwn. */
export const mrkdwn = (ours: TemplateStringsArray, ...values: readonly Outside[]): Mrkdwn =>
  new Markup(ours.reduce((text, words, at) => `${text}${drawn(values[at - 1] ?? '')}${words}`));

/** Outside text alone, as Mrkdwn. */
export const words = (text: Outside): Mrkdwn => mrkdwn`${text}`;

export const join = (pieces: readonly Outside[], between = ' · '): Mrkdwn => new Markup(pieces.map(drawn).join(literal(between)));

export const bold = (text: string): Mrkdwn => mrkdwn`*${text.replace(/\s+/g, ' ').trim() || '(empty)'}*`;

/** A name or id to copy: inside of a code span Slack changes nothing. A backtick is shown as ˋ, a line end as ⏎. */
export const codeSpan = (text: string): Mrkdwn => new Markup(/^[ \t\n]*$/.test(text) ? '(empty)' : `\`${insideSpan(text)}\``);

/** Text that `insideBlock` made already, fenced. */
export const fenced = (drawnText: string): Mrkdwn => new Markup(`\`\`\`\n${drawnText}\n\`\`\``);

/** Mentions the person where the id is one of Slack's; else it shows what was given. */
export const person = (id: string): Mrkdwn => (/^[UW][A-Z0-9]{2,}$/.test(id) ? new Markup(`<@${id}>`) : words(id));

/** Mentions a user group, which notifies all of it. */
export const group = (id: string): Mrkdwn => (/^S[A-Z0-9]{2,}$/.test(id) ? new Markup(`<!subteam^${id}>`) : words(id));

/** A link with words of ours. Anything but https is shown as text. */
export function link(url: string, label: string): Mrkdwn {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return mrkdwn`${label} (${url})`;
  const address = new URL(url).href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('&', '&amp;');
  return new Markup(`<${address}|${literal(label.replaceAll('|', '¦').replace(/\s+/g, ' '))}>`);
}

/** A time in the reader's own zone: 'today at 14:09'. `shape` is one of Slack's date formats. */
export function time(at: Date, shape = '{date_short_pretty} at {time}'): Mrkdwn {
  const utc = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new Markup(`<!date^${Math.floor(at.getTime() / 1000)}^${shape}|${utc}>`);
}

// A cut keeps mentions and links whole too.
const atoms = /<[^<>]*>|&(?:amp|lt|gt);|[\s\S]/gu;

/** At most `max` UTF-16 units of mark-up: entities, mentions and fences stay whole, and what is missing is counted. */
export function cutMrkdwn(text: Mrkdwn, max: number): Mrkdwn {
  const whole = text.toString();
  if (whole.length <= max) return text;
  const closing = 4;
  const { kept, left } = head(whole, max - missing(whole.length).length - closing, atoms);
  return new Markup(`${kept}${open(kept)}${missing(left)}`);
}

/** What closes the code that a cut left open. */
function open(text: string): string {
  const parts = text.split('```');
  if (parts.length % 2 === 0) return '\n```';
  return ((parts.at(-1) ?? '').split('`').length - 1) % 2 === 1 ? '`' : '';
}
