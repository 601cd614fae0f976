import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RequestEvent } from '../../src/domain/event.ts';
import { nobody } from '../../src/domain/requirement.ts';
import { auditKey, auditOf } from '../../src/store/audit/read.ts';
import { verifyAudit } from '../../src/store/audit/verify.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { key } from '../../src/store/redis.ts';
import { createRequests, type Requests } from '../../src/store/requests.ts';
import { createSealer, type Seal, sealsKey } from '../../src/store/seal.ts';
import { ana, decisionOf, execution, planOf, received } from '../domain/samples.ts';
import { steppedClock } from '../support/clock.ts';
import { emptyStore } from './redis.ts';

const keyring = createKeyring('a key for tests, at least thirty-two characters long');
const [one, two, three, gone] = ['one', 'two', 'three', 'gone'].map((name) =>
  createHash('sha256').update(name).digest('hex').slice(0, 32),
) as [string, string, string, string];
const clock = steppedClock();

let redis: Redis;
let requests: Requests;
let seal: () => Promise<Seal | undefined>;
/** What Redis holds where nobody touched it, and the seals that left it. */
let whole: Kept;
const left: Seal[] = [];
beforeAll(async () => {
  redis = await emptyStore();
  requests = createRequests(redis, keyring, clock, async () => undefined);
  seal = createSealer(redis, keyring);
  await live();
  whole = await kept();
});
beforeEach(() => putBack(whole));
afterAll(() => redis.disconnect());

const create = (id: string) => {
  const { version: _, auditHead: __, ...fields } = received({ id, receivedAt: clock.now(), changedAt: clock.now() });
  return requests.create(fields);
};
const apply = (id: string, ...events: RequestEvent[]) =>
  events.reduce<Promise<unknown>>((before, event) => before.then(() => requests.change(id, () => event)), Promise.resolve());
const planned = (): RequestEvent => ({
  kind: 'planned',
  plan: planOf([['i-1'], ['i-2']]),
  hash: 'h1',
  decision: decisionOf(nobody),
  expiresAt: clock.now() + 60_000,
  likeness: [],
});
const confirmed = (): RequestEvent => ({ kind: 'confirmed', by: ana, hash: 'h1', expiresAt: clock.now() + 1, remindAt: clock.now() + 1 });
const starting: RequestEvent = { kind: 'starting', wave: 0, hash: 'h1', gone: [], session: 'arn:aws:sts::111122223333:assumed-role/o/s' };

/** Requests that come and end side by side; one of them is kept no more. Two seals, and rows after the last. */
async function live(): Promise<void> {
  await create(gone);
  await create(one);
  await create(two);
  await apply(one, planned(), confirmed());
  await apply(gone, { kind: 'refused', note: 'no such instance' });
  await sealed();
  await apply(two, planned());
  await apply(one, starting, { kind: 'started', wave: 0, execution: execution('c-1') });
  await create(three);
  await apply(two, { kind: 'discarded', by: ana });
  await apply(three, { kind: 'denied', note: 'not you' });
  await sealed();
  await apply(one, { kind: 'progressed', executions: [execution('c-1', 'succeeded')] });
  await apply(one, { kind: 'wave-skipped', wave: 1, note: 'gone' });
  await redis.del(key('request', gone), auditOf(gone));
}
const sealed = async () => left.push((await seal()) as Seal);

type Entry = [id: string, fields: string[]];
interface Kept {
  readonly rows: readonly Entry[];
  readonly seals: readonly Entry[];
  /** By request: the sealed record. */
  readonly records: Readonly<Record<string, string>>;
}
async function kept(): Promise<Kept> {
  const ids = (await redis.keys(key('request', '*'))).map((each) => each.slice(key('request', '').length));
  const records = await Promise.all(ids.map(async (id) => [id, (await redis.hget(key('request', id), 'record')) ?? ''] as const));
  return {
    rows: await redis.xrange(auditKey, '-', '+'),
    seals: await redis.xrange(sealsKey, '-', '+'),
    records: Object.fromEntries(records),
  };
}
async function putBack({ rows, seals, records }: Kept): Promise<void> {
  const all = Object.keys(whole.records);
  const pipeline = redis.pipeline().del(auditKey, sealsKey, ...all.flatMap((id) => [key('request', id), auditOf(id)]));
  for (const [id, fields] of rows) {
    pipeline.xadd(auditKey, id, ...fields);
    const [, of] = /"request":"([0-9a-f]{32})"/.exec(fields.join()) ?? [];
    if (of !== undefined) pipeline.rpush(auditOf(of), id);
  }
  for (const [id, fields] of seals) pipeline.xadd(sealsKey, id, ...fields);
  for (const [id, record] of Object.entries(records)) pipeline.hset(key('request', id), 'record', record, 'version', versionIn(record));
  const failed = (await pipeline.exec())?.find(([error]) => error)?.[0];
  if (failed) throw failed;
}

