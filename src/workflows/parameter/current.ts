import {
  GetParameterCommand,
  type ParameterHistory,
  type ParameterMetadata,
  paginateDescribeParameters,
  paginateGetParameterHistory,
} from '@aws-sdk/client-ssm';
import type { Aws } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { policyIn } from './expiring.ts';
import type { Policy } from './policies.ts';
import type { ParameterType } from './value.ts';

/** A parameter as it stands. Of a SecureString never the value. */
export interface Current {
  readonly name: string;
  readonly version: number;
  readonly type: ParameterType;
  readonly tier: 'Standard' | 'Advanced';
  /** Undefined: it is a SecureString. */
  readonly value?: string | undefined;
  readonly description?: string | undefined;
  readonly allowedPattern?: string | undefined;
  readonly dataType: string;
  readonly keyId?: string | undefined;
  /** 'unread': there is one that this version does not know. */
  readonly policies: readonly Policy[] | 'unread';
  readonly changed: string;
}

/** Reads a parameter; undefined if there is none. Nothing is decrypted. */
export async function readCurrent(name: string, { ssm }: Aws): Promise<Current | undefined> {
  const about = await described(name, ssm);
  if (!about) return undefined;
  const type = (about.Type ?? 'String') as ParameterType;
  const value = type === 'SecureString' ? undefined : (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  return {
    name: about.Name ?? name,
    version: about.Version ?? 0,
    type,
    tier: about.Tier === 'Advanced' ? 'Advanced' : 'Standard',
    value,
    description: about.Description,
    allowedPattern: about.AllowedPattern,
    dataType: about.DataType ?? 'text',
    keyId: about.KeyId,
    policies: policiesIn(about),
    changed: changedWords(about),
  };
}

function policiesIn({ Policies = [] }: ParameterMetadata): Current['policies'] {
  const all = Policies.map(({ PolicyText }) => policyIn(PolicyText));
  return all.includes('unread') ? 'unread' : (all as (readonly Policy[])[]).flat();
}

/** Among many parameters a page may be empty and go on all the same. */
async function described(name: string, client: Aws['ssm']): Promise<ParameterMetadata | undefined> {
  const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [name] }];
  for await (const page of paginateDescribeParameters({ client, pageSize: 50 }, { ParameterFilters })) {
    const [found] = page.Parameters ?? [];
    if (found) return found;
  }
  return undefined;
}

/** The same. Throws UserError where there is none. */
export async function mustBeThere(name: string, aws: Aws, env: { readonly name: string }): Promise<Current> {
  const current = await readCurrent(name, aws);
  if (!current) throw new UserError(`There is no parameter ${name} on ${env.name}. Look for it by: param search TEXT.`);
  return current;
}

/** All versions that AWS still has, the oldest first. Nothing is decrypted. */
export async function readVersions(name: string, { ssm }: Aws): Promise<ParameterHistory[]> {
  const versions: ParameterHistory[] = [];
  for await (const page of paginateGetParameterHistory({ client: ssm, pageSize: 50 }, { Name: name }))
    versions.push(...(page.Parameters ?? []));
  return versions;
}

/** Throws UserError where the parameter has no such version. */
export function versionIn(versions: readonly ParameterHistory[], name: string, wanted: number): ParameterHistory {
  const found = versions.find(({ Version }) => Version === wanted);
  if (found) return found;
  const [first, last] = [versions[0]?.Version ?? 0, versions.at(-1)?.Version ?? 0];
  throw new UserError(`${name} has no version ${wanted}: AWS keeps ${first} to ${last}. param history ${name} lists them.`);
}

/** '2026-11-20 09:12 UTC by ana.berg': the last part of an ARN says who. */
export function changedWords({
  LastModifiedDate: at,
  LastModifiedUser: by = '',
}: Pick<ParameterMetadata, 'LastModifiedDate' | 'LastModifiedUser'>): string {
  const when = at === undefined ? 'at an unknown time' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return by === '' ? when : `${when} by ${by.split('/').at(-1)}`;
}
