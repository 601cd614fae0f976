import { ListTagsForResourceCommand, type ParameterHistory } from '@aws-sdk/client-ssm';
import type { Environment } from '../../../domain/environment.ts';
import type { Aws, Statement } from '../../../domain/operation.ts';
import { UserError } from '../../../errors.ts';
import { mustBeThere, readVersions, versionIn } from '../current.ts';
import { type Selector, selectorWords } from '../name.ts';
import { onParameter } from '../rights.ts';
import { describes } from './path.ts';

/** Exactly what looking at one parameter reads. */
export const readsOf = (env: Environment, name: string): Statement[] => [
  describes(env),
  onParameter(env, name, 'ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:ListTagsForResource'),
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
  const current = await mustBeThere(name, aws, env);
  const versions = await readVersions(name, aws);
  const labelled = label === undefined ? undefined : versions.find(({ Labels }) => Labels?.includes(label));
  if (label !== undefined && !labelled) throw new UserError(`${name} has no label ${label}. param history ${name} lists them.`);
  return { name, versions, newest: current.version, shown: labelled ?? versionIn(versions, name, version ?? current.version) };
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