const versionIn = (record: string): string => /"version":(\d+)/.exec(record)?.[1] ?? '';

const verify = (seals: readonly Seal[] = []) => verifyAudit(redis, keyring, seals);

/** The text with another character at the place. */
const alter = (text: string, at: number, by: number): string => {
  const place = at % text.length;
  const code = 32 + ((text.charCodeAt(place) - 32 + 1 + (by % 94)) % 95);
  return text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
};
const alterField = ([id, fields]: Entry, which: number, at: number, by: number): Entry => [
  id,
  fields.with(which, alter(fields[which] ?? '', at, by)),
];
/** A place after that of an entry, and before the next one's where there is room. */
function placeAfter(rows: readonly Entry[], at: number): string {
  const [ms = '0', count = '0'] = (rows[at]?.[0] ?? '').split('-');
  const next = `${ms}-${Number(count) + 1}`;
  return rows.some(([id]) => id === next) ? `${Number(rows.at(-1)?.[0].split('-')[0]) + 1}-0` : next;
}
const inOrder = (rows: readonly Entry[]): Entry[] =>
  rows.toSorted(([a], [b]) => {
    const [[x = 0, y = 0], [v = 0, w = 0]] = [a.split('-').map(Number), b.split('-').map(Number)] as [number[], number[]];
    return x - v || y - w;
  });

interface Harm {
  readonly name: string;
  do(now: Kept): Kept;
}
const n = fc.nat({ max: 1_000_000 });
const harms: fc.Arbitrary<Harm> = fc.oneof(
  fc.tuple(n, fc.constantFrom(0, 1, 2, 3), n, n).map(([at, field, place, by]) => ({
    name: `a byte of field ${field} of row ${at} changed`,
    do: (now: Kept) => ({ ...now, rows: now.rows.map((row, i) => (i === at % now.rows.length ? alterField(row, field, place, by) : row)) }),
  })),
  n.map((at) => ({
    name: `row ${at} dropped`,
    do: (now: Kept) => ({ ...now, rows: now.rows.toSpliced(at % now.rows.length, 1) }),
  })),
  fc.tuple(n, n).map(([a, b]) => ({
    name: `rows ${a} and ${b} swapped`,
    do(now: Kept) {
      const i = a % now.rows.length;
      const j = (i + 1 + (b % (now.rows.length - 1))) % now.rows.length;
      const [first, second] = [now.rows[i], now.rows[j]] as [Entry, Entry];
      return { ...now, rows: now.rows.with(i, [first[0], second[1]]).with(j, [second[0], first[1]]) };
    },
  })),
  fc.tuple(n, n).map(([a, b]) => ({
    name: `row ${a} repeated after row ${b}`,
    do(now: Kept) {
      const [, fields] = now.rows[a % now.rows.length] as Entry;
      return { ...now, rows: inOrder([...now.rows, [placeAfter(now.rows, b % now.rows.length), fields]]) };
    },
  })),
  n.map((count) => ({
    name: `the last ${count} rows taken off`,
    do: (now: Kept) => ({ ...now, rows: now.rows.slice(0, now.rows.length - 1 - (count % now.rows.length)) }),
  })),
  fc.tuple(n, fc.constantFrom(1, 3, 5), n, n).map(([at, field, place, by]) => ({
    name: `a byte of field ${field} of seal ${at} changed`,
    do: (now: Kept) => ({
      ...now,
      seals: now.seals.map((each, i) => (i === at % now.seals.length ? alterField(each, field, place, by) : each)),
    }),
  })),
  fc.tuple(n, n, n).map(([which, place, by]) => ({
    name: `a byte of record ${which} changed`,
    do(now: Kept) {
      const ids = Object.keys(now.records);
      const id = ids[which % ids.length] as string;
      return { ...now, records: { ...now.records, [id]: alter(now.records[id] as string, place, by) } };
    },
  })),
);
/** The end of the audit is taken off with the seals over it, as if it had never been. */
const cuts: fc.Arbitrary<Harm> = n.map((count) => ({
  name: `the last ${count} rows taken off, and the seals over them`,
  do(now: Kept) {
    const rows = now.rows.slice(0, now.rows.length - 3 - (count % (now.rows.length - 2)));
    const there = new Set(rows.map(([id]) => id));
    return { ...now, rows, seals: now.seals.filter(([, fields]) => there.has(fields[1] ?? '')), records: {} };
  },
}));

