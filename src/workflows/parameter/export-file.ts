import { stringify } from 'yaml';
import { UserError } from '../../errors.ts';
import { below } from './compare-paths.ts';
import { dotenvLine } from './dotenv.ts';
import type { FileFormat } from './import-file.ts';
import { itemsOf, type ParameterType } from './value.ts';

/** A parameter to be written. A secret has no value here, and none is asked for. */
export interface Exported {
  readonly name: string;
  readonly type: ParameterType;
  readonly value?: string | undefined;
  /** Why its value is not written though it is no SecureString: it looks like a secret. */
  readonly secret?: string | undefined;
}

export interface ExportFile {
  readonly text: string;
  readonly written: number;
  /** The names whose values are not in the file. */
  readonly left: readonly string[];
}

/**
 * Writes names and values below a path as a file that an import reads as the same parameters. Secrets are left out; their names are told.
 * Throws UserError where the format can't hold a name.
 */
export function exportFile(format: FileFormat, path: string, parameters: readonly Exported[]): ExportFile {
  const sorted = [...parameters].sort((a, b) => (a.name < b.name ? -1 : 1));
  const isLeft = ({ type, value, secret }: Exported): boolean => type === 'SecureString' || secret !== undefined || value === undefined;
  const left = sorted.filter(isLeft).map(({ name }) => name);
  const open = sorted.filter((each) => !isLeft(each)).map(({ name, type, value = '' }) => ({ key: below(path, name), type, value }));
  return { text: textOf(format, open, left), written: open.length, left };
}

interface Open {
  readonly key: string;
  readonly type: ParameterType;
  readonly value: string;
}

function textOf(format: FileFormat, open: readonly Open[], left: readonly string[]): string {
  const notes = left.map((name) => `# ${name} is a secret: its value is not written.\n`).join('');
  if (format === 'env') {
    const deep = open.find(({ key }) => !/^[\w.-]+$/.test(key));
    if (deep) throw new UserError(`A .env file has no levels, and ${deep.key} has some. Export as JSON or YAML, or a path further down.`);
    return notes + open.map(({ key, value }) => `${dotenvLine(key, value)}\n`).join('');
  }
  const data = Object.fromEntries(open.map(({ key, type, value }) => [key, type === 'StringList' ? itemsOf(value) : value]));
  // JSON has no comments: what was left out is told beside the file.
  if (format === 'json') return `${JSON.stringify(data, null, 2)}\n`;
  return notes + stringify(data, { schema: 'core', lineWidth: 0 });
}
