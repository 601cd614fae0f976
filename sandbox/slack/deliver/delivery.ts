import type { Clock } from '../clock.ts';
import type { Json } from '../world.ts';

/** Slack waits so long for an acknowledgement. */
export const ackWithinMs = 3000;
/** Events are tried again soon, after a minute and after five; commands and clicks never. */
const retryAfterMs = [1000, 60_000, 300_000];

export interface Delivery {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Json;
  readonly wantsAnswer: boolean;
}

export interface Attempt {
  readonly num: number;
  readonly reason: string;
}

export type Failure = 'timeout' | 'no_connection' | 'http_error';
export type Outcome = { ok: true; answer: Json } | { ok: false; reason: Failure; final?: boolean };

/** One way to the app: sockets, or signed HTTP. */
export interface Transport {
  send(delivery: Delivery, again?: Attempt, copies?: number): Promise<Outcome>;
}

export interface Deliverer {
  deliver(delivery: Delivery): Promise<Outcome>;
  /** The next so many deliveries arrive twice. */
  doubleNext(times: number): void;
  /** How many events wait to be sent again. */
  waiting(): number;
}

/** Sends what people do to the app, and repeats events that were not acknowledged. */
export function createDeliverer(clock: Clock, transport: Transport): Deliverer {
  let doubles = 0;
  let waiting = 0;
  const again = (delivery: Delivery, num: number, reason: Failure): void => {
    const wait = retryAfterMs[num - 1];
    if (wait === undefined) return;
    waiting += 1;
    clock.after(wait, () => {
      waiting -= 1;
      void transport.send(delivery, { num, reason: reason === 'http_error' ? 'http_error' : 'timeout' }).then((outcome) => {
        if (!outcome.ok && !outcome.final) again(delivery, num + 1, outcome.reason);
      });
    });
  };
  return {
    async deliver(delivery) {
      const copies = doubles > 0 ? 2 : 1;
      if (copies > 1) doubles -= 1;
      const outcome = await transport.send(delivery, undefined, copies);
      if (!outcome.ok && !outcome.final && delivery.type === 'events_api') again(delivery, 1, outcome.reason);
      return outcome;
    },
    doubleNext(times) {
      doubles += times;
    },
    waiting: () => waiting,
  };
}
