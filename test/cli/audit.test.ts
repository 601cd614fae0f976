import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run } from '../../src/cli/audit.ts';
import { auditKey } from '../../src/store/audit/read.ts';
import type { AuditRow } from '../../src/store/audit.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { createRequests } from '../../src/store/requests.ts';
import { createSealer, type Seal, sealLine, sealsKey } from '../../src/store/seal.ts';
import { person, received } from '../domain/samples.ts';
import { emptyStore } from '../store/redis.ts';
import { steppedClock } from '../support/clock.ts';
import { testKey } from '../support/stage.ts';

const env = { SSM_CHATOPS_KEY: testKey, REDIS_URL: `${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1)}` };
const keyring = createKeyring(testKey);
const clock = steppedClock();
const reasons = ['=HYPERLINK("http://x","y")', 'a "quoted", word\nand a second line', '+1 -1 @me', '\t=1+1', "it's fine", '  @SUM(A1)'];

let redis: Redis;
let folder: string;
const lines: string[] = [];
beforeAll(async () => {
  redis = await emptyStore();
  folder = await mkdtemp(join(tmpdir(), 'ssm-chatops-audit-'));
  const requests = createRequests(redis, keyring, clock, async () => undefined);
  const seal = createSealer(redis, keyring);
  for (const reason of reasons) {
    const id = createHash('sha256').update(reason).digest('hex').slice(0, 32);
    const {
      version: _,
      auditHead: __,
      ...fields
    } = received({ id, reason, asker: person('wes'), receivedAt: clock.now(), changedAt: clock.now() });
    await requests.create(fields);
    await requests.change(id, () => ({ kind: 'denied', note: 'You may not.' }));
    lines.push(sealLine((await seal()) as Seal));
    clock.step(24 * 3_600_000);
  }
});
afterAll(async () => {
  redis.disconnect();
  await rm(folder, { recursive: true, force: true });
});

async function audit(args: readonly string[], own: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const code = await run(args, { env: { ...env, ...own }, out: (text) => said.push(text) });
  return { code, said: said.join('\n') };
}
async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test('a whole audit is proven, and what left Redis is among its seals', async () => {
  const log = await file('log', lines.join('\n'));
  const { code, said } = await audit(['verify', '--seals', log]);
  expect(said).toContain('The audit is whole: 12 rows of 6 requests, 6 seals.');
  expect(said).toContain('6 seals of the file were held against them.');
  expect(code).toBe(0);
  const json = await audit(['verify', '--json']);
  expect(JSON.parse(json.said)).toMatchObject({ whole: true, rows: 12, seals: 6, unsealed: 0, findings: [], sealsGiven: 0 });
  expect((await audit(['verify'])).said).toContain('is not found without');
});

test('an end that was removed with its seals is found with a log of seals, and gives another exit code', async () => {
  const [rows, seals] = [await redis.xrange(auditKey, '-', '+'), await redis.xrange(sealsKey, '-', '+')];
  const last = rows.at(-1)?.[0] ?? '';
  await redis.xdel(auditKey, ...rows.slice(-2).map(([id]) => id));
  await redis.xdel(sealsKey, seals.at(-1)?.[0] ?? '');
  const gone = await redis.keys('{ssm-chatops}:request:*');
  const kept = await Promise.all(gone.map(async (key) => [key, await redis.hgetall(key)] as const));
  await redis.del(...gone);
  expect((await audit(['verify'])).code).toBe(0);
  const { code, said } = await audit(['verify', '--seals', await file('copy', `from the channel: ${lines.at(-1)}`)]);
  expect(code).toBe(1);
  expect(said).toContain(`seal: row ${last}: This seal left Redis and is not there any more`);
  // A stream takes no row at a place before its last: it is made anew.
  await redis.del(auditKey, sealsKey);
  for (const [id, fields] of rows) await redis.xadd(auditKey, id, ...fields);
  for (const [id, fields] of seals) await redis.xadd(sealsKey, id, ...fields);
  for (const [key, fields] of kept) await redis.hset(key, fields);
  expect((await audit(['verify'])).code).toBe(0);
});

