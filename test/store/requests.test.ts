import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/aws/mask.ts';
import { dueAt } from '../../src/domain/due.ts';
import type { RequestEvent } from '../../src/domain/event.ts';
import type { Request } from '../../src/domain/request.ts';
import { parseRequirement } from '../../src/domain/requirement.ts';
import { ConflictError, UserError } from '../../src/errors.ts';
import { auditOf, createAudit } from '../../src/store/audit/read.ts';
import type { AuditRow } from '../../src/store/audit.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { key } from '../../src/store/redis.ts';
import { createRequests, type Requests } from '../../src/store/requests.ts';
import { ana, decisionOf, execution, person, planOf, received } from '../domain/samples.ts';
import { steppedClock } from '../support/clock.ts';
import { emptyStore } from './redis.ts';

const keyring = createKeyring('a key for tests, at least thirty-two characters long');
const ids = Array.from({ length: 6 }, (_, i) => createHash('sha256').update(String(i)).digest('hex').slice(0, 32));
const id = ids[0] as string;
const day = 24 * 3_600_000;

let redis: Redis;
let requests: Requests;
let clock: ReturnType<typeof steppedClock>;
let told: string[];
beforeAll(async () => {
  redis = await emptyStore();
});
afterAll(() => redis.disconnect());
beforeEach(async () => {
  await redis.flushdb();
  clock = steppedClock();
  told = [];
  requests = createRequests(redis, keyring, clock, async (request, event) => {
    told.push(`${request.version} ${event?.kind ?? 'requested'}`);
  });
});

const fresh = (own: Partial<Request> = {}) => {
  const { version: _, auditHead: __, ...fields } = received({ id, receivedAt: clock.now(), changedAt: clock.now(), ...own });
  return fields;
};
const create = (own: Partial<Request> = {}) => requests.create(fresh(own)).then(({ request }) => request);
const apply = (event: RequestEvent, to = id) => requests.change(to, () => event);
const planned = (): RequestEvent => ({
  kind: 'planned',
  plan: planOf([['i-1'], ['i-2']]),
  hash: 'h1',
  decision: decisionOf(parseRequirement('1 of sre-leads')),
  expiresAt: clock.now() + 60_000,
  likeness: [],
});
const confirmed = (): RequestEvent => ({
  kind: 'confirmed',
  by: ana,
  hash: 'h1',
  expiresAt: clock.now() + 60_000,
  remindAt: clock.now() + 60_000,
});
const verdict = (n: number): RequestEvent => ({
  kind: 'verdict-given',
  verdict: { key: `k${n}`, by: person('bo'), says: 'approve', hash: 'h1', at: n },
});

/** received -> approved, as somebody else's yes makes it. */
async function approve(to = id): Promise<void> {
  for (const event of [planned(), confirmed(), verdict(0)]) await apply(event, to);
  await apply({ kind: 'approved', key: 'k0', approval: { by: person('bo'), groups: ['sre-leads'], hash: 'h1', at: 0 } }, to);
}
const starting: RequestEvent = {
  kind: 'starting',
  wave: 0,
  hash: 'h1',
  gone: [],
  session: 'arn:aws:sts::111122223333:assumed-role/operate/s1',
};

/** The audit's rows, oldest first. */
async function rows(): Promise<{ mac: string; row: string; read: AuditRow }[]> {
  return (await redis.xrange(key('audit'), '-', '+')).map(([, fields]) => {
    const at = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
    return { mac: at('mac'), row: at('row'), read: JSON.parse(at('row')) as AuditRow };
  });
}

