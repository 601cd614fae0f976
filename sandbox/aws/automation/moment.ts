import type { World } from '../world.ts';

interface View {
  readonly world: World;
  at: number | undefined;
}

const views = new WeakMap<World, View>();
const seen = new WeakSet<World>();

/** Whether this is the world as executions see it while they are brought to the present. */
export const isView = (world: World) => seen.has(world);

function viewOf(world: World): View {
  const known = views.get(world);
  if (known) return known;
  const { clock } = world;
  const view: View = {
    at: undefined,
    world: Object.create(world, { clock: { value: { now: () => view.at ?? clock.now(), step: clock.step } } }) as World,
  };
  views.set(world, view);
  seen.add(view.world);
  return view;
}

/** The world with a clock that can be set back: what an execution did before anybody looked was done at its own time. */
export const seenBySteps = (world: World): World => (isView(world) ? world : viewOf(world).world);

/** Does something as at a time that has passed. Such acts must not overlap. */
export async function asAt<T>(world: World, at: number, act: (view: World) => Promise<T>): Promise<T> {
  const view = viewOf(world);
  view.at = at;
  try {
    return await act(view.world);
  } finally {
    view.at = undefined;
  }
}
