import type { Redis } from 'ioredis';
import type { Keyring } from '../keyring.ts';
import { bounded, key, piped } from '../redis.ts';
import { checkOne, type Finding } from './chain.ts';
import { type Entry, entryOf } from './entry.ts';
import type { Chained } from './records.ts';

const atOnce = 500;

/** Keys of the audit: the stream, and where its rows of a request and of a person are found. Indexes prove nothing. */
export const auditKey = key('audit');
export const auditOf = (request: string): string => key('audit-of', request);
export const auditBy = (person: string): string => key('audit-by', person);

/** What people read of the audit. */
export interface Audit {
  /** Oldest first: all rows of a request that is kept. */
  ofRequest(id: string): Promise<Entry[]>;
  /** Latest first: what this person did, and what became of what they asked for. Only the latest some thousand are found so. */
  ofPerson(id: string, skip: number, count: number): Promise<Entry[]>;
  /** Latest first, after `skip` of them. Its cost grows with `skip`. */
  latest(skip: number, count: number): Promise<Entry[]>;
  /** What is wrong with the rows of a request or schedule; undefined: their chain is whole, and its end is the record's. */
  check(record: Chained, rows: readonly Entry[]): Finding | undefined;
}

export function createAudit(redis: Redis, keyring: Pick<Keyring, 'chain'>): Audit {
  return {
    ofRequest: async (id) => fetchAll(redis, await bounded(() => redis.lrange(auditOf(id), 0, -1))),
    ofPerson: async (id, skip, count) => fetchAll(redis, await bounded(() => redis.zrevrange(auditBy(id), skip, skip + count - 1))),
    async latest(skip, count) {
      const found: Entry[] = [];
      let seen = 0;
      let end = '+';
      while (found.length < count) {
        const page = await bounded(() => redis.xrevrange(auditKey, end, '-', 'COUNT', Math.min(atOnce, skip + count - seen)));
        const from = Math.max(skip - seen, 0);
        found.push(...page.slice(from).map(entryOf));
        seen += page.length;
        const last = page.at(-1)?.[0];
        if (last === undefined) break;
        end = `(${last}`;
      }
      return found;
    },
    check: (record, rows) => checkOne(keyring, record, rows),
  };
}

async function fetchAll(redis: Redis, ids: readonly string[]): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let from = 0; from < ids.length; from += atOnce) {
    const pipeline = redis.pipeline();
    for (const id of ids.slice(from, from + atOnce)) pipeline.xrange(auditKey, id, id);
    for (const entries of await piped(pipeline)) found.push(...(entries as [string, string[]][]).map(entryOf));
  }
  return found;
}

/** The whole stream from a place on ('-': from its beginning; '(ID': after that one), in pages, to its end of now. */
export async function* pagesOf(
  redis: Redis,
  stream: string,
  from = '-',
  to = '+',
): AsyncGenerator<(readonly [string, readonly string[]])[]> {
  for (let next = from; ; ) {
    const page = await bounded(() => redis.xrange(stream, next, to, 'COUNT', atOnce));
    const last = page.at(-1)?.[0];
    if (last === undefined) return;
    yield page;
    next = `(${last}`;
  }
}
