/** The time inside answers. It may run faster than the wall's and be stepped; HTTP dates and credentials never follow it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  step(seconds: number): void;
}

export function createClock(speed = 1): Clock {
  const start = Date.now();
  let stepped = 0;
  return {
    now: () => start + (Date.now() - start) * speed + stepped,
    step: (seconds) => {
      stepped += seconds * 1000;
    },
  };
}
