import type { Rule } from './rule.ts';
import type { PolicyAction } from './schema.ts';

/** What was made at load, once for all decisions. */
export interface KnownPolicy {
  readonly digest: string;
  /** The names by which Cedar keeps the parsed schema and sets: what is granted, what must be met, permits alone. */
  readonly sets: { readonly schema: string; readonly grants: string; readonly marks: string; readonly permits: string };
  readonly rules: ReadonlyMap<string, Rule>;
  readonly actions: readonly PolicyAction[];
}
