import { type JobsOptions, Queue, type RedisOptions } from 'bullmq';
import { dueAt } from '../domain/due.ts';
import { baseOf, type MessageKind, messagesOf } from '../domain/message.ts';
import { isEnded, type Request } from '../domain/request.ts';
import { prefix } from '../store/redis.ts';

export interface AdvanceJob {
  readonly id: string;
}
export interface DrawJob {
  readonly id: string;
  readonly kind: MessageKind;
}

/** Names of the queues. `tick` holds the one scheduler; jobs carry ids only and may be lost or doubled. */
export const queueNames = { advance: 'advance', draw: 'draw', tell: 'tell', tick: 'tick' } as const;

export interface Queues {
  readonly advance: Queue<AdvanceJob>;
  readonly draw: Queue<DrawJob>;
  /** Schedules that are due. */
  readonly tell: Queue<AdvanceJob>;
  readonly tick: Queue;
  /** Adds what the request's state asks for. */
  afterChange(request: Request): Promise<void>;
  addAdvance(id: string): Promise<void>;
  addDraw(id: string, kind: MessageKind, state: Request['state']): Promise<void>;
  addTell(id: string): Promise<void>;
  close(): Promise<void>;
}

const finished: JobsOptions = { removeOnComplete: true, removeOnFail: true };
/** Drawings within this time become one. */
const settleMs = 120;
const progressEveryMs = 1_500;
const priority = { alarm: 1, final: 2, waitedFor: 3, progress: 4 } as const;

/** An alarm comes before all else when the glass breaks; its later edits are as urgent as those of the root. */
function urgency(kind: MessageKind, state: Request['state']): { rank: number; delay: number } {
  const base = baseOf(kind);
  if (base === 'final') return { rank: priority.final, delay: 0 };
  if (base === 'alarm' && state === 'approved') return { rank: priority.alarm, delay: 0 };
  if ((base === 'root' || base === 'alarm') && state === 'running') return { rank: priority.progress, delay: progressEveryMs };
  return { rank: priority.waitedFor, delay: base === 'card' ? 0 : settleMs };
}

export function createQueues(connection: RedisOptions): Queues {
  // A producer must not hang while Redis is away: it fails, and the sweep adds the job later.
  // Without the check of the version: a queue whose check timed out once would fail for as long as the process lives.
  const options = {
    connection: { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1_000 },
    prefix,
    skipVersionCheck: true,
  };
  const advance = new Queue<AdvanceJob>(queueNames.advance, options);
  const draw = new Queue<DrawJob>(queueNames.draw, options);
  const tell = new Queue<AdvanceJob>(queueNames.tell, options);
  const tick = new Queue(queueNames.tick, options);
  // Without a listener a lost connection would end the process; the connection itself is tried again.
  for (const queue of [advance, draw, tell, tick]) queue.on('error', () => undefined);

  // keepLastIfActive: one more run follows a change that comes while the job works, so the newest state always has its turn.
  const once = (id: string): JobsOptions => ({ ...finished, deduplication: { id, keepLastIfActive: true } });

  async function addAdvance(id: string): Promise<void> {
    await advance.add('advance', { id }, { ...once(id), attempts: 5, backoff: { type: 'exponential', delay: 1_000 } });
  }

  async function addDraw(id: string, kind: MessageKind, state: Request['state']): Promise<void> {
    const { rank, delay } = urgency(kind, state);
    const options = { ...once(`${id}.${kind}`), attempts: 8, backoff: { type: 'exponential', delay: 500 }, priority: rank };
    await draw.add('draw', { id, kind }, { ...options, delay });
  }

  return {
    advance,
    draw,
    tell,
    tick,
    addAdvance,
    addDraw,
    // Tried once: what was not told is taken anew by its record.
    addTell: async (id) => void (await tell.add('tell', { id }, { ...finished, deduplication: { id } })),
    async afterChange(request) {
      const follows = dueAt(request) !== undefined || !isEnded(request.state);
      await Promise.all([
        ...(follows ? [addAdvance(request.id)] : []),
        ...messagesOf(request).map((kind) => addDraw(request.id, kind, request.state)),
      ]);
    },
    async close() {
      await Promise.all([advance.close(), draw.close(), tell.close(), tick.close()]);
    },
  };
}
