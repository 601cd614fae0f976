import { inRegion } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';
import { parameterArn } from './name.ts';

/** All but the values. AWS knows no resources for it. */
export const readsMetadata = (env: Environment): Statement => inRegion(env, ['ssm:DescribeParameters']);

/** What planning any change of parameters reads. Nothing is decrypted, so no key is needed. */
export const parameterReads = (env: Environment): Statement[] => [
  readsMetadata(env),
  {
    actions: ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:ListTagsForResource'],
    resources: [parameterArn(env, '*')],
  },
];

/** Exactly these actions on exactly this parameter. */
export const onParameter = (env: Environment, name: string, ...actions: string[]): Statement => ({
  actions,
  resources: [parameterArn(env, name)],
});

const viaService = ({ region }: Environment) => ({ 'kms:ViaService': [`ssm.${region}.amazonaws.com`] });

/**
 * The use of a key for the value of this parameter alone, or of these. Policies can't name a key by its alias, so what bounds it is the encryption
 * context that Parameter Store sets, and that the call comes through it (KMS developer guide, "How Parameter Store uses AWS KMS").
 */
export const withKey = (env: Environment, names: string | readonly string[], key: string | undefined, ...actions: string[]): Statement => ({
  actions,
  resources: [keyArn(env, key)],
  conditions: {
    StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': [names].flat().map((name) => parameterArn(env, name)), ...viaService(env) },
  },
});

/** What a role needs for the keys of an environment's parameters. */
export const withKeys = (env: Environment, ...actions: string[]): Statement => ({
  actions,
  resources: [keyArn(env, undefined)],
  conditions: { StringEquals: viaService(env) },
});

function keyArn({ partition, region, account }: Environment, key = ''): string {
  if (/^arn:[\w-]+:kms:[^:]*:\d{12}:key\/[\w-]+$/.test(key)) return key;
  const id = /^(?:mrk-)?[0-9a-f-]{32,36}$/.test(key) ? key : '*';
  return `arn:${partition}:kms:${region}:${account}:key/${id}`;
}
