import { maskSecrets } from '../../../aws/mask.ts';
import { secretName, secretValue } from '../../../aws/secrets/secret-looking.ts';

const hidden = '[masked]';

export interface ShownValue {
  readonly text: string;
  /** Why something of it is masked, as a sentence. */
  readonly why?: string;
}

/** The value of a String as it may be shown: what looks like a secret is masked, though whoever may read the parameter could read it. */
export async function shownValue(name: string, value: string): Promise<ShownValue> {
  const byName = secretName(name);
  if (byName !== undefined) return { text: hidden, why: byName };
  const why = await secretValue(name, value);
  if (why === undefined) return { text: value };
  const masked = await maskSecrets(value);
  return { text: masked === value ? hidden : masked, why };
}

/** What is to be done about a secret that stands in the clear. */
export const secureIt = (name: string, why: string, type = 'String'): string =>
  `${name} is a ${type}, so AWS does not encrypt it, and what looks like a secret is masked here. ${why} If it is one, change it where it is used, and put the new one as a SecureString: AWS makes no SecureString of a ${type}, so it takes another name, or this one deleted first. /ssm param put asks for the value in a window.`;
