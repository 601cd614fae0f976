/** Time for the whole stand-in: the real clock plus what was stepped, so that lifetimes can be tested at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once after so many milliseconds of this clock; returns a function that calls it off. */
  after(ms: number, call: () => void): () => void;
  /** Moves the clock forward and runs what falls due, in order. */
  step(ms: number): void;
  /** Calls off everything that waits. */
  stop(): void;
}

interface Waiter {
  due: number;
  call: () => void;
  timer: NodeJS.Timeout;
}

/** Makes a clock that runs with the real one. */
export function createClock(): Clock {
  let ahead = 0;
  const waiters = new Set<Waiter>();
  const now = (): number => Date.now() + ahead;
  const fire = (waiter: Waiter): void => {
    clearTimeout(waiter.timer);
    if (waiters.delete(waiter)) waiter.call();
  };
  return {
    now,
    after(ms, call) {
      const waiter: Waiter = { due: now() + ms, call, timer: setTimeout(() => fire(waiter), ms) };
      waiters.add(waiter);
      return () => {
        clearTimeout(waiter.timer);
        waiters.delete(waiter);
      };
    },
    step(ms) {
      const until = now() + ms;
      for (;;) {
        const next = [...waiters].filter((waiter) => waiter.due <= until).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        ahead = Math.max(ahead, next.due - Date.now());
        fire(next);
      }
      ahead = Math.max(ahead, until - Date.now());
    },
    stop() {
      for (const waiter of waiters) clearTimeout(waiter.timer);
      waiters.clear();
    },
  };
}