test('where it can not be looked at, that is no verdict: it says why and gives 2', async () => {
  expect(await audit(['verify'], { SSM_CHATOPS_KEY: 'short' })).toMatchObject({
    code: 2,
    said: expect.stringContaining('SSM_CHATOPS_KEY'),
  });
  const away = await audit(['verify'], { REDIS_URL: 'redis://:a-password@127.0.0.1:1' });
  expect(away).toMatchObject({ code: 2, said: expect.stringContaining('Redis does not answer at 127.0.0.1:1') });
  expect(away.said).not.toContain('a-password');
  expect(await audit(['verify', '--seals', '/no/such/file'])).toMatchObject({ code: 2, said: expect.stringContaining('/no/such/file') });
  expect(await audit(['verify', '--seals', await file('none', 'no seals here')])).toMatchObject({
    code: 2,
    said: expect.stringContaining('has no seals'),
  });
  expect((await audit(['verify', '--nothing'])).code).toBe(2);
  expect(await audit([])).toMatchObject({ code: 2, said: expect.stringContaining('audit verify') });
});

test('another key is told from a changed audit', async () => {
  const { code, said } = await audit(['verify'], { SSM_CHATOPS_KEY: 'another key that has enough characters, too' });
  expect(code).toBe(1);
  expect(said).toContain('is SSM_CHATOPS_KEY the key with which these rows were written?');
});

test('JSON lines have every row with its place and MAC, from which the chain is proven again', async () => {
  const { code, said } = await audit(['export']);
  expect(code).toBe(0);
  const rows = said.split('\n').map((line) => JSON.parse(line) as AuditRow & { id: string; mac: string });
  expect(rows).toHaveLength(12);
  const heads = new Map<string, string>();
  for (const { id, mac, ...row } of rows) {
    expect(id).toMatch(/^\d+-\d+$/);
    expect(mac).toBe(keyring.chain(heads.get(row.request) ?? '', JSON.stringify(row)));
    heads.set(row.request, mac);
  }
});

test('a span has the rows from its beginning up to its end', async () => {
  const day = (at: number) => new Date(Date.now() + at * 24 * 3_600_000).toISOString().slice(0, 10);
  expect((await audit(['export', '--since', day(2)])).said.split('\n').length).toBeLessThan(12);
  expect((await audit(['export', '--since', day(40)])).said).toBe('');
  expect((await audit(['export', '--until', '2020-01-01'])).said).toBe('');
  expect((await audit(['export', '--until', day(1), '--since', '2020-01-01T10:00'])).said).toContain('"verb":"requested"');
  expect(await audit(['export', '--since', 'yesterday'])).toMatchObject({ code: 2, said: expect.stringContaining('write 2026-11-01') });
  expect((await audit(['export', '--since', '2026-13-45'])).code).toBe(2);
  expect((await audit(['export', '--since', day(2), '--until', day(1)])).code).toBe(2);
  expect((await audit(['export', '--format', 'xml'])).code).toBe(2);
});

test('CSV is quoted, and no cell is a formula to a spreadsheet', async () => {
  const { said } = await audit(['export', '--format', 'csv']);
  const [heading = [], ...rows] = records(said);
  expect(rows).toHaveLength(12);
  for (const row of rows) expect(row).toHaveLength(heading.length);
  const cell = (name: string) => rows.map((row) => row[heading.indexOf(name)] ?? '');
  expect(
    cell('reason')
      .filter(Boolean)
      .map((text) => text.replace(/^'/, '')),
  ).toEqual(reasons);
  for (const text of rows.flat()) expect(text.trimStart()).not.toMatch(/^[=+\-@]/);
  expect(cell('reason')).toContain("it's fine");
  expect(cell('verb').filter((verb) => verb === 'denied')).toHaveLength(6);
});

/** Reads RFC 4180. */
function records(text: string): string[][] {
  const all: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    all.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\n') all.push([]);
    if (end === '') break;
  }
  return all;
}

test('what is no row is written out as it is, and not left out', async () => {
  const id = await redis.xadd(auditKey, '*', 'mac', 'none', 'row', 'not JSON');
  try {
    expect((await audit(['export', '--since', '2020-01-01'])).said.split('\n').at(-1)).toBe(
      JSON.stringify({ id, unread: ['mac', 'none', 'row', 'not JSON'] }),
    );
    expect(await audit(['verify'])).toMatchObject({ code: 1, said: expect.stringContaining(`unread: row ${id}`) });
  } finally {
    await redis.xdel(auditKey, id ?? '');
  }
});
