import { createHash } from 'node:crypto';
import type { StartContext } from '../../domain/operation.ts';

/** Tags of an execution: they tie what AWS did to the request and the person. */
export const requestTag = 'ssm-chatops-request';
export const personTag = 'ssm-chatops-person';

export const tagsOf = ({ key, asker }: Pick<StartContext, 'key' | 'asker'>): { Key: string; Value: string }[] => [
  { Key: requestTag, Value: key },
  { Key: personTag, Value: asker.id },
];

/** A ClientToken, which must look like a UUID: the same key gives the same one, so that AWS starts it once. */
export function tokenOf(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}
