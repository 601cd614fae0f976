import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { answerOf, isDenied } from '../../aws/errors.ts';
import type { Aws } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import type { Tier } from './tier.ts';
import type { ParameterType } from './value.ts';

/** One PutParameter. `value` undefined: a SecureString's, which is known only when it starts. */
export interface PutCall {
  readonly type: ParameterType;
  readonly tier: Tier;
  readonly value?: string | undefined;
  /** False: there is none yet, and none may be there by then. */
  readonly overwrite: boolean;
  readonly description?: string | undefined;
  readonly key?: string | undefined;
  readonly pattern?: string | undefined;
  readonly dataType?: string | undefined;
  /** Of a new parameter only: AWS takes no tags together with Overwrite. */
  readonly tags?: readonly { readonly Key: string; readonly Value: string }[] | undefined;
  /** All policies that it has afterwards, as PutParameter takes them; undefined: as they are. */
  readonly policies?: string | undefined;
}

/** Sets the value; gives the new version. What goes wrong with a SecureString is said without AWS's words: they can quote the value. */
export async function put(name: string, call: PutCall, value: string, { ssm }: Pick<Aws, 'ssm'>): Promise<number | undefined> {
  // What an overwrite leaves out stays, but for the key and the data type: those are always said (PutParameter).
  const command = new PutParameterCommand({
    Name: name,
    Value: value,
    Type: call.type,
    Tier: call.tier,
    Overwrite: call.overwrite,
    Description: call.description,
    KeyId: call.key,
    AllowedPattern: call.pattern,
    DataType: call.dataType,
    Policies: call.policies,
    ...(call.tags && { Tags: [...call.tags] }),
  });
  try {
    return (await ssm.send(command)).Version;
  } catch (error) {
    throw call.type === 'SecureString' ? withoutValue(error, name) : error;
  }
}

function withoutValue(error: unknown, name: string): unknown {
  const { name: kind } = error as Error;
  // Who lacks which right names ARNs and no values; the words help whoever must add it.
  if (isDenied(error)) return error;
  if (answerOf(error) === 'refused')
    return new UserError(`AWS refused to set ${name}: ${kind}. Its words are left out, because they can quote the value.`);
  return Object.assign(new Error(`AWS did not set ${name}, as far as is known.`), { name: kind });
}