describe('an audit that nobody touched', () => {
  test('is whole, with and without the seals that left it', async () => {
    const verdict = await verify();
    expect(verdict).toMatchObject({ rows: 14, requests: 4, seals: 2, unsealed: 2, wrong: 0, findings: [] });
    expect(verdict.sealedUpTo).toBe(left[1]?.upTo);
    expect(await verify(left)).toMatchObject({ wrong: 0 });
  });

  test('is whole while the bot goes on writing to it', async () => {
    await redis.flushdb();
    await create(one);
    await apply(one, planned(), confirmed(), starting, { kind: 'started', wave: 0, execution: execution('c-1') });
    const writing = (async () => {
      for (let at = 0; at < 60; at += 1) {
        await apply(one, { kind: 'progressed', executions: [execution('c-1')] });
        if (at % 10 === 0) await create(createHash('sha256').update(`new ${at}`).digest('hex').slice(0, 32));
        if (at % 7 === 0) await seal();
      }
    })();
    for (let at = 0; at < 12; at += 1) expect((await verify()).findings).toEqual([]);
    await writing;
    expect(await verify()).toMatchObject({ requests: 7, wrong: 0 });
    await redis.flushdb();
  });
});

describe('any one change of what Redis holds is found', () => {
  test('by the chains, the records and the seals beside it', async () => {
    await fc.assert(
      fc.asyncProperty(harms, async (harm) => {
        await putBack(harm.do(whole));
        expect((await verify()).wrong, harm.name).toBeGreaterThan(0);
        await putBack(whole);
        expect((await verify()).findings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('by the seals that left it, where rows, seals and records went together', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (harm) => {
        await putBack(harm.do(whole));
        expect((await verify(left)).findings, harm.name).toContainEqual(expect.objectContaining({ kind: 'seal' }));
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  test('which of them it was is named: request, version and place', async () => {
    const at = whole.rows.findIndex(([, fields]) => fields[3]?.includes('"event":"starting"'));
    const [id, fields] = whole.rows[at] as Entry;
    const version = 4;
    await putBack({ ...whole, rows: whole.rows.with(at, [id, fields.with(3, (fields[3] ?? '').replace('U0ANA', 'U0EVE'))]) });
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ kind: 'changed', request: one, version, id }),
      expect.objectContaining({ kind: 'seal', id: left[1]?.upTo }),
    ]);
    await putBack({ ...whole, rows: whole.rows.toSpliced(at, 1) });
    expect((await verify()).findings[0]).toMatchObject({ kind: 'removed', request: one, what: 'Version 4 is missing before this row.' });
    await putBack({ ...whole, rows: whole.rows.slice(0, -1) });
    expect((await verify()).findings).toEqual([{ kind: 'removed', request: one, version: 7, what: 'Version 7 is missing at the end.' }]);
  });
});

test('a request whose record is gone before it ended is found', async () => {
  const { [one]: _, ...records } = whole.records;
  await putBack({ ...whole, records });
  expect((await verify()).findings).toEqual([expect.objectContaining({ kind: 'record', request: one })]);
});

test('another key proves nothing', async () => {
  const verdict = await verifyAudit(redis, createKeyring('another key that has enough characters, too'));
  expect(verdict.wrong).toBeGreaterThanOrEqual(verdict.rows);
});

test('an older Redis put back as a whole is found only with the seals that left it since', async () => {
  const later = await kept();
  await apply(one, { kind: 'finished' });
  const newest = (await seal()) as Seal;
  expect(await verify([...left, newest])).toMatchObject({ wrong: 0 });
  await putBack(later);
  expect(await verify()).toMatchObject({ wrong: 0 });
  expect((await verify([...left, newest])).findings).toEqual([expect.objectContaining({ kind: 'seal', id: newest.upTo })]);
});
