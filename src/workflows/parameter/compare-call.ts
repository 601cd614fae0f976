import { fitsPolicy } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';
import { onParameter, withKey } from './rights.ts';

/** With its version, so that what was agreed to is what is compared. */
export interface SecretVersion {
  readonly name: string;
  readonly version: number;
  readonly key?: string | undefined;
}

/** The same secret in two places. `name`: below the paths, as it is called in both. */
export interface ComparedSecret {
  readonly name: string;
  readonly here: SecretVersion;
  readonly there: SecretVersion;
}

/** The names of the two environments, which may be one. */
export interface CompareCall {
  readonly here: string;
  readonly there: string;
  readonly pairs: readonly ComparedSecret[];
}

/** In each environment exactly what is compared there, and the use of its keys for that alone. */
export function rightsToCompare({ here, there, pairs }: CompareCall, targets: readonly string[], env: Environment): Statement[] {
  const compared = pairs.filter((pair) => targets.includes(pair.here.name));
  const read = [
    ...(env.name === here ? compared.map((pair) => pair.here) : []),
    ...(env.name === there ? compared.map((pair) => pair.there) : []),
  ];
  const keys = [...new Set(read.map(({ key }) => key))];
  return [
    ...read.map(({ name }) => onParameter(env, name, 'ssm:GetParameter')),
    ...keys.map((key) => {
      const names = read.filter((each) => each.key === key).map(({ name }) => name);
      return withKey(env, names, key, 'kms:Decrypt');
    }),
  ];
}

/** As few calls as there can be whose exact session policies AWS takes, in both environments. */
export function cutIntoWaves(pairs: readonly ComparedSecret[], ours: Environment, theirs: Environment): CompareCall[] {
  const waves: ComparedSecret[][] = [];
  const callOf = (some: readonly ComparedSecret[]): CompareCall => ({ here: ours.name, there: theirs.name, pairs: some });
  const fits = (some: readonly ComparedSecret[]) =>
    [ours, theirs].every((env) =>
      fitsPolicy(
        rightsToCompare(
          callOf(some),
          some.map(({ here }) => here.name),
          env,
        ),
      ),
    );
  for (const pair of pairs) {
    const last = waves.at(-1);
    if (last && fits([...last, pair])) last.push(pair);
    else waves.push([pair]);
  }
  return waves.map(callOf);
}
