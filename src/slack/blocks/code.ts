import type { ContextBlock, KnownBlock, SectionBlock } from '@slack/types';
import { type Bound, context, limits, section } from '../blocks.ts';
import { cut, hasFence, head, insideBlock } from '../escape.ts';
import { bold, fenced, type Mrkdwn, mrkdwn, words } from '../mrkdwn.ts';

export interface CodeBound extends Bound {
  /** How many characters as drawn are shown, unless `whole`. One message holds some 13,000 in all. */
  readonly most?: number;
}

// Fences and line ends around a piece; a reveal's ⟨U+202E⟩ is kept in one piece too.
const fence = '```\n\n```'.length;
const atoms = /&(?:amp|lt|gt);|⟨U\+[0-9A-F]{4,6}⟩|[\s\S]/gu;

interface Piece {
  readonly text: string;
  /** The piece ends within a line: the next one goes on with it. */
  readonly broken: boolean;
}

/** Splits drawn text at line ends where it can; the one line end at the split is taken up by the fences. */
function split(text: string, room: number): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  while (rest.length > room) {
    const lineEnd = rest.lastIndexOf('\n', room);
    const broken = lineEnd <= 0;
    const taken = broken ? head(rest.slice(0, room + 12), room, atoms).kept : rest.slice(0, lineEnd);
    pieces.push({ text: taken, broken });
    rest = rest.slice(taken.length + (broken ? 0 : 1));
  }
  return [...pieces, { text: rest, broken: false }];
}

/**
 * Text as code in as many sections as it needs: each within Slack's limit, in a fence of its own, split at line ends.
 * Whatever is not as it was (a fence within, a line split, an end cut off) is said in small words beside it.
 */
export function code(text: string, label?: string, { whole = false, most = 6000 }: CodeBound = {}): (SectionBlock | ContextBlock)[] {
  const title = label === undefined ? undefined : bold(cut(label, 200));
  if (/^[ \t\n]*$/.test(text)) return [section(title ? mrkdwn`${title}\n(empty)` : words('(empty)'))];
  const all = insideBlock(text);
  const { kept, left } = whole ? { kept: all, left: 0 } : head(all, most, atoms);
  const blocks: (SectionBlock | ContextBlock)[] = [];
  for (const [at, piece] of split(kept, limits.section - fence - (title?.length ?? 0) - 1).entries()) {
    const body = fenced(piece.text);
    blocks.push(section(title && at === 0 ? mrkdwn`${title}\n${body}` : body, undefined, { whole: true }));
    if (piece.broken) blocks.push(context(mrkdwn`The line above goes on here:`));
  }
  const notes: Mrkdwn[] = [];
  if (left > 0) notes.push(mrkdwn`… ${left.toLocaleString('en-US')} more ${left === 1 ? 'character' : 'characters'}`);
  if (hasFence(text)) notes.push(mrkdwn`Three backticks in the text are shown as ˋˋˋ.`);
  return notes.length > 0 ? [...blocks, context(...notes)] : blocks;
}

/** What a phone shows of a code block in one line. */
const phoneWidth = 44;

/**
 * Rows as aligned text where they are narrow enough for a phone, else one line of words per row, which wraps.
 * Slack's table block would do it only in messages, and only once in each.
 */
export function table(columns: readonly string[], rows: readonly (readonly string[])[], bound: CodeBound = {}): KnownBlock[] {
  if (rows.length === 0) return [section(mrkdwn`${columns.join(', ')}: none`)];
  const cells = [columns, ...rows].map((row) => columns.map((_, at) => (row[at] ?? '').replace(/\s+/g, ' ')));
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => [...(row[at] ?? '')].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - [...cell].length))
      .join('  ')
      .trimEnd();
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (total <= phoneWidth)
    return code(
      [line(cells[0] ?? []), line(widths.map((width) => '─'.repeat(width))), ...cells.slice(1).map(line)].join('\n'),
      undefined,
      bound,
    );
  return records(columns, cells.slice(1), bound);
}

/** One line per row: the first cell bold, the others with their column's name. */
function records(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { whole = false, most = 6000 }: CodeBound,
): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let shown: Mrkdwn | undefined;
  let used = 0;
  for (const [at, row] of rows.entries()) {
    const [first = '', ...others] = row;
    const named = others.flatMap((cell, place) => (cell === '' ? [] : [mrkdwn` · ${columns[place + 1] ?? ''} ${cell}`]));
    const next = named.reduce((text, cell) => mrkdwn`${text}${cell}`, bold(first));
    used += next.length + 1;
    if (!whole && used > most && at > 0) {
      if (shown) blocks.push(section(shown));
      return [
        ...blocks,
        context(mrkdwn`… ${(rows.length - at).toLocaleString('en-US')} more of ${rows.length.toLocaleString('en-US')} rows`),
      ];
    }
    if (shown && shown.length + next.length + 1 > limits.section) {
      blocks.push(section(shown, undefined, { whole }));
      shown = undefined;
    }
    shown = shown ? mrkdwn`${shown}\n${next}` : next;
  }
  return shown ? [...blocks, section(shown, undefined, { whole })] : blocks;
}

/** '███████░░░'. Full only when all is done, empty only when nothing is. Says nothing alone: write "31 of 40" beside it. */
export function bar(done: number, total: number, width = 10): string {
  const part = total > 0 ? Math.min(Math.max(done / total, 0), 1) : 0;
  const full = part === 0 ? 0 : part === 1 ? width : Math.min(Math.max(Math.round(part * width), 1), width - 1);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