describe('a change', () => {
  test('of fifty that race is lost by none and applied once by each', async () => {
    await create();
    await apply(planned());
    await apply(confirmed());
    await Promise.all(Array.from({ length: 50 }, (_, n) => apply(verdict(n))));
    const request = await requests.get(id);
    expect(request?.verdicts.map(({ key }) => key).sort()).toEqual(Array.from({ length: 50 }, (_, n) => `k${n}`).sort());
    expect(request?.version).toBe(53);
    expect((await rows()).map(({ read }) => read.version)).toEqual(Array.from({ length: 53 }, (_, n) => n + 1));
    expect(told).toHaveLength(53);
  });

  test('that only one may make is made by one of many, and the others are told', async () => {
    await create();
    await approve();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => apply(starting)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ConflictError);
    expect((await rows()).filter(({ read }) => read.verb === 'starting')).toHaveLength(1);
  });

  test('is made from the newest record, and may say that there is nothing to do', async () => {
    await create();
    await apply(planned());
    const seen = await requests.change(id, (now) => (now.state === 'previewed' ? undefined : planned()));
    expect(seen.version).toBe(2);
    expect(await rows()).toHaveLength(2);
  });

  test('that cannot be made writes nothing, neither record nor row', async () => {
    await create();
    const before = await redis.hgetall(key('request', id));
    await expect(apply({ kind: 'finished' })).rejects.toThrow(ConflictError);
    await expect(
      requests.change(id, () => {
        throw new UserError('no');
      }),
    ).rejects.toThrow(UserError);
    expect(await redis.hgetall(key('request', id))).toEqual(before);
    expect(await rows()).toHaveLength(1);
  });

  test('of a request that is not kept is a conflict', async () => {
    await expect(apply({ kind: 'finished' })).rejects.toThrow('no longer kept');
    expect(await requests.get(id)).toBeUndefined();
  });
});

describe('a new request', () => {
  test('that is delivered twice, at once or later, is one request', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => requests.create(fresh())));
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    await apply(planned());
    const later = await requests.create(fresh());
    expect(later).toMatchObject({ isNew: false, request: { state: 'previewed', version: 2 } });
    expect((await rows()).map(({ read }) => read.verb)).toEqual(['requested', 'planned']);
    expect(told).toEqual(['1 requested', '2 planned']);
  });
});

describe('a record that was altered in Redis', () => {
  const fields = [
    'state',
    'asker',
    'hash',
    'plan',
    'decision',
    'approvals',
    'waves',
    'channel',
    'environment',
    'operation',
    'input',
    'auditHead',
    'expiresAt',
    'version',
    'id',
  ] as const;
  test.each(fields)('in its %s is refused', async (field) => {
    await create();
    await approve();
    const sealed = (await redis.hget(key('request', id), 'record')) ?? '';
    const mac = sealed.slice(0, 64);
    const record = JSON.parse(sealed.slice(64)) as Record<string, unknown>;
    expect(record[field] === undefined && field !== 'expiresAt').toBe(false);
    const other = typeof record[field] === 'number' ? Number(record[field]) + 1 : 'another';
    await redis.hset(key('request', id), 'record', mac + JSON.stringify({ ...record, [field]: other }));
    await expect(requests.get(id)).rejects.toThrow('It is not acted upon');
    expect(await requests.getMany([id])).toEqual([]);
    await expect(apply(starting)).rejects.toThrow('It is not acted upon');
  });

  test('is refused where it is another request’s, however well sealed', async () => {
    await create();
    await approve();
    await create({ id: ids[1] as string });
    await redis.hset(key('request', ids[1] as string), 'record', (await redis.hget(key('request', id), 'record')) ?? '');
    await expect(requests.get(ids[1] as string)).rejects.toThrow('It is not acted upon');
  });

  test('is refused where it is sealed with another key, cut or empty', async () => {
    await create();
    const elsewhere = createKeyring('another key that has enough characters, too');
    for (const text of [elsewhere.seal(id, '{}'), '', 'x', keyring.seal(id, '{}').slice(1)]) {
      await redis.hset(key('request', id), 'record', text);
      await expect(requests.get(id)).rejects.toThrow('It is not acted upon');
    }
  });
});

