import type { Environment } from '../domain/environment.ts';
import type { KeptOut, Typed } from '../domain/operation.ts';
import type { SecretPattern } from '../domain/parameter-rules.ts';
import { UserError } from '../errors.ts';
import { type Front, typedThings } from './front.ts';

/** Slack waits three seconds for the acknowledgement, and what is kept is written within them too. */
const longestMs = 1_500;

/** Asks a thing whether what was typed holds a secret. Throws UserError where that is not known in time: then nothing is taken. */
export async function keptOut(
  { desk }: Pick<Front, 'desk'>,
  typed: Typed,
  given: Readonly<Record<string, unknown>>,
  line?: string,
): Promise<KeptOut | undefined> {
  if (!typed.keepsOut) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const words = 'It could not be looked at in time whether this holds a secret, so it was not taken. Send it again.';
    timer = setTimeout(() => reject(new UserError(words)), longestMs);
  });
  return Promise.race([typed.keepsOut(given, ownSecrets(desk.environments), line), late]).finally(() => clearTimeout(timer));
}

/** What any environment takes for a secret is one as long as it is not known which environment is meant. */
const ownSecrets = (environments: readonly Environment[]): SecretPattern[] => [
  ...new Set(environments.flatMap(({ parameters }) => parameters.secrets)),
];

/** The rules are loaded when they are used first: not while somebody waits for an answer. */
export function loadRules(front: Front): void {
  for (const typed of typedThings(front))
    typed.keepsOut?.({}, [], 'x').catch((error: unknown) => front.log.error({ err: error }, 'the rules for secrets can not be loaded'));
}
