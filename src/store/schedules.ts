import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.ts';
import { type Schedule, type ScheduleEvent, scheduleAfter, scheduleDueAt } from '../domain/schedule.ts';
import { ConflictError, UserError } from '../errors.ts';
import { scheduleKey, scheduleSeal } from './audit/records.ts';
import { type AuditSources, scheduleRow } from './audit.ts';
import type { Keyring } from './keyring.ts';
import { bounded, keptMs, key, piped } from './redis.ts';
import { createSwap } from './swap.ts';

const conflictTries = 20;
const all = key('schedules');
const due = key('schedules-due');
const ids = key('schedule-ids');

export interface Schedules {
  /** Writes a new one, or gives back the one that the same delivery made before. */
  add(schedule: Omit<Schedule, 'version' | 'auditHead' | 'state' | 'changedAt'>): Promise<Schedule>;
  get(id: string): Promise<Schedule | undefined>;
  /** Those that are not removed, the newest first. */
  list(): Promise<Schedule[]>;
  /** The full ids that begin so; at most 3. */
  withPrefix(start: string): Promise<string[]>;
  /** Applies the event by compare-and-swap. Throws ConflictError where it can not happen. */
  change(id: string, event: ScheduleEvent): Promise<Schedule>;
  /** Ids that a worker must look at by now. */
  due(now: number, count: number): Promise<string[]>;
  /** Forgets index entries of those that are no longer kept. */
  trim(): Promise<void>;
}

/** Schedules in Redis, kept, sealed and audited as requests are. */
export function createSchedules(redis: Redis, keyring: Keyring, clock: Clock, sources: Pick<AuditSources, 'place'>): Schedules {
  const swap = createSwap(redis);
  const opened = (id: string, record: string): Schedule => JSON.parse(keyring.open(scheduleSeal(id), record)) as Schedule;

  async function save(schedule: Schedule, event: ScheduleEvent | undefined): Promise<Schedule | undefined> {
    const { id, creator } = schedule;
    const row = scheduleRow(schedule, event, sources);
    const text = JSON.stringify(row);
    const saved: Schedule = { ...schedule, auditHead: keyring.chain(schedule.auditHead, text) };
    const byPeople = event === undefined || 'by' in event || event.kind === 'schedule-stopped';
    const done = await swap({
      id,
      keys: { record: scheduleKey(id), due, recent: all, own: key('schedules-of', creator.id), ids },
      before: saved.version - 1,
      version: saved.version,
      record: keyring.seal(scheduleSeal(id), JSON.stringify(saved)),
      changedAt: saved.changedAt,
      dueAt: scheduleDueAt(saved),
      follows: { environment: saved.environment, now: false },
      isOver: saved.state === 'removed',
      row: { mac: saved.auditHead, text, people: byPeople ? [...new Set([row.asker, row.by ?? row.asker])] : [] },
      undrawn: [],
    });
    if (done === 'put back')
      throw new UserError(`The record of schedule ${id} is older than its audit. It is not acted upon. Tell whoever runs the bot.`);
    return done === 'done' ? saved : undefined;
  }

  async function get(id: string): Promise<Schedule | undefined> {
    const record = await bounded(() => redis.hget(scheduleKey(id), 'record'));
    return record === null ? undefined : opened(id, record);
  }

  return {
    get,
    async add(fields) {
      const schedule: Schedule = { ...fields, version: 1, auditHead: '', state: 'scheduled', changedAt: clock.now() };
      const kept = (await save(schedule, undefined)) ?? (await get(fields.id));
      if (!kept) throw new ConflictError('This schedule is no longer kept. Add it anew.');
      return kept;
    },
    async list() {
      const names = await bounded(() => redis.zrevrange(all, 0, -1));
      const pipeline = redis.pipeline();
      for (const id of names) pipeline.hget(scheduleKey(id), 'record');
      const records = names.length > 0 ? await piped(pipeline) : [];
      return records.flatMap((record, i) => {
        try {
          const schedule = record === null ? undefined : opened(names[i] as string, record as string);
          return schedule && schedule.state !== 'removed' ? [schedule] : [];
        } catch {
          // One that was altered must not hide the others.
          return [];
        }
      });
    },
    withPrefix: (start) => bounded(() => redis.zrangebylex(ids, `[${start}`, `[${start}\xff`, 'LIMIT', 0, 3)),
    async change(id, event) {
      for (let tries = 0; tries < conflictTries; tries += 1) {
        const schedule = await get(id);
        if (!schedule) throw new ConflictError('This schedule is no longer kept.');
        const saved = await save(scheduleAfter(schedule, event, clock.now()), event);
        if (saved) return saved;
      }
      throw new ConflictError('Too many changes at once; nothing was changed. Try again.');
    },
    due: (now, count) => bounded(() => redis.zrangebyscore(due, '-inf', now, 'LIMIT', 0, count)),
    async trim() {
      const old = await bounded(() => redis.zrangebyscore(all, '-inf', clock.now() - keptMs, 'LIMIT', 0, 500));
      const still = await bounded(() => Promise.all(old.map((id) => redis.exists(scheduleKey(id)))));
      const gone = old.filter((_, i) => still[i] === 0);
      if (gone.length > 0) await bounded(() => Promise.all([redis.zrem(all, ...gone), redis.zrem(ids, ...gone)]));
    },
  };
}
