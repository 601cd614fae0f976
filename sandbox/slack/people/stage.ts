import type { Desk } from '../api/call.ts';
import type { Deliverer, Outcome } from '../deliver/delivery.ts';
import { alertPerson, type Channel } from '../world.ts';

/** What acts work on: the desk, and the way to the app. */
export interface Stage extends Desk {
  readonly deliverer: Deliverer;
}

/** A person asked for something that is not there: wrong use of the page, not of the API. */
export class NoSuchThing extends Error {}

/** Tells a person when the app did not take what they did. */
export function noteFailure(stage: Stage, user: string, what: string, outcome: Outcome): void {
  if (outcome.ok) return;
  const { name } = stage.world.app;
  const why = {
    timeout: `${name} did not respond (operation_timeout)`,
    no_connection: `${name} did not respond (dispatch_failed: it is not connected)`,
    http_error: `${name} did not respond (dispatch_failed: it answered with an error)`,
  };
  alertPerson(stage.world, user, `${what}: ${why[outcome.reason]}`);
}

/** The channel of this id or name in which the person is. */
export function channelFor(stage: Stage, user: string, named: string): Channel {
  const name = named.replace(/^#/, '');
  const channels = [...stage.world.channels.values()].filter((channel) => channel.members.has(user));
  const found = channels.find((channel) => channel.id === named) ?? channels.find((channel) => channel.name === name);
  if (!found)
    throw new NoSuchThing(`${user} is in no channel ${named}. They are in: ${channels.map((channel) => channel.name).join(', ')}.`);
  return found;
}
