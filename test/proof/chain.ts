import type { Redis } from 'ioredis';
import type { Request } from '../../src/domain/request.ts';
import type { AuditRow } from '../../src/store/audit.ts';
import type { Keyring } from '../../src/store/keyring.ts';
import { key } from '../../src/store/redis.ts';

/** A row of the audit with its MAC, and its text as it was chained. */
export interface Row {
  readonly mac: string;
  readonly text: string;
  readonly read: AuditRow;
}

/** The audit as it lies in Redis, oldest first. */
export async function auditOf(redis: Redis): Promise<Row[]> {
  return (await redis.xrange(key('audit'), '-', '+')).map(([, fields]) => {
    const text = fields[fields.indexOf('row') + 1] ?? '';
    return { mac: fields[fields.indexOf('mac') + 1] ?? '', text, read: JSON.parse(text) as AuditRow };
  });
}

/** What is wrong with a request's chain: each row's MAC is over the one before it, and the record holds the last. */
export function brokenLinks(
  keyring: Keyring,
  all: readonly Row[],
  request: Pick<Request, 'id' | 'auditHead' | 'version' | 'state'>,
): string[] {
  const own = all.filter(({ read }) => read.request === request.id);
  const faults: string[] = [];
  let head = '';
  for (const [i, { mac, text, read }] of own.entries()) {
    head = keyring.chain(head, text);
    if (mac !== head || read.version !== i + 1) faults.push(`row ${i + 1} of ${request.id} breaks the chain`);
  }
  if (request.auditHead !== head || request.version !== own.length || request.state !== own.at(-1)?.read.state)
    faults.push(`the record of ${request.id} is not what its audit says`);
  return faults;
}
