import type { Filter } from '@aws-sdk/client-ec2';
import { refuse } from '../refusal.ts';

const maxFilterValues = 200; // Describe...

/** EC2's filter values may hold * and ?, and a backslash takes their meaning away. */
function matcher(value: string): RegExp {
  const wild: Record<string, string> = { '*': '.*', '?': '.' };
  const literal = (character: string) => character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const escaped = value.replace(/\\(.)|(.)/gs, (_, taken?: string, plain?: string) =>
    taken === undefined ? (wild[plain ?? ''] ?? literal(plain ?? '')) : literal(taken),
  );
  return new RegExp(`^${escaped}$`, 's');
}

/** The values that a filter looks at. */
type Values<T> = (item: T) => readonly string[];

/** What the filters of a call leave: items that meet each of them in one of its values. Filters on tags are the same for everything. */
export function filterTest<T>(
  filters: readonly Filter[] | undefined,
  own: (name: string) => Values<T> | undefined,
  tagsOf: (item: T) => Readonly<Record<string, string>>,
): (item: T) => boolean {
  const valuesOf = (name: string): Values<T> => {
    if (name.startsWith('tag:')) return (item) => [tagsOf(item)[name.slice(4)]].filter((value) => value !== undefined);
    if (name === 'tag-key') return (item) => Object.keys(tagsOf(item));
    if (name === 'tag-value') return (item) => Object.values(tagsOf(item));
    return own(name) ?? refuse('InvalidParameterValue', `The filter '${name}' is invalid`);
  };
  const tests = (filters ?? []).map(({ Name: name = '', Values: values = [] }) => {
    if (values.length === 0) refuse('InvalidParameterValue', "The filter 'null' is invalid");
    if (values.length > maxFilterValues)
      refuse('FilterLimitExceeded', `The maximum number of filter values specified on a single call is ${maxFilterValues}`);
    const looksAt = valuesOf(name);
    const patterns = values.map(matcher);
    return (item: T) => looksAt(item).some((value) => patterns.some((pattern) => pattern.test(value)));
  });
  return (item) => tests.every((test) => test(item));
}

/** With DryRun nothing is done: who may do it is told so by an error. Rights have been asked before. */
export function dryRun(wanted: boolean | undefined): void {
  if (wanted) refuse('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
