import type { Access, Scene } from '../operation.ts';
import { keyAccess, requireKey } from './key.ts';
import { arnOf, findParameter, readName } from './name.ts';
import type { ParameterVersion } from './parameter.ts';

/** The right to a parameter, whether it is there or not. Policies may look at its tags. */
export function onParameter(action: string, { place }: Pick<Scene, 'place'>, text: string): Access {
  const { name } = readName(place, text);
  const tags = Object.entries(findParameter(place, name)?.tags ?? {});
  const context = Object.fromEntries(
    tags.flatMap(([key, value]) => [
      [`ssm:resourceTag/${key}`, value],
      [`aws:ResourceTag/${key}`, value],
    ]),
  );
  return { action, resource: arnOf(place, name), context };
}

/** Asks KMS in the caller's name for a value that is to be decrypted; a value in the clear needs no key. */
export async function demandDecrypt({ place, demands }: Scene, name: string, { key }: ParameterVersion): Promise<void> {
  if (key) await demands(keyAccess(place, 'Decrypt', requireKey(place, key.arn), arnOf(place, name)));
}
