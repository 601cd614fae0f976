import type { Environment } from '../../domain/environment.ts';
import { UserError } from '../../errors.ts';
import { conventionProblem } from './convention.ts';
import type { Current } from './current.ts';
import { ownKeyAlias } from './key.ts';
import type { ParameterType } from './value.ts';

interface Wanted {
  readonly name: string;
  readonly type: ParameterType;
  /** As it was typed: an id, an ARN or alias/NAME. */
  readonly key?: string | undefined;
}

/** What the house makes of what is wanted. */
export interface Guarded {
  /** The key under which a SecureString is encrypted; undefined: AWS's own. */
  readonly key: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * Holds a parameter that is set to what the configuration asks for: its name, and a secret's key. What is there already under
 * another name or key may be changed, with a warning. Throws UserError with the way out.
 */
export function guard({ name, type, key: wanted }: Wanted, current: Current | undefined, env: Environment): Guarded {
  const odd = env.parameters.convention && conventionProblem(env.parameters.convention, env.name, name);
  if (odd && !current) throw new UserError(`${odd} A new parameter needs such a name${spareWords(env)}.`);
  const naming = odd === undefined ? [] : [`${odd} It is there already, so it can be changed.`];
  if (type !== 'SecureString') return { key: wanted, warnings: naming };
  const { key: required } = env.parameters;
  if (required === undefined) return { key: wanted ?? current?.keyId, warnings: naming };
  const isRight = (key: string | undefined): key is string => key !== undefined && isSameKey(env, key, required);
  if (wanted !== undefined && !isRight(wanted))
    throw new UserError(
      `${name} can not be encrypted under ${wanted}: secrets on ${env.name} must use ${required}. Send it again without a key, and that one is used.`,
    );
  const key = [wanted, current?.keyId].find(isRight) ?? required;
  if (!current || isRight(current.keyId)) return { key, warnings: naming };
  const moves = `It moves from the key ${current.keyId ?? ownKeyAlias} to ${required}, which secrets on ${env.name} must use: who reads it needs kms:Decrypt of that one from then on.`;
  return { key, warnings: [...naming, moves] };
}

/** An alias or a key of the environment's own region is the same with its ARN and without. An alias and an id are never known to be. */
function isSameKey({ partition, region, account }: Environment, one: string, other: string): boolean {
  const own = `arn:${partition}:kms:${region}:${account}:`;
  const bare = (key: string) => (key.startsWith(own) ? key.slice(own.length) : key).replace(/^key\//, '');
  return bare(one) === bare(other);
}

const spareWords = ({ parameters: { convention } }: Environment): string =>
  convention && convention.spare.length > 0 ? `, or one under ${convention.spare.join(', ')}` : '';
