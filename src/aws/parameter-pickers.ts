import type { Environment } from '../domain/environment.ts';
import type { Aws, Choice, Statement } from '../domain/operation.ts';
import { describeParameters } from './parameters.ts';
import { inRegion } from './session-policy.ts';

/** What the pickers of parameters and their keys read, in the one region. */
export const parameterPickerReads = (env: Environment): readonly Statement[] => [inRegion(env, ['ssm:DescribeParameters'])];

// Two pages of DescribeParameters each: a picker answers within Slack's three seconds.
const mostNames = 100;
const mostSecrets = 100;
/** The key that encrypts where none is named. */
const ownKey = 'alias/aws/ssm';

/** A parameter that can be chosen. */
export interface ListedParameter {
  readonly name: string;
  readonly type: string;
}

/** Some parameters whose name has the words in it, in the letters' own case: so AWS looks for them. */
export async function listParameters(words: string, aws: Aws): Promise<ListedParameter[]> {
  const filters = words === '' ? [] : [{ Key: 'Name', Option: 'Contains', Values: [words] }];
  // AWS takes no other characters in this filter; nothing has them in its name.
  if (!/^[\w./-]*$/.test(words)) return [];
  const { found } = await describeParameters(aws, filters, mostNames);
  return found
    .map(({ Name: name = '', Type: type = '' }) => ({ name, type }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const parameterChoices = (all: readonly ListedParameter[]): Choice[] =>
  all.map(({ name, type }) => ({ text: `${name} · ${type}`, value: name }));

/** The keys by which the region's SecureStrings are encrypted, with how many of those looked at: KMS itself is not asked. */
export async function listKeys(aws: Aws): Promise<[key: string, parameters: number][]> {
  const { found } = await describeParameters(aws, [{ Key: 'Type', Option: 'Equals', Values: ['SecureString'] }], mostSecrets);
  const counts = new Map<string, number>([[ownKey, 0]]);
  for (const { KeyId: key } of found) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

export const keyChoices = (keys: readonly [string, number][], query: string): Choice[] =>
  keys
    .filter(([key]) => key.toLowerCase().includes(query.toLowerCase()))
    .map(([key, count]) => ({
      text: `${key} · ${key === ownKey ? "AWS's own, " : ''}${count === 0 ? 'in no use' : `of ${count} parameter${count === 1 ? '' : 's'}`}`,
      value: key,
    }));
