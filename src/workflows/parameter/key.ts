import type { Environment } from '../../domain/environment.ts';

type Place = Pick<Environment, 'partition' | 'region' | 'account'>;

/** The key that encrypts where none is named. Its policy lets everyone of the account use it through Parameter Store. */
export const ownKeyAlias = 'alias/aws/ssm';

/** Whether a SecureString's key is AWS's own, and not a customer's. `keyId` as AWS gives it: an id, an ARN or alias/NAME. */
export const isOwnKey = (keyId: string | undefined): boolean =>
  keyId === undefined || keyId === ownKeyAlias || keyId.endsWith(`:${ownKeyAlias}`);

/** The ARN by which a statement names a customer's key: any key of the region where only its alias is known. undefined for AWS's own. */
export function keyArn({ partition, region, account }: Place, keyId: string | undefined): string | undefined {
  if (keyId === undefined || isOwnKey(keyId)) return undefined;
  if (/^arn:[^:]+:kms:[^:]*:[^:]*:key\//.test(keyId)) return keyId;
  // IAM knows keys by their ids only; an alias is a condition on any key.
  const named = /^(?:arn:.*:)?alias\//.test(keyId) ? '*' : keyId;
  return `arn:${partition}:kms:${region}:${account}:key/${named}`;
}

/** The name of an alias, as kms:ResourceAliases has it; undefined where the key is known by its id. */
const aliasOf = (keyId: string): string | undefined => /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];

/**
 * The statement that lets somebody decrypt one parameter: the key, bound by the encryption context that Parameter Store sets
 * (AWS KMS Developer Guide: PARAMETER_ARN). undefined where AWS's own key needs none.
 */
export function keyStatement(place: Place, keyId: string | undefined, parameter: string, actions: readonly string[] = ['kms:Decrypt']) {
  const arn = keyArn(place, keyId);
  if (arn === undefined || keyId === undefined) return undefined;
  const alias = aliasOf(keyId);
  return {
    Effect: 'Allow',
    Action: [...actions],
    Resource: arn,
    Condition: {
      StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': parameter },
      ...(alias && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }),
    },
  };
}
