import type { Place, World } from '../world.ts';
import { advance } from './advance.ts';
import { outcomeOf } from './outcome.ts';

/** Brings every command of an account and region to the present. Machines change only after this. */
export function bringToNow(world: World, place: Place): void {
  const now = world.clock.now();
  for (const command of place.commands)
    advance(command, now, {
      node: (id) => place.nodes.get(id),
      outcome: (_command, invocation, node) => outcomeOf(world.outcomes, command.steps, node, place.region, invocation.position),
    });
}
