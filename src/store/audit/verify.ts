import type { Redis } from 'ioredis';
import { isEnded } from '../../domain/request.ts';
import type { Keyring } from '../keyring.ts';
import { bounded, key } from '../redis.ts';
import type { Seal } from '../seal.ts';
import { againstHead, createChains, type Finding, type Head } from './chain.ts';
import { type Entry, entryOf } from './entry.ts';
import { auditKey, pagesOf } from './read.ts';
import { type Chained, readRecords, scheduleKey } from './records.ts';
import { createSealCheck } from './sealed.ts';

const isOver = (state: Head['state']): boolean => state === 'removed' || (state !== 'scheduled' && state !== 'paused' && isEnded(state));

/** So many findings are named; all are counted. */
const mostNamed = 1_000;

export interface Verdict {
  readonly rows: number;
  readonly requests: number;
  readonly seals: number;
  /** Up to which row the last seal goes, and how many rows came after it. */
  readonly sealedUpTo: string | undefined;
  readonly unsealed: number;
  /** How many findings there are: none, and the audit is whole. */
  readonly wrong: number;
  /** The first of them. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the whole audit and proves it: each request's chain from its first version on without a gap, each record against
 * the last of its rows, each seal over its rows, and the seals that left Redis (`left`) against those in Redis. It may run
 * beside the bot. Throws UnavailableError.
 *
 * What it cannot find, where somebody writes to Redis who has no key: after the last seal, rows that were taken off the end
 * together with the record, where an older record was put back or the request removed with all of its rows; and in which
 * order the rows of different requests stand. A seal comes each minute. What is taken off the end together with its seals is
 * found only with `left`. Who has the key can write anything, but not what left Redis before.
 */
export async function verifyAudit(
  redis: Redis,
  keyring: Pick<Keyring, 'chain' | 'auditSeal' | 'open'>,
  left: readonly Seal[] = [],
): Promise<Verdict> {
  const findings: Finding[] = [];
  let wrong = 0;
  const add = (finding: Finding | undefined) => {
    if (!finding) return;
    wrong += 1;
    if (findings.length < mostNamed) findings.push(finding);
  };
  const chains = createChains(keyring);
  const seals = createSealCheck(redis, keyring, left);
  let rows = 0;
  let end = '';
  const walk = async (from: string, seen: (entry: Entry) => void) => {
    for await (const page of pagesOf(redis, auditKey, from)) {
      for (const entry of page.map(entryOf)) {
        rows += 1;
        end = entry.id;
        add(chains.take(entry));
        for (const finding of await seals.take(entry)) add(finding);
        seen(entry);
      }
    }
  };
  await walk('-', () => undefined);

  // Records are read after the rows: one that is newer than its last row went on meanwhile, or its rows were taken off.
  const ahead = new Map<string, Chained>();
  const kept = new Set<string>();
  for await (const { id, record } of readRecords(redis, keyring)) {
    kept.add(id);
    const head = chains.heads.get(id);
    if (!record) add({ kind: 'record', request: id, what: 'Its record was altered, or it was written with another key.' });
    else if (record.version > (head?.version ?? 0)) ahead.set(id, record);
    else add(againstHead(record, head));
  }
  // A record and its row are written together, so its row is there by now.
  await walk(end === '' ? '-' : `(${end}`, ({ row, mac }) => {
    const record = row && ahead.get(row.request);
    if (!row || record?.version !== row.version) return;
    ahead.delete(row.request);
    add(againstHead(record, { version: row.version, mac, state: row.state }));
  });
  for (const record of ahead.values()) add(againstHead(record, chains.heads.get(record.id)));
  for (const [request, { state, version }] of chains.heads) {
    if (isOver(state) || kept.has(request)) continue;
    // It may have been written since the records were read.
    if ((await bounded(() => redis.exists(key('request', request), scheduleKey(request)))) === 0)
      add({
        kind: 'record',
        request,
        version,
        what: `Its last row says ${state}, and its record is gone: rows may be missing at its end.`,
      });
  }
  for (const finding of await seals.end()) add(finding);
  return { rows, requests: chains.heads.size, ...seals.seen(), wrong, findings };
}
