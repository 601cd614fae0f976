import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from 'yaml';
import { isDeeper } from '../../aws/nesting.ts';

export type Path = readonly (string | number)[];

/** What a text says, as plain values, and the line of each part. */
export interface Tree {
  readonly format: 'JSON' | 'YAML';
  readonly value: unknown;
  /** Its own line, from 1; that of what holds it where it does not exist. */
  lineOf(path: Path): number;
}

/** Why a text can't be read at all. */
export interface Unreadable {
  readonly line: number;
  readonly words: string;
  readonly fix: string;
}

// CreateDocument: 64 KB.
const mostBytes = 64 * 1024;
// Far more than fits into 64 KB without aliases.
const mostParts = 40_000;
const mostLevels = 40;
const plainTags = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

/** What the library's codes mean, where the code alone says too little. */
const faults: Readonly<Record<string, string>> = {
  BAD_INDENT: 'The indentation does not fit',
  BLOCK_AS_IMPLICIT_KEY: 'A value has ": " in it, or the line below is indented too far',
  MISSING_CHAR: 'A quote, colon, comma or bracket is missing',
  TAB_AS_INDENT: 'A tab indents, and YAML wants spaces',
  UNEXPECTED_TOKEN: 'Something stands where nothing may',
};

/** Reads JSON or YAML, whichever it looks like if that is not said. Aliases are followed, in bounds. Throws nothing. */
export function readTree(text: string, format: Tree['format'] = text.trimStart().startsWith('{') ? 'JSON' : 'YAML'): Tree | Unreadable {
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    const words = `It has ${Math.ceil(bytes / 1024)} KB, and a runbook has at most 64.`;
    return { line: 1, words, fix: 'Split it, and run its parts by aws:executeAutomation.' };
  }
  const fault = format === 'JSON' ? jsonFault(text) : undefined;
  if (fault) return fault;
  const lines = new LineCounter();
  const read = parsed(text, lines);
  if (!read) return { line: 1, words: 'It has too many levels within one another.', fix: 'Write it flatter.' };
  const [error] = read.errors;
  if (error) {
    const line = lineIn(lines, error.pos[0]);
    if (error.code === 'MULTIPLE_DOCS')
      return { line, words: 'A second document begins here (---).', fix: 'A runbook is one document: take the other out.' };
    const why = faults[error.code] ?? 'It is no YAML';
    return { line, words: `${why} (${error.code}).`, fix: 'Look at the indentation, the quotes and the brackets here and above.' };
  }
  const walk: Walk = { lines, anchors: new Map(), left: mostParts };
  const part = partOf(read.contents, walk, 1, 0);
  return walk.problem ?? { format, value: part.value, lineOf: (path) => lineAt(part, path) };
}

export const isUnreadable = (read: Tree | Unreadable): read is Unreadable => 'words' in read;

function jsonFault(text: string): Unreadable | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    // V8's message quotes the text around the fault: only the place is taken from it.
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = (at === undefined ? text.trimEnd() : text.slice(0, Number(at))).split('\n').length;
    return { line, words: 'It is no JSON.', fix: 'Look at the commas, quotes and brackets here and above.' };
  }
}

function parsed(text: string, lineCounter: LineCounter) {
  if (isDeeper(text, mostLevels)) return undefined;
  // Keys that stand twice are found below, with their names.
  return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, schema: 'core', logLevel: 'error' });
}

interface Walk {
  readonly lines: LineCounter;
  readonly anchors: Map<string, Node>;
  left: number;
  problem?: Unreadable;
}

/** A value, its line, and its parts by their names or places. */
interface Part {
  readonly value: unknown;
  readonly line: number;
  readonly parts?: ReadonlyMap<string | number, Part>;
}

function partOf(node: unknown, walk: Walk, line: number, level: number): Part {
  const stop = (words: string, fix: string): Part => {
    walk.problem ??= { line, words, fix };
    return { value: null, line };
  };
  if (walk.problem) return { value: null, line };
  if (--walk.left < 0) return stop('Its aliases (*) make it too large.', 'Write the parts out.');
  if (level > mostLevels) return stop(`It has more than ${mostLevels} levels within one another.`, 'Write it flatter.');
  if (isAlias(node)) {
    const meant = walk.anchors.get(node.source);
    return meant ? partOf(meant, walk, line, level + 1) : stop(`Nothing above is named &${node.source.slice(0, 80)}.`, 'Write it out.');
  }
  const { tag } = (node ?? {}) as Node;
  if (tag && !plainTags.test(tag)) return stop(`It has a tag (${tag.slice(0, 80)}).`, 'Write the value plainly.');
  const { anchor } = (node ?? {}) as { anchor?: string };
  if (anchor) walk.anchors.set(anchor, node as Node);
  if (isSeq(node)) {
    const items = node.items.map((item) => partOf(item, walk, lineOf(item, walk, line), level + 1));
    return { value: items.map((item) => item.value), line, parts: new Map(items.entries()) };
  }
  if (!isMap(node)) return { value: isScalar(node) ? scalarOf(node) : null, line };
  const parts = new Map<string, Part>();
  for (const { key, value } of node.items) {
    const at = lineOf(key, walk, line);
    const refuse = (words: string, fix: string) => (walk.problem ??= { line: at, words, fix });
    if (isMap(key)) refuse('Braces begin a value without quotes.', 'A reference stands in quotes: "{{ InstanceId }}".');
    else if (!isScalar(key) || key.value === null) refuse('A name is plain text.', 'Write the name plainly.');
    else if (parts.has(String(key.value))) refuse(`"${String(key.value).slice(0, 80)}" stands there already.`, 'Keep one of them.');
    else parts.set(String(key.value), partOf(value, walk, at, level + 1));
  }
  // fromEntries makes "__proto__" a name as any other.
  return { value: Object.fromEntries([...parts].map(([name, part]) => [name, part.value])), line, parts };
}

/** A number that would lose digits stays a text: an account 012345678901, an id of twenty digits. */
function scalarOf({ value, source = '' }: Scalar): unknown {
  const loses = typeof value === 'number' && /^-?\d+$/.test(source) && String(value) !== source;
  return loses ? source : value;
}

const lineOf = (node: unknown, { lines }: Walk, otherwise: number): number => {
  const start = (node as Node | null)?.range?.[0];
  return start === undefined ? otherwise : lineIn(lines, start);
};

const lineIn = (lines: LineCounter, offset: number): number => Math.max(1, lines.linePos(offset).line);

function lineAt(whole: Part, path: Path): number {
  let part = whole;
  for (const step of path) {
    const next = part.parts?.get(step);
    if (!next) break;
    part = next;
  }
  return part.line;
}
