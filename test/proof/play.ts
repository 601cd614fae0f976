import type { Redis } from 'ioredis';
import type { Policy } from '../../src/domain/decision.ts';
import { isEnded, type Request } from '../../src/domain/request.ts';
import { ConflictError, DeniedError, UnavailableError, UserError } from '../../src/errors.ts';
import { key as storeKey } from '../../src/store/redis.ts';
import { advance } from '../../src/workflows/lifecycle/advance.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { followEnvironment } from '../../src/workflows/lifecycle/follow.ts';
import { settle } from '../../src/workflows/lifecycle/recover.ts';
import { closeReview } from '../../src/workflows/lifecycle/review.ts';
import { submit } from '../../src/workflows/lifecycle/submit.ts';
import { act } from './act.ts';
import { auditOf } from './chain.ts';
import { wrongWithRows, wrongWithStart } from './laws.ts';
import type { Life, Wish } from './moves.ts';
import { startProcess } from './process.ts';
import { rules } from './rules.ts';
import { type Call, createWorld, keyring, mend, persons, standing, type World } from './world.ts';

const mostRounds = 400;
export const idOf = (on: number): string => keyring.requestId(`wish ${on}`);

/** What came of a life: what was wrong in it, and how far it went. */
export interface Played {
  readonly faults: readonly string[];
  readonly world: World;
  readonly ends: readonly string[];
}

/** Plays a life on a real store under the real policies. */
export async function play({ rule, wishes, moves }: Life, redis: Redis, policies: ReadonlyMap<string, Policy>): Promise<Played> {
  await redis.flushdb();
  const world = createWorld(rules[rule] as (typeof rules)[number]);
  const boots = () => startProcess(world, redis, policies, (call) => watch(call));
  const bots = { first: boots(), second: boots() };
  const ids = wishes.map((_, i) => idOf(i));
  const ask = (desk: Desk, on: number) => submit(desk, submissionOf(on, wishes[on] as Wish));

  /** Looks at each call to AWS while it is made. */
  async function watch(call: Call): Promise<void> {
    const id = call.key.split(':')[1] ?? '';
    const request = (await bots.first.desk.requests.get(id)) as Request;
    const glass = wishes[ids.indexOf(id)]?.glass === true;
    world.faults.push(...wrongWithStart(world, await auditOf(redis), request, call, glass));
    world.calls.push(call);
  }
  /** Whatever is done may be refused; nothing may break. A process that dies in it is started anew. */
  async function bear(which: 'first' | 'second', work: (desk: Desk) => Promise<unknown>): Promise<void> {
    const { desk, died } = bots[which];
    const done = await Promise.race([work(desk).then(undefined, bearable), died]);
    if (done === 'died') bots[which] = boots();
  }
  const advanceAll = (which: 'first' | 'second') => bear(which, async (desk) => each(ids, (id) => advance(desk, id).catch(bearable)));
  async function check(after: string): Promise<void> {
    const audit = await auditOf(redis);
    for (const request of await bots.first.desk.requests.getMany(ids))
      world.faults.push(...wrongWithRows(world, audit, request).map((fault) => `${fault}, after ${after}`));
  }

  for (const on of wishes.keys()) await bear('first', (desk) => ask(desk, on));
  await advanceAll('first');
  for (const [on, { sure }] of wishes.entries())
    if (sure) await bear('first', (desk) => act(desk, world, { does: 'confirm', of: 'this', on, who: 0 }, ids, on));
  for (const move of moves) {
    world.now += 1_000;
    const on = move.on % wishes.length;
    if (move.does === 'work') await advanceAll('first');
    else if (move.does === 'work twice') await Promise.all([advanceAll('first'), advanceAll('second')]);
    else if (move.does === 'restart') Object.assign(bots, { first: boots(), second: boots() });
    else if (move.does === 'ask again') await bear('first', (desk) => ask(desk, on));
    else await bear('first', (desk) => act(desk, world, move, ids, on));
    await check(move.does);
    if (world.faults.length > 0) return { faults: world.faults, world, ends: [] };
  }
  const ends = await runOut(world, redis, bots.first.desk, ids);
  await check('the end');
  return { faults: world.faults, world, ends };
}

const submissionOf = (on: number, { asker, glass, waves, undo }: Wish) => ({
  id: idOf(on),
  operation: 'tiny.run',
  input: { waves, undo },
  ...(glass && { breakGlass: 'p95 over 4 s' }),
  asker: persons[asker] as (typeof persons)[number],
  channel: { id: 'C0INC42', name: 'incident-42' },
});

/** Errors that are answers; anything else is a fault of the program. */
function bearable(error: unknown): void {
  const known = [UserError, DeniedError, ConflictError, UnavailableError].some((kind) => error instanceof kind);
  if (!known) throw error;
}

async function each(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> {
  for (const id of ids) await work(id);
}

/**
 * Time goes on and nobody does anything any more; AWS and Slack answer. Every request must end, or wait for somebody who
 * is named: the asker who says what came of an unknown outcome, a reviewer of a broken glass. They do, and all is over.
 */
async function runOut(world: World, redis: Redis, desk: Desk, ids: readonly string[]): Promise<string[]> {
  const all = () => desk.requests.getMany(ids);
  world.now += 1_000;
  mend(world);
  for (let round = 0; round < mostRounds; round += 1) {
    for (const [key, state] of world.runs) if (state === 'running') world.runs.set(key, 'succeeded');
    await followEnvironment(desk, standing(world).environment);
    const due = await redis.zrange(storeKey('due'), 0, 0, 'WITHSCORES');
    const open = (await all()).filter(({ state }) => !isEnded(state) && state !== 'unknown');
    if (open.length === 0) break;
    world.now = Math.max(world.now + 1_000, Number(due[1] ?? 0));
    await each(await desk.requests.due(world.now, 10), (id) => advance(desk, id).catch(bearable));
  }
  for (const request of await all()) {
    if (request.state === 'unknown') await settle(desk, request.id, request.asker, undefined);
    for (let steps = 0; steps < 10; steps += 1) await advance(desk, request.id);
    const reviewer = persons.find(({ id }) => ['U0SAM', 'U0CLEO'].includes(id) && id !== request.asker.id);
    if (request.review && !request.review.closed && reviewer) await closeReview(desk, request.id, reviewer, 'looked at');
  }
  for (const { id, state, review } of await all()) {
    if (!isEnded(state)) world.faults.push(`${id} is ${state} for ever`);
    if (review && !review.closed) world.faults.push(`the review of ${id} is open for ever`);
  }
  const left = await redis.zcard(storeKey('due'));
  if (left > 0) world.faults.push(`${left} requests are due for ever`);
  return (await all()).map(({ state }) => state);
}
