import { DelayedError, type Job, type RedisOptions, Worker } from 'bullmq';
import type { MessageKind } from '../domain/message.ts';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import { prefix } from '../store/redis.ts';
import { type AdvanceJob, type DrawJob, type Queues, queueNames } from './queues.ts';

export interface WorkerPorts {
  readonly connection: RedisOptions;
  readonly queues: Queues;
  readonly log: Log;
  advance(id: string): Promise<void>;
  /** Milliseconds to wait before trying again; 0 when it is shown. */
  draw(id: string, kind: MessageKind): Promise<number>;
  /** Tells what is due of a schedule. */
  tell(id: string): Promise<void>;
  sweep(): Promise<void>;
  readonly environments: readonly string[];
  /** Looks at what runs in the environment. */
  follow(environment: string): Promise<void>;
}

const sweepEveryMs = 1_000;
const scheduleTries = 30;
const retryMs = 1_000;
// Few of tell: a look may go through thousands of things, and all schedules like nine o'clock.
const concurrency = { advance: 20, draw: 10, tell: 4, tick: 12 } as const;
// A worker that dies is noticed by others after the lock ends.
const lock = { lockDuration: 10_000, stalledInterval: 3_000, maxStalledCount: 100 };

/** Runs the jobs until closed. Any number of processes may do so at once. */
export async function startWorker(ports: WorkerPorts): Promise<{ close(): Promise<void> }> {
  const { connection, log } = ports;
  const options = { connection: { ...connection, maxRetriesPerRequest: null }, prefix, ...lock };
  const workers = [
    new Worker<AdvanceJob>(queueNames.advance, (job) => ports.advance(job.data.id), { ...options, concurrency: concurrency.advance }),
    new Worker<DrawJob>(queueNames.draw, (job, token) => drawOrWait(ports, job, token), { ...options, concurrency: concurrency.draw }),
    new Worker<AdvanceJob>(queueNames.tell, (job) => ports.tell(job.data.id), { ...options, concurrency: concurrency.tell }),
    new Worker(queueNames.tick, (job) => tick(ports, job), { ...options, concurrency: concurrency.tick }),
  ];
  for (const worker of workers) {
    worker.on('failed', (job, error) => report(log, worker.name, job, error));
    worker.on('error', (error) => log.warn({ queue: worker.name, err: error }, 'the queue does not answer'));
  }
  await scheduleSweep(ports);
  return { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) };
}

/** A Redis that is slow or away at the start is waited for: without the sweep nothing that was lost comes back. */
async function scheduleSweep({ queues, log }: WorkerPorts): Promise<void> {
  const opts = { removeOnComplete: true, removeOnFail: true };
  for (let tries = 1; ; tries += 1) {
    try {
      await queues.tick.upsertJobScheduler('sweep', { every: sweepEveryMs }, { name: 'tick', opts });
      return;
    } catch (error) {
      if (tries === scheduleTries)
        throw new UnavailableError('Redis', `Redis does not answer: ${(error as Error).message}. Look at REDIS_URL.`, error);
      log.warn({ err: error, tries }, 'Redis does not answer yet');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** The scheduler fires again while its last tick still runs: it only adds a sweep, of which there is never more than one, and a look at each environment. */
async function tick({ queues, sweep, follow, environments }: WorkerPorts, job: Job<{ environment?: string }>): Promise<void> {
  if (job.name === 'sweep') return sweep();
  if (job.name === 'follow') return follow(job.data.environment ?? '');
  const once = (id: string) => ({ deduplication: { id }, removeOnComplete: true, removeOnFail: true });
  await queues.tick.add('sweep', {}, once('sweep'));
  for (const environment of environments) await queues.tick.add('follow', { environment }, once(`follow.${environment}`));
}

async function drawOrWait(ports: WorkerPorts, job: Job<DrawJob>, token: string | undefined): Promise<void> {
  const wait = await ports.draw(job.data.id, job.data.kind);
  if (wait === 0) return;
  await job.moveToDelayed(Date.now() + wait, token);
  throw new DelayedError();
}

function report(log: Log, queue: string, job: Job | undefined, error: Error): void {
  const facts = { queue, request: job?.data?.id, attempt: job?.attemptsMade, err: error };
  if (error instanceof UnavailableError) log.warn(facts, 'a service is away; the job is tried again');
  else log.error(facts, 'a job failed');
}
