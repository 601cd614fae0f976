import { maskSecrets } from '../../aws/mask.ts';
import { holdsRandom } from '../../aws/secrets/entropy.ts';
import { found } from '../../aws/secrets/pattern.ts';
import { secretName } from '../../aws/secrets/secret-looking.ts';
import type { SecretPattern } from '../../domain/parameter-rules.ts';
import { isUnreadable, type Path, readTree } from './tree.ts';

/** Where something stands that looks like a secret, and why: no word of it. */
export interface SecretAt {
  readonly line: number;
  readonly why: string;
}

// Names that only look so: inputs of AWS's own calls, and the words of a runbook itself.
const harmlessKeys = /^(?:Keys?|SecretId|NextToken|ClientToken|name|action|description|type|allowedPattern)$/;
// Sums of 32, 40 and 64 digits are in scripts to be compared with.
const sums = /\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b/gi;
// Also with their quotes: what stands in quotes behind "password:" would be masked.
const references = /(["']?)\{\{[\w.:/ -]{1,600}\}\}\1/g;
const mostLeaves = 2_000;

/**
 * The first place in a runbook's text that looks like a secret; undefined where none does. References, such as
 * {{ DbPassword }} or {{ ssm:/myapp/prod/host }}, are none. Rejects where the rules can't be run.
 */
export async function secretInRunbook(text: string, own: readonly SecretPattern[] = []): Promise<SecretAt | undefined> {
  const plain = text.replace(references, '{{ x }}');
  const masked = await maskSecrets(plain);
  if (masked !== plain) return { line: firstDifference(plain, masked), why: 'It looks like a password, token or key.' };
  const tree = readTree(text);
  if (isUnreadable(tree)) return looksRandom(text) ? { line: 1, why: 'There is a long random text in it.' } : undefined;
  let left = mostLeaves;
  for (const { name, path, value } of leavesOf(tree.value, [], '')) {
    left -= 1;
    if (left < 0) return undefined;
    const why = whySecret(name, value, own);
    if (why) return { line: tree.lineOf(path), why };
  }
  return undefined;
}

function whySecret(name: string, value: string, own: readonly SecretPattern[]): string | undefined {
  const literal = value.replace(references, '').trim();
  if (literal === '') return undefined;
  const named = harmlessKeys.test(name) ? undefined : secretName(name, own);
  if (named) return `${named} Its value is written out.`;
  // A pattern of the house that did not finish has decided nothing: the careful answer is yes.
  const mine = own.find(({ of, pattern }) => of === 'value' && found(pattern, value) !== false);
  if (mine) return `It looks like ${mine.means}.`;
  return looksRandom(literal) ? 'There is a long random text in it, as keys and tokens are.' : undefined;
}

const looksRandom = (text: string): boolean => holdsRandom(text.replace(sums, ' '));

interface Leaf {
  /** What it is called: its key, the parameter whose default it is, or the name beside it. */
  readonly name: string;
  readonly path: Path;
  readonly value: string;
}

/** All texts of a value, in their order. */
function* leavesOf(value: unknown, path: Path, name: string): Generator<Leaf> {
  if (typeof value === 'string') yield { name, path, value };
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) yield* leavesOf(each, [...path, at], name);
    return;
  }
  const given = value as Readonly<Record<string, unknown>>;
  for (const [key, each] of Object.entries(given)) yield* leavesOf(each, [...path, key], nameOf(key, given, path));
}

/** A parameter's default is the parameter's; in {Name: DB_PASSWORD, Value: ...} the name stands beside it. */
function nameOf(key: string, given: Readonly<Record<string, unknown>>, path: Path): string {
  if (path.length === 2 && path[0] === 'parameters') return key === 'default' ? String(path[1]) : 'description';
  const beside = given.Name ?? given.Key ?? given.name ?? given.key;
  return /^value$/i.test(key) && typeof beside === 'string' ? beside : key;
}

function firstDifference(text: string, other: string): number {
  const others = other.split('\n');
  const at = text.split('\n').findIndex((line, index) => line !== others[index]);
  return Math.max(0, at) + 1;
}
