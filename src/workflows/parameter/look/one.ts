import { ListTagsForResourceCommand, type ParameterHistory } from '@aws-sdk/client-ssm';
import { isNamed } from '../../../aws/errors.ts';
import type { Environment } from '../../../domain/environment.ts';
import type { Aws, Statement } from '../../../domain/operation.ts';
import { UserError } from '../../../errors.ts';
import { readVersions, versionIn } from '../current.ts';
import { type Selector, selectorWords } from '../name.ts';
import { onParameter } from '../rights.ts';

/** Exactly what looking at one parameter reads. */
export const readsOf = (env: Environment, name: string): Statement[] => [
  onParameter(env, name, 'ssm:GetParameterHistory', 'ssm:ListTagsForResource'),
];

/** A parameter that was asked for: all its versions, the oldest first, and which of them was meant. */
export interface Looked {
  readonly name: string;
  readonly versions: readonly ParameterHistory[];
  readonly shown: ParameterHistory;
  readonly newest: number;
}

/** Reads a parameter's versions. Nothing is decrypted. Throws UserError where there is no such parameter, version or label. */
export async function lookUp({ name, version, label }: Selector, aws: Aws, env: Environment): Promise<Looked> {
  const versions = await versionsOf(name, aws, env);
  const newest = versions.at(-1)?.Version ?? 1;
  const labelled = label === undefined ? undefined : versions.find(({ Labels }) => Labels?.includes(label));
  if (label !== undefined && !labelled) throw new UserError(`${name} has no label ${label}. param history ${name} lists them.`);
  return { name, versions, newest, shown: labelled ?? versionIn(versions, name, version ?? newest) };
}

/** By its history and not by a list: a page of a list can be empty while AWS is still looking. */
async function versionsOf(name: string, aws: Aws, { name: where }: Environment): Promise<ParameterHistory[]> {
  try {
    return await readVersions(name, aws);
  } catch (error) {
    if (!isNamed(error, 'ParameterNotFound')) throw error;
    throw new UserError(
      `There is no parameter ${name} on ${where}. param search TEXT looks for one by its name; param ls PATH shows what is under a path.`,
    );
  }
}

/** 'Env=prod, Team=platform'; '' without any. */
export async function tagWords(name: string, { ssm }: Aws): Promise<string> {
  const { TagList = [] } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }));
  return TagList.map(({ Key, Value }) => `${Key}=${Value}`)
    .sort()
    .join(', ');
}

/** A line that goes on from here: in the same environment, wherever it is clicked. */
export const lineFor = (env: Environment, words: string): string => `/ssm param ${words} --env ${env.name}`;

export const versionWords = ({ name, shown, newest }: Looked): string => selectorWords({ name, version: shown.Version ?? newest });
