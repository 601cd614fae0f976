import type { Clock } from '../../src/domain/clock.ts';

/** The bot's clock in tests: real time plus what was stepped. */
export interface SteppedClock extends Clock {
  step(ms: number): void;
}

export function steppedClock(): SteppedClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    step(ms) {
      ahead += ms;
    },
  };
}