describe('the audit', () => {
  test('has one row for each change, in a chain that nothing can be taken from or put into', async () => {
    await create({ reason: 'p95 over 4 s' });
    await approve();
    await apply(starting);
    await apply({ kind: 'started', wave: 0, execution: execution('c-1') });
    const all = await rows();
    expect(all.map(({ read }) => read.verb)).toEqual(['requested', 'planned', 'confirmed', 'clicked', 'approved', 'starting', 'started']);
    let head = '';
    for (const { mac, row } of all) {
      head = keyring.chain(head, row);
      expect(mac).toBe(head);
    }
    expect((await requests.get(id))?.auditHead).toBe(head);
    const verified = (kept: readonly { mac: string; row: string }[]) =>
      kept.every(({ mac, row }, i) => mac === keyring.chain(kept[i - 1]?.mac ?? '', row));
    expect(verified(all)).toBe(true);
    for (let at = 0; at < all.length - 1; at += 1) expect(verified(all.toSpliced(at, 1))).toBe(false);
    expect(verified(all.with(4, { ...(all[4] as (typeof all)[0]), row: (all[4]?.row ?? '').replace('U0BO', 'U0EVE') }))).toBe(false);
  });

  test('says who did what to what and where, with the ids that tie it to AWS, and no text of the script', async () => {
    requests = createRequests(redis, keyring, clock, async () => undefined, {
      place: (name) => (name === 'prod' ? { account: '111122223333', region: 'eu-central-1' } : undefined),
      mask: maskSecrets,
    });
    await create({ reason: 'p95 over 4 s', input: { script: 'echo secret-script' } });
    await approve();
    await apply(starting);
    await apply({ kind: 'started', wave: 0, execution: execution('c-1'), late: true });
    const all = (await rows()).map(({ read }) => read);
    expect(all[0]).toMatchObject({
      request: id,
      asker: 'U0ANA',
      askerName: 'ana',
      by: 'U0ANA',
      channel: 'incident-42',
      reason: 'p95 over 4 s',
      environment: 'prod',
      account: '111122223333',
      region: 'eu-central-1',
      operation: 'command.run',
      state: 'received',
    });
    expect(all[2]).toMatchObject({ verb: 'confirmed', by: 'U0ANA', plan: 'h1', policies: 'd1', decidedBy: ['prod'] });
    expect(all[3]).toMatchObject({ verb: 'clicked', by: 'U0BO', byName: 'bo', note: 'approve' });
    expect(all[4]).toMatchObject({ verb: 'approved', by: 'U0BO', approvers: ['U0BO'], state: 'approved' });
    const sessions = [starting.kind === 'starting' ? starting.session : ''];
    expect(all[5]).toMatchObject({ verb: 'starting', wave: 0, targets: 1, sessions });
    expect(all[6]).toMatchObject({ verb: 'incomplete', event: 'started', aws: ['c-1'], sessions });
    expect(JSON.stringify(all)).not.toContain('secret-script');
  });

  test('masks what looks like a secret in people’s words, and leaves out what could not be looked through', async () => {
    const secret = 'correct-horse-battery';
    const sources = { place: () => undefined, mask: maskSecrets };
    requests = createRequests(redis, keyring, clock, async () => undefined, sources);
    await create({ reason: `the password=${secret} is known` });
    await apply(planned());
    await apply(confirmed());
    await apply({
      kind: 'verdict-given',
      verdict: { key: 'k', by: person('bo'), says: 'reject', hash: 'h1', comment: `no: token=${secret}`, at: 0 },
    });
    await apply({ kind: 'rejected', key: 'k', by: person('bo'), comment: `no: token=${secret}` });
    requests = createRequests(redis, keyring, clock, async () => undefined, {
      ...sources,
      mask: () => Promise.reject(new Error('no rules')),
    });
    await create({ id: ids[1] as string, reason: `the password=${secret}` });
    const all = (await rows()).map(({ read }) => read);
    expect(all[0]?.reason).toBe('the password=[masked] is known');
    expect(all.slice(3, 5).map(({ comment }) => comment)).toEqual(['no: token=[masked]', 'no: token=[masked]']);
    expect(all[5]?.reason).toMatch(/left out/);
    expect(JSON.stringify(all)).not.toContain(secret);
  });

  test('is found by request and by person, as long as the record is kept', async () => {
    await create();
    await create({ id: ids[1] as string, asker: person('cleo') });
    await approve();
    await apply(starting);
    await apply({ kind: 'started', wave: 0, execution: execution('c-1') });
    await apply({ kind: 'progressed', executions: [execution('c-1', 'succeeded')] });
    const audit = createAudit(redis, keyring);
    const own = await audit.ofRequest(id);
    expect(own.map(({ row }) => row?.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const current = (await requests.get(id)) as Request;
    expect(audit.check(current, own)).toBeUndefined();
    expect(audit.check(current, own.slice(0, -1))).toMatchObject({ kind: 'removed', version: 8 });
    expect(audit.check(current, own.slice(1))).toMatchObject({ kind: 'removed' });
    expect(audit.check(current, own.with(3, own[2] as (typeof own)[0]))).toMatchObject({ kind: 'put-in', version: 3 });

    const verbs = async (who: string) => (await audit.ofPerson(who, 0, 20)).map(({ row }) => row?.verb);
    expect(await verbs('U0BO')).toEqual(['approved', 'clicked']);
    expect(await verbs('U0ANA')).toEqual(['started', 'starting', 'approved', 'clicked', 'confirmed', 'planned', 'requested']);
    expect(await verbs('U0CLEO')).toEqual(['requested']);
    expect((await audit.latest(2, 2)).map(({ row }) => row?.verb)).toEqual(['starting', 'approved']);

    expect(await redis.pttl(auditOf(id))).toBe(-1);
    await apply({ kind: 'wave-skipped', wave: 1, note: 'no' });
    await apply({ kind: 'finished' });
    expect(await redis.pttl(auditOf(id))).toBeGreaterThan(89 * day);
  });
});

describe('the indexes', () => {
  test('of what is due follow the state', async () => {
    await create();
    const dueIn = async () => {
      const score = await redis.zscore(key('due'), id);
      return score === null ? undefined : Number(score);
    };
    const steps: RequestEvent[] = [planned(), confirmed(), verdict(0)];
    for (const event of steps) {
      const after = await apply(event);
      expect(await dueIn()).toBe(dueAt(after));
    }
    expect(await requests.due(clock.now(), 10)).toEqual([]);
    expect(await requests.due(clock.now() + 60_000, 10)).toEqual([id]);
    await apply({ kind: 'cancel-asked', by: ana });
    expect(await requests.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  test('of what AWS is busy with hold a request exactly while an execution of it runs', async () => {
    await create();
    await approve();
    await apply(starting);
    expect(await requests.followed('prod')).toEqual([]);
    await apply({ kind: 'started', wave: 0, execution: execution('c-1') });
    expect(await requests.followed('prod')).toEqual([id]);
    expect(await requests.followed('staging')).toEqual([]);
    await apply({ kind: 'progressed', executions: [execution('c-1', 'succeeded')] });
    expect(await requests.followed('prod')).toEqual([]);
  });

  test('of the latest are in the order of their asking, for all and for each asker', async () => {
    for (const [n, each] of ids.entries()) {
      clock.step(1_000);
      await create({ id: each, asker: n % 2 === 0 ? ana : person('bo') });
    }
    expect((await requests.recent(0, 3)).map((one) => one.id)).toEqual(ids.toReversed().slice(0, 3));
    expect((await requests.recent(0, 10, 'U0BO')).map((one) => one.id)).toEqual([ids[5], ids[3], ids[1]]);
    expect(await requests.recent(0, 10, 'U0WES')).toEqual([]);
  });

  test('of ids find a request by how its id begins, and say where that is not enough', async () => {
    const alike = ['aaaa1', 'aaaa2', 'aaaa3', 'aaaa4', 'aab'].map((start) => start.padEnd(32, '0'));
    for (const each of alike) await create({ id: each });
    expect(await requests.withPrefix('aab')).toEqual([alike[4]]);
    expect(await requests.withPrefix('aaaa2')).toEqual([alike[1]]);
    expect(await requests.withPrefix('aaaa')).toHaveLength(3);
    expect(await requests.withPrefix('b')).toEqual([]);
    expect(await requests.withPrefix('f')).toEqual([]);
  });

  test('forget what is no longer kept, and only that', async () => {
    await create();
    await create({ id: ids[1] as string });
    await apply({ kind: 'refused', note: 'no' });
    expect(await redis.pttl(key('request', id))).toBeGreaterThan(89 * day);
    expect(await redis.pttl(key('request', ids[1] as string))).toBe(-1);
    await redis.del(key('request', id));
    await requests.trim(clock.now());
    expect(await requests.withPrefix(id.slice(0, 8))).toEqual([id]);
    await requests.trim(clock.now() + 91 * day);
    expect(await requests.withPrefix(id.slice(0, 8))).toEqual([]);
    expect((await requests.recent(0, 10)).map((one) => one.id)).toEqual([ids[1]]);
    expect(await redis.zrange(key('recent'), 0, -1)).toEqual([ids[1]]);
  });
});

test('an older record that is put back is not acted upon: what ran once would run again', async () => {
  await create();
  await apply(planned());
  const older = await redis.hgetall(key('request', id));
  await apply(confirmed());
  await redis.hset(key('request', id), older);
  await expect(apply(confirmed())).rejects.toThrow(/^The record of request .* is older than its audit/);
  expect(told.at(-1)).toBe('3 confirmed');
});

test('what was stored is read as it was', async () => {
  const made = await create({ reason: '«ä»\u0000 <!channel> 𝔘', input: { script: 'a\n\tb', n: 1, deep: { list: [null, true] } } });
  expect(await requests.get(id)).toEqual(JSON.parse(JSON.stringify(made)));
  expect((await requests.getMany([ids[3] as string, id])).map((one) => one.id)).toEqual([id]);
});
