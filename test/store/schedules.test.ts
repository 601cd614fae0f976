import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nextRun, parseWhen } from '../../src/domain/schedule/when.ts';
import { ConflictError, UserError } from '../../src/errors.ts';
import { createAudit } from '../../src/store/audit/read.ts';
import { scheduleKey } from '../../src/store/audit/records.ts';
import { verifyAudit } from '../../src/store/audit/verify.ts';
import { createKeyring } from '../../src/store/keyring.ts';
import { createSchedules, type Schedules } from '../../src/store/schedules.ts';
import { ana, person } from '../domain/samples.ts';
import { steppedClock } from '../support/clock.ts';
import { emptyStore } from './redis.ts';

const keyring = createKeyring('a key for tests, at least thirty-two characters long');
const when = parseWhen('daily 9:00', 'UTC');
const day = 86_400_000;
const place = () => ({ account: '111122223333', region: 'eu-central-1' });

let redis: Redis;
let schedules: Schedules;
let clock: ReturnType<typeof steppedClock>;
beforeAll(async () => {
  redis = await emptyStore();
});
afterAll(() => redis.disconnect());
beforeEach(async () => {
  await redis.flushdb();
  clock = steppedClock();
  schedules = createSchedules(redis, keyring, clock, { place });
});

const add = (id: string) =>
  schedules.add({
    id,
    look: 'param.expiring',
    input: { days: 30 },
    environment: 'prod',
    when,
    channel: { id: 'C0OPS', name: 'ops', title: '#ops' },
    creator: ana,
    nextAt: nextRun(when, clock.now()) as number,
  });

test('the same delivery twice is one schedule', async () => {
  const first = await add('a1');
  expect(await add('a1')).toEqual(first);
  expect(await schedules.list()).toEqual([first]);
  expect(await schedules.withPrefix('a')).toEqual(['a1']);
});

test('of ten workers one takes what is due', async () => {
  const { nextAt } = await add('a1');
  expect(await schedules.due(nextAt - 1, 10)).toEqual([]);
  clock.step(day);
  expect(await schedules.due(clock.now(), 10)).toEqual(['a1']);
  const takes = await Promise.allSettled(Array.from({ length: 10 }, () => schedules.change('a1', { kind: 'schedule-taken' })));
  expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const take of takes) if (take.status === 'rejected') expect(take.reason).toBeInstanceOf(ConflictError);
  expect(await schedules.due(clock.now(), 10)).toEqual([]);
});

test('each change has its row, the chain proves them, and what is removed is forgotten after its time', async () => {
  await add('a1');
  clock.step(day);
  const { task } = await schedules.change('a1', { kind: 'schedule-taken' });
  if (!task) throw new Error('Nothing was taken.');
  await schedules.change('a1', { kind: 'schedule-told', task });
  await schedules.change('a1', { kind: 'schedule-paused', by: person('bo') });
  await schedules.change('a1', { kind: 'schedule-removed', by: ana });
  const rows = (await createAudit(redis, keyring).ofRequest('a1')).map(({ row }) => row);
  expect(rows.map((row) => row?.verb)).toEqual([
    'schedule-added',
    'schedule-taken',
    'schedule-told',
    'schedule-paused',
    'schedule-removed',
  ]);
  expect(rows[0]).toMatchObject({ asker: ana.id, by: ana.id, environment: 'prod', account: '111122223333', operation: 'param.expiring' });
  expect(rows[3]).toMatchObject({ by: person('bo').id, state: 'paused' });
  expect(await verifyAudit(redis, keyring)).toMatchObject({ rows: 5, wrong: 0 });
  expect(await schedules.list()).toEqual([]);
  expect(await schedules.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  // Its record lives on for a while; then its rows alone are left, and that is no finding.
  expect(await redis.pttl(scheduleKey('a1'))).toBeGreaterThan(80 * day);
  await redis.del(scheduleKey('a1'));
  clock.step(100 * day);
  await schedules.trim();
  expect(await schedules.withPrefix('a')).toEqual([]);
  expect(await verifyAudit(redis, keyring)).toMatchObject({ wrong: 0 });
});

test('a record that was altered, put back or taken away is found and not acted upon', async () => {
  await add('a1');
  const older = (await redis.hgetall(scheduleKey('a1'))) as Record<string, string>;
  await schedules.change('a1', { kind: 'schedule-paused', by: ana });
  const paused = (await redis.hgetall(scheduleKey('a1'))) as Record<string, string>;
  await redis.hset(scheduleKey('a1'), older);
  await expect(schedules.change('a1', { kind: 'schedule-removed', by: ana })).rejects.toThrow(UserError);
  expect((await verifyAudit(redis, keyring)).wrong).toBeGreaterThan(0);
  await redis.hset(scheduleKey('a1'), { ...paused, record: paused.record?.replace('C0OPS', 'C0BAD') });
  await add('b2');
  await expect(schedules.get('a1')).rejects.toThrow(UserError);
  expect((await schedules.list()).map(({ id }) => id)).toEqual(['b2']);
  await redis.del(scheduleKey('a1'));
  expect((await verifyAudit(redis, keyring)).findings.map(({ request }) => request)).toContain('a1');
});
