import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.ts';
import { dueAt, following, isReviewOpen } from '../domain/due.ts';
import type { RequestEvent } from '../domain/event.ts';
import { messagesOf } from '../domain/message.ts';
import { isEnded, type Request } from '../domain/request.ts';
import { transition } from '../domain/transition.ts';
import { ConflictError, UserError } from '../errors.ts';
import { type AuditRow, type AuditSources, auditRow } from './audit.ts';
import type { Keyring } from './keyring.ts';
import { bounded, keptMs, key, piped } from './redis.ts';
import { createSwap } from './swap.ts';

const conflictTries = 40;
/** Those who lost a swap come again at different times, or the same one could lose each time. */
const scatter = (tries: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(4 * tries, 40)));

/** What is called after each change, to add the jobs that the new state asks for. It may fail: the sweep does it again. */
export type AfterChange = (request: Request, event: RequestEvent | undefined) => Promise<void>;

export interface Requests {
  /** Writes a new request as `received`, or gives back the one that the same delivery made before. */
  create(request: Omit<Request, 'version' | 'auditHead'>): Promise<{ request: Request; isNew: boolean }>;
  get(id: string): Promise<Request | undefined>;
  /** Those of the ids that are kept and as this program wrote them, in the ids' order. */
  getMany(ids: readonly string[]): Promise<Request[]>;
  /** The full ids that begin so; at most 3. */
  withPrefix(start: string): Promise<string[]>;
  /** Applies the event by compare-and-swap. `event` may be made from the newest record; undefined: leave it. Throws ConflictError. */
  change(id: string, event: (request: Request) => RequestEvent | undefined): Promise<Request>;
  /** The latest first, beginning after `skip` of them. */
  recent(skip: number, count: number, asker?: string): Promise<Request[]>;
  /** For each key of likeness the id of the last request that was started under it. */
  alike(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Ids that the sweep must look at by now. */
  due(now: number, count: number): Promise<string[]>;
  /** Ids of requests in the environment that AWS is busy with, oldest change first. */
  followed(environment: string): Promise<string[]>;
  /** Forgets index entries of requests that are no longer kept. */
  trim(now: number): Promise<void>;
}

/** Rows that only say how far something is: too many to be found by a person. */
const steps: readonly AuditRow['verb'][] = ['progressed', 'delayed', 'put-off'];
const nowhere: AuditSources = { place: () => undefined, mask: async (text) => text };

/**
 * Requests in Redis: each change is one script that swaps the record, its indexes and its audit row together.
 * `sources` tell the audit what the record does not know; without them no secrets are masked in people's words.
 */
export function createRequests(
  redis: Redis,
  keyring: Keyring,
  clock: Clock,
  afterChange: AfterChange,
  sources: AuditSources = nowhere,
): Requests {
  const swap = createSwap(redis);
  const recordKey = (id: string) => key('request', id);
  const unseal = (id: string, record: string | null): Request | undefined =>
    record === null ? undefined : (JSON.parse(keyring.open(id, record)) as Request);

  /** Among many, one that was altered is left out: it must not stop the others. Alone it is an error. */
  function unsealOrSkip(id: string, record: string | null): Request | undefined {
    try {
      return unseal(id, record);
    } catch {
      return undefined;
    }
  }

  async function save(request: Request, before: number, event: RequestEvent | undefined): Promise<Request | undefined> {
    const audited = await auditRow(request, event, sources);
    const row = JSON.stringify(audited);
    const saved: Request = { ...request, auditHead: keyring.chain(request.auditHead, row) };
    const { id } = saved;
    const people = steps.includes(audited.verb) ? [] : [...new Set([audited.asker, audited.by ?? audited.asker])];
    const done = await swap({
      id,
      keys: { record: recordKey(id), due: key('due'), recent: key('recent'), own: key('asker', saved.asker.id), ids: key('ids') },
      before,
      version: saved.version,
      record: keyring.seal(id, JSON.stringify(saved)),
      changedAt: saved.changedAt,
      dueAt: dueAt(saved),
      follows: { environment: saved.environment, now: following(saved).length > 0 },
      isOver: isEnded(saved.state) && !isReviewOpen(saved),
      row: { mac: saved.auditHead, text: row, people },
      undrawn: messagesOf(saved),
    });
    if (done === 'put back')
      throw new UserError(
        `The record of request ${id} is older than its audit. It is not acted upon. Tell whoever runs the bot: "ssm-chatops audit verify" shows more.`,
      );
    return done === 'done' ? saved : undefined;
  }

  const get = async (id: string) => unseal(id, await bounded(() => redis.hget(recordKey(id), 'record')));

  async function getMany(ids: readonly string[]): Promise<Request[]> {
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hget(recordKey(id), 'record');
    const records = ids.length > 0 ? await piped(pipeline) : [];
    return records.flatMap((record, i) => {
      const request = unsealOrSkip(ids[i] as string, record as string | null);
      return request ? [request] : [];
    });
  }

  /** Lost in a crash, a later request is compared with an older one. */
  async function remember({ id, likeness = [] }: Request): Promise<void> {
    const pipeline = redis.pipeline();
    for (const name of likeness) pipeline.set(key('alike', name), id, 'PX', keptMs);
    await pipeline.exec().catch(() => undefined);
  }

  return {
    get,
    getMany,

    async create(fields) {
      const request: Request = { ...fields, version: 1, auditHead: '' };
      const saved = await save(request, 0, undefined);
      if (saved) await afterChange(saved, undefined);
      const kept = saved ?? (await get(request.id));
      if (!kept) throw new ConflictError('This request is no longer kept. Ask anew.');
      return { request: kept, isNew: saved !== undefined };
    },

    withPrefix: (start) => bounded(() => redis.zrangebylex(key('ids'), `[${start}`, `[${start}\xff`, 'LIMIT', 0, 3)),

    async change(id, eventFor) {
      for (let tries = 0; tries < conflictTries; tries += 1) {
        const request = await get(id);
        if (!request) throw new ConflictError('This request is no longer kept. Ask anew.');
        const event = eventFor(request);
        if (!event) return request;
        const next = transition(request, event, clock.now());
        const saved = await save(next, request.version, event);
        if (!saved) {
          await scatter(tries + 1);
          continue;
        }
        if (event.kind === 'starting') await remember(saved);
        await afterChange(saved, event);
        return saved;
      }
      throw new ConflictError('Too many changes at once; nothing was changed. Try again.');
    },

    async recent(skip, count, asker) {
      return getMany(await bounded(() => redis.zrevrange(asker ? key('asker', asker) : key('recent'), skip, skip + count - 1)));
    },

    async alike(names) {
      const ids = names.length > 0 ? await bounded(() => redis.mget(names.map((name) => key('alike', name)))) : [];
      return ids.map((id) => id ?? undefined);
    },

    due: (now, count) => bounded(() => redis.zrangebyscore(key('due'), '-inf', now, 'LIMIT', 0, count)),
    followed: (environment) => bounded(() => redis.zrange(key('followed', environment), 0, -1)),

    async trim(now) {
      const old = await bounded(() => redis.zrangebyscore(key('recent'), '-inf', now - keptMs, 'LIMIT', 0, 500));
      const still = await bounded(() => Promise.all(old.map((id) => redis.exists(recordKey(id)))));
      const gone = old.filter((_, i) => still[i] === 0);
      if (gone.length > 0) await bounded(() => Promise.all([redis.zrem(key('recent'), ...gone), redis.zrem(key('ids'), ...gone)]));
    },
  };
}
