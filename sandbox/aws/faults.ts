export const faultKinds = [
  'throttle',
  'error-500',
  'hang-before',
  'hang-after',
  'delay',
  'drop-connection-before',
  'drop-connection-after',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault that is switched on: which operation, what goes wrong, how often still, and how often it did. */
export interface Fault {
  readonly operation: string;
  readonly kind: FaultKind;
  /** How often it strikes; without it, until it is cleared. */
  readonly times?: number;
  /** For `delay`: how long, in wall milliseconds. */
  readonly ms?: number;
  hits: number;
}

/** One call that a fault strikes. `hit` is called once the fault has done its harm: after the effect for the `-after` kinds. */
export interface Strike {
  readonly kind: FaultKind;
  readonly ms: number;
  hit(): void;
}

export interface Faults {
  add(fault: Omit<Fault, 'hits'>): void;
  all(): readonly Fault[];
  clear(): void;
  /** The fault that strikes this call, if one does. */
  strike(operation: string): Strike | undefined;
}

export function createFaults(): Faults {
  let faults: { fault: Fault; taken: number }[] = [];
  return {
    add: (fault) => void faults.push({ fault: { ...fault, hits: 0 }, taken: 0 }),
    all: () => faults.map(({ fault }) => fault),
    clear: () => {
      faults = [];
    },
    strike: (operation) => {
      const found = faults.find(({ fault, taken }) => fault.operation === operation && taken < (fault.times ?? Number.POSITIVE_INFINITY));
      if (!found) return undefined;
      found.taken += 1;
      const { fault } = found;
      const hit = () => {
        fault.hits += 1;
      };
      return { kind: fault.kind, ms: fault.ms ?? 1000, hit };
    },
  };
}
