import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, type Scalar } from 'yaml';
import { isDeeper } from '../../aws/nesting.ts';
import { UserError } from '../../errors.ts';

/** One value of a file: the keys that lead to it, and the line on which it stands, from 1. */
export interface Leaf {
  readonly keys: readonly string[];
  readonly value: string | readonly string[];
  readonly line: number;
  /** Why it can't be a parameter. */
  readonly problem?: string;
}

// As many levels as a name may have; deeper files are no settings.
const maxDepth = 15;
const mostLevels = 100;

/**
 * Reads JSON or YAML into its values: keys within keys are levels, a list of plain values is a list.
 * Numbers and the like stay as they are written: 1.0 is "1.0". Throws UserError with the line, without the values.
 */
export function parseNested(text: string, format: 'json' | 'yaml'): readonly Leaf[] {
  // Before anything reads it: the readers call themselves for each level.
  if (isDeeper(text, mostLevels))
    throw new UserError('The file can not be read: it has too many levels within one another. Write it flatter.');
  if (format === 'json') checkJson(text);
  const lines = new LineCounter();
  const document = parsed(text, lines);
  const [error] = document.errors;
  if (error) {
    const words = error.code === 'DUPLICATE_KEY' ? 'the key stands there already' : `it is no ${format.toUpperCase()} (${error.code})`;
    throw new UserError(`Line ${lines.linePos(error.pos[0]).line}: ${words}. Correct the file and send it again.`);
  }
  const lineOf = (node: Node): number => lines.linePos(node.range?.[0] ?? 0).line;
  if (!isMap(document.contents))
    throw new UserError(
      `The file holds no settings: at its top stand names with values, as ${format === 'json' ? '{"db-host": "db1"}' : 'db-host: db1'}.`,
    );
  return leavesOf(document.contents, [], lineOf);
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    // V8's message quotes the text around the fault, which may be a secret: only the place is taken from it.
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = at === undefined ? text.split('\n').length : text.slice(0, Number(at)).split('\n').length;
    throw new UserError(`Line ${line}: it is no JSON. Correct the file and send it again.`);
  }
}

function parsed(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, schema: 'core' });
  } catch {
    throw new UserError('The file can not be read: it has too many levels within one another. Write it flatter.');
  }
}

function leavesOf(node: ParsedNode | null, keys: readonly string[], lineOf: (node: Node) => number): readonly Leaf[] {
  if (node === null) return [];
  const leaf = (value: string | readonly string[], problem?: string): Leaf[] => [
    { keys, value, line: lineOf(node), ...(problem && { problem }) },
  ];
  if (keys.length > maxDepth) return leaf('', `It has more than ${maxDepth} levels.`);
  if (isAlias(node)) return leaf('', 'It is an alias (*): write its value out.');
  if (node.tag) return leaf('', 'It has a tag (!): write its value plainly.');
  if (isScalar(node)) {
    const value = textOf(node);
    return value === undefined ? leaf('', 'It has no value: write one, "" is none, or take the line out.') : leaf(value);
  }
  if (isSeq(node)) return listOf(node.items as ParsedNode[], leaf);
  if (!isMap(node)) return [];
  if (node.items.length === 0 && keys.length > 0) return leaf('', 'It has no value: nothing stands under it.');
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? textOf(key) : undefined;
    if (name === undefined) throw new UserError(`Line ${lineOf(key as Node)}: a name is plain text. Correct the file and send it again.`);
    // "name:" with nothing behind it has no node of its own.
    if (value === null)
      return [
        { keys: [...keys, name], value: '', line: lineOf(key as Node), problem: 'It has no value: write one, or take the line out.' },
      ];
    return leavesOf(value as ParsedNode, [...keys, name], lineOf);
  });
}

function listOf(items: readonly ParsedNode[], leaf: (value: readonly string[], problem?: string) => Leaf[]): readonly Leaf[] {
  const texts = items.map((item) => (isScalar(item) && !item.tag ? textOf(item) : undefined));
  const values = texts.filter((each) => each !== undefined);
  if (values.length < texts.length) return leaf([], 'Its list has something that is no plain value: a list of a parameter holds texts.');
  if (values.length === 0 || (values.length === 1 && values[0] === ''))
    return leaf([], 'Its list is empty: write an item, or take it out.');
  if (values.some((value) => value.includes(',')))
    return leaf([], 'An item of its list has a comma in it, and a StringList parts its items by commas. Write it as one text.');
  return leaf(values);
}

/** As it is written; undefined for null. */
function textOf({ value, source }: Scalar): string | undefined {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? undefined : (source ?? String(value));
}
