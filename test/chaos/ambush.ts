import type { RequestEvent } from '../../src/domain/event.ts';
import type { MessageKind } from '../../src/domain/message.ts';

export type Verb = RequestEvent['kind'] | 'requested';

/** Something of a request that passes on a wire between the bot and the rest of the world. */
export type Sighting =
  /** The bot writes a change of the record. `marker` is what the run's script holds. */
  | { readonly on: 'record'; readonly id: string; readonly marker: string; readonly verb: Verb; readonly wave?: number }
  /** The bot writes down that it posts a message, or has posted it. */
  | { readonly on: 'shown'; readonly id: string; readonly kind: MessageKind; readonly mark: 'posting' | 'posted' }
  | { readonly on: 'aws'; readonly operation: string; readonly body: string }
  | { readonly on: 'slack'; readonly method: string; readonly body: string; readonly id?: string; readonly kind?: MessageKind };

/**
 * What happens to the one who passes.
 * kill      the bot is killed on the spot
 * drop      the connection ends without an answer, and the bot lives
 * drop+kill the same, and the bot is killed while it makes up its mind
 * hang      no answer ever comes, and the bot lives
 */
export type Harm = 'kill' | 'drop' | 'drop+kill' | 'hang';

/** before: it does not arrive. after: it arrives and has its effect, but its answer is lost. */
export type When = 'before' | 'after';

export interface Ambush {
  readonly when: When;
  readonly harm: Harm;
  fits(sighting: Sighting): boolean;
  /** Called when the harm is to be done: kills where the harm says so. */
  strike(): void;
}

export interface Ambushes {
  lay(ambush: Ambush): void;
  /** Called by the wires for all that passes; gives the ambush that it walks into, which is used up. */
  meet(sighting: Sighting): Ambush | undefined;
}

/** @param notice is told of everything that passes */
export function createAmbushes(notice: (sighting: Sighting) => void): Ambushes {
  const laid = new Set<Ambush>();
  return {
    lay: (ambush) => void laid.add(ambush),
    meet(sighting) {
      notice(sighting);
      const found = [...laid].find((ambush) => ambush.fits(sighting));
      if (found) laid.delete(found);
      return found;
    },
  };
}
