import { keyOfName } from './name.ts';

export interface Tree {
  readonly text: string;
  /** How many of the names stand in the text, how many came before it, and how many there are. */
  readonly shown: number;
  readonly before: number;
  readonly total: number;
  /** The last name that is shown, if more follow: the next page goes on `after` it. */
  readonly next?: string;
}

interface Page {
  /** Names on a page, and characters of its text. */
  readonly names: number;
  readonly characters: number;
  readonly after?: string | undefined;
  /** What is written behind a name: 'String, version 3'. */
  readonly note?: ((name: string) => string) | undefined;
}

const byLevels = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((level, index) => level !== b[index]);
  if (at === -1) return a.length - b.length;
  return b[at] === undefined ? 1 : (a[at] ?? '') < b[at] ? -1 : 1;
};

/**
 * Names as a tree of two spaces a level, one page of it. Where it is cut, its last line says how many are missing.
 * The levels above the first name are repeated on each page, so that a page can be read alone.
 */
export function treeOf(names: readonly string[], page: Page): Tree {
  const sorted = [...new Set(names.map(keyOfName))].map((key) => key.split('/')).sort(byLevels);
  const after = page.after === undefined ? undefined : keyOfName(page.after).split('/');
  const start = after ? sorted.findIndex((each) => byLevels(each, after) > 0) : 0;
  const first = start === -1 ? sorted.length : start;
  const lines: string[] = [];
  let [open, used, shown]: [readonly string[], number, number] = [[], 0, 0];
  for (const levels of sorted.slice(first, first + page.names)) {
    const more = linesFor(levels, open, page.note);
    const length = more.reduce((sum, line) => sum + line.length + 1, 0);
    // One name is always shown: else a long one would stop the paging.
    if (shown > 0 && used + length > page.characters - cutLine(sorted.length).length) break;
    lines.push(...more);
    [open, used, shown] = [levels, used + length, shown + 1];
  }
  const missing = sorted.length - first - shown;
  const text = missing > 0 ? [...lines, cutLine(missing)].join('\n') : lines.join('\n');
  return { text, shown, before: first, total: sorted.length, ...(missing > 0 && { next: `/${open.join('/')}` }) };
}

const cutLine = (missing: number): string => `… ${missing.toLocaleString('en-US')} more`;

/** The lines that a name adds below those of the one before it. */
function linesFor(levels: readonly string[], open: readonly string[], note: Page['note']): string[] {
  const known = levels.findIndex((level, at) => level !== open[at]);
  const from = known === -1 ? levels.length - 1 : known;
  return levels.slice(from).map((level, at) => {
    const isName = from + at === levels.length - 1;
    const words = isName && note ? note(`/${levels.join('/')}`) : '';
    return `${'  '.repeat(from + at)}${from + at === 0 ? '/' : ''}${level}${isName ? '' : '/'}${words && `  ${words}`}`;
  });
}
