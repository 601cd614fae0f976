import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.ts';
import { dueAt, following, isReviewOpen } from '../domain/due.ts';
import type { RequestEvent } from '../domain/event.ts';
import { messagesOf } from '../domain/message.ts';
import { isEnded, type Request } from '../domain/request.ts';
import { transition } from '../domain/transition.ts';
import { ConflictError, UserError } from '../errors.ts';
import { auditBy, auditKey, auditOf } from './audit/read.ts';
import { type AuditRow, type AuditSources, auditRow } from './audit.ts';
import type { Keyring } from './keyring.ts';
import { bounded, keptMs, key, piped } from './redis.ts';

const conflictTries = 40;
/** Those who lost a swap come again at different times, or the same one could lose each time. */
const scatter = (tries: number) => new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(4 * tries, 40)));

// All checks come before the first write: a script that fails midway keeps its earlier writes.
// Each change has one audit row: a record with another number of rows than changes is an older one that was put back.
const saveScript = `
local version = redis.call('HGET', KEYS[1], 'version') or '0'
if version ~= ARGV[1] then return {0, version} end
if redis.call('LLEN', KEYS[9]) ~= tonumber(ARGV[1]) then return {-1, version} end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3])
if ARGV[4] == '' then redis.call('ZREM', KEYS[2], ARGV[5]) else redis.call('ZADD', KEYS[2], ARGV[4], ARGV[5]) end
if ARGV[6] == '1' then redis.call('ZADD', KEYS[3], ARGV[7], ARGV[5]) else redis.call('ZREM', KEYS[3], ARGV[5]) end
if ARGV[1] == '0' then
  redis.call('ZADD', KEYS[4], ARGV[7], ARGV[5])
  redis.call('ZADD', KEYS[5], ARGV[7], ARGV[5])
  redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -201)
  redis.call('ZADD', KEYS[6], 0, ARGV[5])
end
if ARGV[8] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[8]) end
local row = redis.call('XADD', KEYS[7], '*', 'mac', ARGV[9], 'row', ARGV[10])
redis.call('RPUSH', KEYS[9], row)
if ARGV[8] ~= '' then redis.call('PEXPIRE', KEYS[9], ARGV[8]) end
for i = 10, #KEYS do
  redis.call('ZADD', KEYS[i], ARGV[7], row)
  redis.call('ZREMRANGEBYRANK', KEYS[i], 0, -5001)
  redis.call('PEXPIRE', KEYS[i], ARGV[11])
end
for i = 12, #ARGV do redis.call('ZADD', KEYS[8], ARGV[7], ARGV[5] .. '.' .. ARGV[i]) end
return {1, ARGV[2]}
`;

type Saver = Redis & { saveRequest(keys: number, ...args: (string | number)[]): Promise<[number, string]> };

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
  redis.defineCommand('saveRequest', { lua: saveScript });
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
    const keys = [
      recordKey(id),
      key('due'),
      key('followed', saved.environment),
      key('recent'),
      key('asker', saved.asker.id),
      key('ids'),
      auditKey,
      key('undrawn'),
      auditOf(id),
      ...people.map(auditBy),
    ];
    const [done] = await bounded(() =>
      (redis as Saver).saveRequest(
        keys.length,
        ...keys,
        before,
        saved.version,
        keyring.seal(id, JSON.stringify(saved)),
        dueAt(saved) ?? '',
        id,
        following(saved).length > 0 ? '1' : '0',
        saved.changedAt,
        isEnded(saved.state) && !isReviewOpen(saved) ? keptMs : '',
        saved.auditHead,
        row,
        keptMs,
        ...messagesOf(saved),
      ),
    );
    if (done === -1)
      throw new UserError(
        `The record of request ${id} is older than its audit. It is not acted upon. Tell whoever runs the bot: "ssm-chatops audit verify" shows more.`,
      );
    return done === 1 ? saved : undefined;
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
