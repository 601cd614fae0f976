import type { Request } from '../../src/domain/request.ts';
import { key } from '../../src/store/redis.ts';
import type { Message } from '../support/people.ts';
import { patient } from './patient.ts';
import { markerIn } from './redis-proxy.ts';
import type { Run } from './run.ts';
import type { ChaosStage } from './stage.ts';

const freshMs = 300;
const macLength = 64;

/** What can be seen of a stage. Looks are shared for a moment by all runs, so that looking costs little. */
export interface Eyes {
  /** The run's requests as they are recorded, oldest first. */
  requests(run: Run): Promise<Request[]>;
  /** Messages of the run whose newest state Slack does not show yet. */
  undrawn(run: Run): Promise<string[]>;
  messages(who: 'ana' | 'bo', channel: string): Promise<readonly Message[]>;
}

export function createEyes({ redis, slack }: ChaosStage): Eyes {
  const records = shared(async () => {
    const ids = await redis.zrange(key('recent'), 0, -1);
    const sealed = await Promise.all(ids.map((id) => redis.hget(key('request', id), 'record')));
    return sealed.flatMap((record) => (record ? [JSON.parse(record.slice(macLength)) as Request] : []));
  });
  const undrawn = shared(() => redis.zrange(key('undrawn'), 0, -1));
  const states = {
    ana: shared(() => slack.person('U0ANA').state()),
    bo: shared(() => slack.person('U0BO').state()),
  };
  return {
    requests: async (run) => (await records()).filter(({ input }) => markerIn(String(input.script)) === run.marker),
    undrawn: async (run) => (await undrawn()).filter((member) => run.ids.has(member.split('.')[0] ?? '')),
    messages: async (who, channel) => (await states[who]()).channels.find(({ name }) => name === channel)?.messages ?? [],
  };
}

function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { at: number; seen: Promise<T> } | undefined;
  return () => {
    if (!last || Date.now() - last.at > freshMs) last = { at: Date.now(), seen: patient(look) };
    return last.seen;
  };
}
