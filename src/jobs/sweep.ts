import type { MessageKind } from '../domain/message.ts';
import type { Desk } from '../workflows/lifecycle/desk.ts';
import { followEnvironment } from '../workflows/lifecycle/follow.ts';
import type { Queues } from './queues.ts';

const atOnce = 200;
/** A drawing may wait so long in its queue before it is taken for lost. */
const undrawnMs = 5_000;

export interface SweepPorts {
  readonly desk: Desk;
  readonly queues: Pick<Queues, 'addAdvance' | 'addDraw' | 'addTell'>;
  undrawn(then: number, count: number): Promise<string[]>;
}

/**
 * Puts right what was lost: adds the jobs that the records ask for by now.
 * Its cost depends on what is due, not on how many requests there are.
 */
export async function sweep({ desk, queues, undrawn }: SweepPorts): Promise<void> {
  const now = desk.clock.now();
  for (const id of await desk.requests.due(now, atOnce)) await queues.addAdvance(id);
  for (const id of await desk.scheduling.schedules.due(now, atOnce)) await queues.addTell(id);
  for (const member of await undrawn(now - undrawnMs, atOnce)) {
    const [id = '', kind = ''] = member.split('.');
    await queues.addDraw(id, kind as MessageKind, 'approved');
  }
}

/** Follows what runs in one environment: a job of its own, so that a region that does not answer holds up no other. */
export async function follow({ desk }: Pick<SweepPorts, 'desk'>, name: string): Promise<void> {
  const env = desk.environments.find((each) => each.name === name);
  if (!env) return;
  try {
    await followEnvironment(desk, env);
  } catch (error) {
    desk.log.warn({ environment: name, err: error }, 'following failed; tried again at the next tick');
  }
}
