import type { Environment } from '../domain/environment.ts';
import type { Aws, Choice, Statement } from '../domain/operation.ts';
import { describeParameters, type Found } from './parameters.ts';
import { inRegion } from './session-policy.ts';

/** What the pickers of parameters and their keys read, in the one region. */
export const parameterPickerReads = (env: Environment): readonly Statement[] => [inRegion(env, ['ssm:DescribeParameters'])];

// Two pages of DescribeParameters each: a picker answers within Slack's three seconds.
const mostNames = 98;
const mostSecrets = 100;
/** The key that encrypts where none is named. */
const ownKey = 'alias/aws/ssm';

/** A parameter that can be chosen. */
export interface ListedParameter {
  readonly name: string;
  readonly type: string;
}

/** Some parameters whose name has the words in it, in the letters' own case: so AWS looks for them. */
export async function listParameters(words: string, aws: Aws): Promise<Found<ListedParameter>> {
  const filters = words === '' ? [] : [{ Key: 'Name', Option: 'Contains', Values: [words] }];
  // AWS takes no other characters in this filter; nothing has them in its name.
  if (!/^[\w./-]*$/.test(words)) return { found: [], more: false };
  const { found, more } = await describeParameters(aws, filters, mostNames);
  const all = found.flatMap(({ Name: name, Type: type = '' }) => (name === undefined ? [] : [{ name, type }]));
  return { found: all.sort((a, b) => (a.name < b.name ? -1 : 1)), more };
}

export const parameterChoices = (all: readonly ListedParameter[]): Choice[] =>
  all.map(({ name, type }) => ({ text: `${name} · ${type}`, value: name }));

/** The keys by which the region's SecureStrings are encrypted, with how many of those looked at: KMS itself is not asked. */
export async function listKeys(aws: Aws): Promise<[key: string, parameters: number][]> {
  const { found } = await describeParameters(aws, [{ Key: 'Type', Option: 'Equals', Values: ['SecureString'] }], mostSecrets);
  const counts = new Map<string, number>([[ownKey, 0]]);
  for (const { KeyId: key } of found) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([a, of], [b, ofB]) => ofB - of || Number(a === ownKey) - Number(b === ownKey));
}

/** `required`: the one that the environment wants, which nobody may have used yet: then no other would be taken. */
export const keyChoices = (keys: readonly [string, number][], query: string, required?: string): Choice[] =>
  (required === undefined ? keys : [keys.find(([key]) => key === required) ?? ([required, 0] as const)])
    .filter(([key]) => key.toLowerCase().includes(query.toLowerCase()))
    .map(([key, count]) => ({
      text: `${key} · ${key === ownKey ? "AWS's own, " : ''}${count === 0 ? 'in no use' : `of ${count} parameter${count === 1 ? '' : 's'}`}`,
      value: key,
    }));
