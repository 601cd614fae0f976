import type { SecretPattern } from '../../domain/parameter-rules.ts';
import { maskSecrets } from '../mask.ts';
import { holdsRandom } from './entropy.ts';
import { found } from './pattern.ts';
import { secretWordOf } from './secret-name.ts';

// Its value is long and random, and no secret: it names something, or sums it up.
const named =
  /(?:^|[/_.-])(?:id|ids|arn|arns|sha|sha\d+|digest|checksum|commit|revision|etag|fingerprint|thumbprint|hash|uuid|guid|zone)$/i;

const shapes: readonly { readonly shape: RegExp; readonly means: string }[] = [
  { shape: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/, means: 'a private key' },
  { shape: /\beyJ[\w-]{8,}\.[\w-]{8,}/, means: 'a signed token (JWT)' },
  { shape: /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']{0,200}:[^\s"'/]+@/i, means: 'an address with a password in it' },
  { shape: /\b(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}\b/, means: 'an AWS access key' },
];

/** Why a parameter of this name holds a secret, as a sentence; undefined if nothing says so. */
export function secretName(name: string, own: readonly SecretPattern[] = []): string | undefined {
  const word = secretWordOf(name);
  if (word) return `The name says "${word}".`;
  const mine = own.find(({ of, pattern }) => of === 'name' && found(pattern, name) !== false);
  return mine && `The name looks like ${mine.means}.`;
}

/**
 * Why a value is taken for a secret, as a sentence that does not hold it; undefined if nothing says so.
 * It is a net, not a wall: a word that is somebody's password looks like a word. Rejects where the rules can't be run.
 */
export async function secretValue(name: string, value: string, own: readonly SecretPattern[] = []): Promise<string | undefined> {
  // A pattern of the house that did not finish has decided nothing: the careful answer is yes.
  const mine = own.find(({ of, pattern }) => of === 'value' && found(pattern, value) !== false);
  if (mine) return `The value looks like ${mine.means}.`;
  const shape = shapes.find((each) => each.shape.test(value));
  if (shape) return `The value looks like ${shape.means}.`;
  if ((await maskSecrets(value)) !== value) return 'The value has a password, token or key in it.';
  if (!named.test(name) && holdsRandom(value)) return 'The value has a long random text in it, as keys and tokens are.';
  return undefined;
}

/** Why this should be a SecureString, by its name first and then by its value; undefined if nothing says so. */
export async function secretLooking(name: string, value: string, own: readonly SecretPattern[] = []): Promise<string | undefined> {
  return secretName(name, own) ?? (await secretValue(name, value, own));
}
