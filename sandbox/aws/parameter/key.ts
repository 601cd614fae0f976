import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Access } from '../operation.ts';
import { refuse } from '../refusal.ts';
import { stableHex } from '../seed/stable.ts';
import type { Place } from '../world.ts';
import type { ParameterVersion, Tier } from './parameter.ts';

/** A KMS key. What it is made of stays in this process. */
export interface KmsKey {
  readonly arn: string;
  readonly id: string;
  readonly alias: string;
  /** AWS's own, for this service alone: its key policy allows it to everybody in the account who comes by way of Parameter Store. */
  readonly managed: boolean;
  readonly material: Buffer;
}

export const managedAlias = 'alias/aws/ssm';

/** Every account has AWS's own key and one customer key in each region. */
export function keysOf(account: string, region: string): KmsKey[] {
  return [managedAlias, 'alias/myapp'].map((alias) => {
    const hex = stableHex(`${account} ${region} ${alias}`, 32);
    const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { arn: `arn:aws:kms:${region}:${account}:key/${id}`, id, alias, managed: alias === managedAlias, material: randomBytes(32) };
  });
}

/** Finds a key by its id, ARN, alias or alias's ARN; refuses as Parameter Store does when KMS knows none. */
export function requireKey({ parameters, account, region }: Place, named: string): KmsKey {
  const aliasArn = `arn:aws:kms:${region}:${account}:`;
  const found = parameters.keys.find(({ arn, id, alias }) => [arn, id, alias, `${aliasArn}${alias}`].includes(named));
  if (found) return found;
  const what = named.startsWith('alias/') ? `Alias ${aliasArn}${named} is not found.` : `Invalid keyId '${named}'`;
  return refuse('InvalidKeyId', `${what} (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException)`);
}

/** A Standard value is KMS's ciphertext, an Advanced one a message of the AWS Encryption SDK; by their first bytes people know them. */
const heads: Readonly<Record<Tier, Buffer>> = {
  Standard: Buffer.from([1, 2, 2, 0, 0x78]),
  Advanced: Buffer.from([1, 0x80, 3, 0x78]),
};

/** Encrypts under the key, bound to the parameter's ARN as KMS's encryption context binds it. */
export function seal({ material }: KmsKey, tier: Tier, parameterArn: string, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', material, nonce).setAAD(Buffer.from(parameterArn));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([heads[tier], nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

export function unseal(place: Place, parameterArn: string, { value, key, tier }: ParameterVersion): string {
  if (!key) return value;
  const bytes = Buffer.from(value, 'base64').subarray(heads[tier].length);
  const decipher = createDecipheriv('aes-256-gcm', requireKey(place, key.arn).material, bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(parameterArn)).setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

const statement = (AWS: string, Action: string | string[], Condition: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, Resource: '*', Condition }],
});

/** The policy of alias/aws/ssm, which nobody can change. Roles need no right to it; where a session policy is, that has to allow it too. */
const managedPolicy = ({ account, region }: Place) =>
  statement('*', ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:DescribeKey'], {
    StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `ssm.${region}.amazonaws.com` },
  });

/** The policy that KMS gives a customer's key: it leaves all to IAM. */
const delegatingPolicy = ({ account }: Place) => statement(`arn:aws:iam::${account}:root`, 'kms:*', {});

/** What KMS is asked when Parameter Store uses a key in the caller's name: KMS developer guide, "How Parameter Store uses AWS KMS". */
export function keyAccess(place: Place, action: 'Encrypt' | 'GenerateDataKey' | 'Decrypt', key: KmsKey, parameterArn: string): Access {
  return {
    action: `kms:${action}`,
    resource: key.arn,
    context: {
      'kms:CallerAccount': place.account,
      'kms:ViaService': `ssm.${place.region}.amazonaws.com`,
      'kms:EncryptionContext:PARAMETER_ARN': parameterArn,
      'kms:EncryptionContextKeys': ['PARAMETER_ARN'],
      'kms:ResourceAliases': [key.alias],
    },
    resourcePolicy: key.managed ? managedPolicy(place) : delegatingPolicy(place),
  };
}
