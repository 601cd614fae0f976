import { secretLooking } from '../../aws/secrets/secret-looking.ts';
import type { Environment } from '../../domain/environment.ts';
import type { SecretPattern } from '../../domain/parameter-rules.ts';
import { UserError } from '../../errors.ts';
import { parseDotenv } from './dotenv.ts';
import { keyOfName, newNameProblem } from './name.ts';
import { type Leaf, parseNested } from './nested-file.ts';
import { bytesOf, maxBytes } from './tier.ts';
import type { ParameterType } from './value.ts';

export type FileFormat = 'env' | 'json' | 'yaml';

/** Bytes of a file, and parameters in it: more than a person can look through before they agree. */
export const maxFileBytes = 1_048_576;
export const maxEntries = 1_000;

/** One parameter of a file. */
export interface ImportEntry {
  readonly name: string;
  readonly value: string;
  /** A guess: a list is a StringList, what looks like a secret a SecureString, all else a String. */
  readonly type: ParameterType;
  readonly line: number;
  /** Why it looks like a secret, if it does. */
  readonly secret?: string;
  /** What is wrong with it, in sentences that begin with its line. */
  readonly problems: readonly string[];
}

interface ImportFile {
  readonly text: string;
  readonly format: FileFormat;
  /** Under which its names are put: '/myapp/prod', '/' for names as they stand. */
  readonly path: string;
  readonly env: Pick<Environment, 'partition' | 'region' | 'account'>;
  readonly patterns?: readonly SecretPattern[];
}

/** How a file is to be read, by its name. Throws UserError for one that is not known. */
export function formatOf(fileName: string): FileFormat {
  if (/(?:^|\.)env(?:\.[\w-]+)?$/i.test(fileName)) return 'env';
  const ending = /\.(json|ya?ml)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending) return ending === 'json' ? 'json' : 'yaml';
  throw new UserError(`"${fileName}" is no file that can be imported. Name it settings.env, settings.json or settings.yml.`);
}

/**
 * Reads a file into the parameters that it would make, in its order. What is wrong with one is marked at it; a file that can't be read
 * at all throws UserError with the line. No value is in any sentence.
 */
export async function readImport({ text, format, path, env, patterns = [] }: ImportFile): Promise<readonly ImportEntry[]> {
  const bytes = bytesOf(text);
  if (bytes > maxFileBytes) throw new UserError(`The file has ${bytes.toLocaleString('en-US')} bytes: 1 MB is possible. Part it.`);
  const content = text.replace(/^\uFEFF/, '');
  const leaves =
    format === 'env' ? parseDotenv(content).map(({ key, ...rest }): Leaf => ({ keys: [key], ...rest })) : parseNested(content, format);
  if (leaves.length === 0) throw new UserError('The file holds no settings. Send one that does.');
  if (leaves.length > maxEntries)
    throw new UserError(
      `The file holds ${leaves.length.toLocaleString('en-US')} settings: ${maxEntries.toLocaleString('en-US')} are possible at once. Part it.`,
    );
  const lines = linesByKey(leaves, path);
  return Promise.all(leaves.map((leaf) => entryOf(leaf, path, env, lines, patterns)));
}

// A key that begins with a slash is a whole name already.
const nameOf = (path: string, keys: readonly string[]): string =>
  keys[0]?.startsWith('/') ? keys.join('/') : `${path === '/' ? '' : path}/${keys.join('/')}`;

/** On which lines each name stands. */
function linesByKey(leaves: readonly Leaf[], path: string): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  for (const { keys, line } of leaves) {
    const key = keyOfName(nameOf(path, keys));
    lines.set(key, [...(lines.get(key) ?? []), line]);
  }
  return lines;
}

async function entryOf(
  leaf: Leaf,
  path: string,
  env: ImportFile['env'],
  lines: ReadonlyMap<string, readonly number[]>,
  patterns: readonly SecretPattern[],
): Promise<ImportEntry> {
  const { keys, line } = leaf;
  const name = nameOf(path, keys);
  const isList = typeof leaf.value !== 'string';
  const value = typeof leaf.value === 'string' ? leaf.value : leaf.value.join(',');
  const places = lines.get(keyOfName(name)) ?? [];
  const wrong = [
    newNameProblem(env, name),
    path !== '/' && !name.startsWith(`${path}/`) ? `${name} is not under ${path}.` : undefined,
    places.length > 1 ? `${name} is there more than once: on lines ${places.join(', ')}. Leave one.` : undefined,
    leaf.problem ?? (value === '' ? 'The value is empty: AWS takes none without a character.' : undefined),
    bytesOf(value) > maxBytes.Advanced
      ? `The value has ${bytesOf(value).toLocaleString('en-US')} bytes: a parameter holds 8,192 at most.`
      : undefined,
  ].filter((each) => each !== undefined);
  const secret = value === '' ? undefined : await secretLooking(name, value, patterns);
  const type = secret ? 'SecureString' : isList ? 'StringList' : 'String';
  return { name, value, type, line, problems: wrong.map((each) => `Line ${line}: ${each}`), ...(secret && { secret }) };
}
