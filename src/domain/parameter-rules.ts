import { UserError } from '../errors.ts';

/** What the house asks of an environment's parameters, besides what AWS does. */
export interface ParameterRules {
  /** How new ones are named; undefined: as one likes. */
  readonly convention?: Convention | undefined;
  /** What is a secret besides what is known as one everywhere. */
  readonly secrets: readonly SecretPattern[];
  /** The key under which SecureStrings must be encrypted: 'alias/myapp' or its ARN; undefined: any. */
  readonly key?: string | undefined;
}

export interface Convention {
  /** '/{app}/{environment}/{name}'. */
  readonly pattern: string;
  /** Paths under which names are free: '/shared'. */
  readonly spare: readonly string[];
}

/** What is looked at, and what it is called where it is found: 'an order key of Acme'. */
export interface SecretPattern {
  readonly of: 'name' | 'value';
  /** A regular expression of JavaScript. */
  readonly pattern: string;
  readonly means: string;
}

const holes = ['app', 'environment', 'name'] as const;

/** Throws UserError where a pattern for names can't be read: each of {app}, {environment} and {name} once, as a level of its own. */
export function checkConventionPattern(pattern: string): void {
  const levels = pattern.split('/').slice(1);
  const right = 'Write it like /{app}/{environment}/{name}: each of the three once, as a level of its own.';
  if (!pattern.startsWith('/') || levels.some((level) => !/^(?:[\w.-]+|\{(?:app|environment|name)\})$/.test(level))) {
    throw new UserError(`"${pattern}" is no pattern for names. ${right}`);
  }
  const twice = holes.find((hole) => levels.filter((level) => level === `{${hole}}`).length !== 1);
  if (twice) throw new UserError(`"${pattern}" has {${twice}} ${levels.includes(`{${twice}}`) ? 'more than once' : 'nowhere'}. ${right}`);
  if (levels.at(-1) !== '{name}')
    throw new UserError(`"${pattern}" does not end with {name}, which holds all levels that are left. ${right}`);
}

/** Throws UserError where a pattern for secrets can't be read, or would make a secret of everything. */
export function checkSecretPattern({ pattern }: SecretPattern): void {
  let read: RegExp;
  try {
    read = new RegExp(pattern, 'u');
  } catch (error) {
    throw new UserError(
      `The pattern for secrets ${pattern} can't be read: ${(error as Error).message}. Write a regular expression of JavaScript.`,
    );
  }
  if (read.test(''))
    throw new UserError(`The pattern for secrets ${pattern} matches an empty text, so everything would be a secret. Write a longer one.`);
}
