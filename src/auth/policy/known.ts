import type { LocalTime } from './local-time.ts';
import type { Rule } from './rule.ts';
import type { PolicyAction } from './schema.ts';
import type { Slices } from './slice.ts';

/** What was made at load, once for all decisions. */
export interface KnownPolicy {
  /** Also the name by which Cedar keeps the parsed schema. */
  readonly digest: string;
  readonly slices: Slices;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly actions: readonly PolicyAction[];
  /** Of milliseconds since 1970, in the configured zone. */
  readonly localTime: (at: number) => LocalTime;
}
