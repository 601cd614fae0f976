import type { World } from '../world.ts';
import { type Automation, isOver } from './execution.ts';
import { moveFanOut } from './fan-out.ts';
import { asAt, isView } from './moment.ts';
import { move } from './move.ts';

/** So many things may happen to executions between two looks; the next look goes on. */
const mostEvents = 20_000;
const mostPasses = 100;

const running = (world: World): Automation[] =>
  [...world.places.values()].flatMap(({ automations }) => automations.filter((automation) => !isOver(automation)));

/** Whether two looks saw the same. */
const lookOf = ({ status, current, steps, fanOut }: Automation) =>
  [status, current, steps[current]?.status, fanOut?.jobs.filter(({ child, failure }) => child ?? failure).length].join();

/** Brings one execution to a time. Returns whether it came any further. */
async function bringTo(world: World, automation: Automation, at: number): Promise<boolean> {
  const before = lookOf(automation);
  await asAt(world, at, (view) => (automation.fanOut ? moveFanOut(view, automation) : move(view, automation)));
  automation.movedTo = at;
  return lookOf(automation) !== before;
}

/** What happened since somebody last looked, in the order in which it happened; then how everything stands now. */
async function bringAll(world: World): Promise<void> {
  const now = world.clock.now();
  for (let events = 0; events < mostEvents; events += 1) {
    const [next] = running(world).sort((a, b) => a.nextAt - b.nextAt);
    if (!next || next.nextAt > now) break;
    await bringTo(world, next, Math.max(next.nextAt, next.movedTo));
  }
  for (let passes = 0, moved = true; moved && passes < mostPasses; passes += 1) {
    moved = false;
    for (const automation of running(world)) if (await bringTo(world, automation, now)) moved = true;
  }
}

const under = new WeakMap<World, Promise<unknown>>();

/**
 * Does something with executions while nobody else does, after all of them have been brought to the present. Nothing runs in
 * the background: that they wait until somebody looks cannot be told from outside. What a step itself looks at is at its own time.
 */
export function atPresent<T>(world: World, act: () => T | Promise<T>): Promise<T> {
  if (isView(world)) return Promise.resolve().then(act);
  const turn = (under.get(world) ?? Promise.resolve()).then(() => bringAll(world)).then(act);
  under.set(
    world,
    turn.catch(() => {}), // whoever looked is told
  );
  return turn;
}
