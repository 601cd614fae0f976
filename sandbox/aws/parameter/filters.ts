import type { ParameterStringFilter } from '@aws-sdk/client-ssm';
import { refuse } from '../refusal.ts';
import { checkPath, under } from './name.ts';
import { keyOf, newest, type Parameter } from './parameter.ts';

type Operation = 'DescribeParameters' | 'GetParametersByPath';

/** The keys that each operation takes; DescribeParameters takes tag:KEY besides. */
const keys: Readonly<Record<Operation, readonly string[]>> = {
  DescribeParameters: ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType'],
  GetParametersByPath: ['Type', 'KeyId', 'Label'],
};

const options: Readonly<Record<string, readonly string[]>> = {
  Path: ['OneLevel', 'Recursive'],
  Name: ['Equals', 'BeginsWith', 'Contains'],
  Label: ['Equals'],
};

const values: Readonly<Record<string, readonly string[]>> = {
  Type: ['String', 'StringList', 'SecureString'],
  Tier: ['Standard', 'Advanced', 'Intelligent-Tiering'],
};

const listed = (words: readonly string[]) => `[${words.join(', ')}]`;

function check(operation: Operation, filter: Required<ParameterStringFilter>): void {
  const { Key: key, Option: option, Values: given } = filter;
  if (!keys[operation].includes(key as string) && !(operation === 'DescribeParameters' && key?.startsWith('tag:')))
    refuse('InvalidFilterKey', `The following filter key is not valid: ${key}. Valid filter keys include: ${listed(keys[operation])}.`);
  const allowed = options[key ?? ''] ?? ['BeginsWith', 'Equals'];
  if (!allowed.includes(option ?? ''))
    refuse('InvalidFilterOption', `The following filter option is not valid: ${option}. Valid options include: ${listed(allowed)}.`);
  if (!given?.length) refuse('InvalidFilterValue', `The following filter values are missing : null for filter key ${key}.`);
  const known = values[key ?? ''];
  for (const value of given ?? []) {
    if (key === 'Path') checkPath(value);
    if (known && option === 'Equals' && !known.includes(value))
      refuse('InvalidFilterOption', `The following filter value is not valid: ${value}. Valid values include: ${listed(known)}.`);
  }
}

/** What is compared with the values of a filter. */
function compared(parameter: Parameter, key: string): readonly (string | undefined)[] {
  const { name, tags, versions } = parameter;
  const last = newest(parameter);
  if (key.startsWith('tag:')) return [tags[key.slice(4)]];
  if (key === 'Label') return versions.flatMap(({ labels }) => [...labels]);
  return [{ Name: `/${keyOf(name)}`, Type: last.type, KeyId: last.key?.named, Tier: last.tier, DataType: last.dataType }[key]];
}

const compare: Readonly<Record<string, (text: string, value: string) => boolean>> = {
  Equals: (text, value) => text === value,
  BeginsWith: (text, value) => text.startsWith(value),
  Contains: (text, value) => text.includes(value),
};

function matches(parameter: Parameter, { Key: key = '', Option: option = '', Values: given = [] }: ParameterStringFilter): boolean {
  if (key === 'Path') return given.some((path) => under(path, option === 'Recursive')(parameter));
  const texts = compared(parameter, key).filter((text) => text !== undefined);
  // A name of one level is the same with and without its slash.
  const wanted = key === 'Name' && option !== 'Contains' ? given.map((value) => `/${keyOf(value)}`) : given;
  return texts.some((text) => wanted.some((value) => compare[option]?.(text, value)));
}

/** Reads the filters of a request, or refuses them as the service does. Values of one filter add up, filters narrow. */
export function filterOf(operation: Operation, filters: readonly ParameterStringFilter[] = []): (parameter: Parameter) => boolean {
  const read = filters.map(({ Key, Option, Values }) => ({ Key, Option: Option ?? (Key === 'Path' ? 'OneLevel' : 'Equals'), Values }));
  for (const [index, filter] of read.entries()) {
    check(operation, filter as Required<ParameterStringFilter>);
    if (read.findIndex(({ Key }) => Key === filter.Key) !== index)
      refuse(
        'InvalidFilterKey',
        `The following filter is duplicated in the request: ${filter.Key}. A request can contain only one occurrence of a specific filter.`,
      );
  }
  return (parameter) => read.every((filter) => matches(parameter, filter as ParameterStringFilter));
}
