import type { LoadedPolicy } from '../../auth/policy/load.ts';
import { acts } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Freeze } from '../../domain/freeze.ts';
import { actions } from '../../workflows/index.ts';

/** What cases and explanations are held against: the policies, and what the configuration names. */
export interface Installed {
  readonly policy: LoadedPolicy;
  /** Where the policies are. */
  readonly folder: string;
  readonly environments: readonly Environment[];
  readonly freezes: readonly Freeze[];
  /** IANA. */
  readonly timezone: string;
}

/** All that a policy can be asked about: operations, looks and acts. */
export const actionNames: readonly string[] = [...actions.map(({ name }) => name), ...Object.keys(acts)];

/** The freezes that the configuration or a policy names. */
export const freezeNames = ({ freezes, policy }: Installed): string[] => [
  ...new Set([...freezes.map(({ name }) => name), ...policy.freezes]),
];
