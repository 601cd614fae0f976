/** A failure that the next calls of a method meet. */
export interface Fault {
  /** A Web API method, or `*` for all of them. */
  readonly method: string;
  readonly kind: 'ratelimited' | 'error-500' | 'hang' | 'error';
  /** Slack's name of the error, for `error`. */
  readonly error?: string;
  /** How many calls; one when not given. */
  readonly times?: number;
  /** Seconds, for `ratelimited`. */
  readonly retryAfter?: number;
  /** The call is carried out before it fails, as when only the answer is lost. */
  readonly afterwards?: boolean;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  take(method: string): Fault | undefined;
}

/** Failures in the order in which they were asked for. */
export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    clear() {
      waiting = [];
    },
    take(method) {
      const found = waiting.find(({ fault, left }) => left > 0 && (fault.method === '*' || fault.method === method));
      if (!found) return undefined;
      found.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return found.fault;
    },
  };
}

/** A call of the Web API, as it is kept for tests to look at. */
export interface RecordedCall {
  readonly method: string;
  readonly at: number;
  readonly args: Record<string, unknown>;
  /** What was answered: `ok`, or the name of the error. */
  answer: string;
}
