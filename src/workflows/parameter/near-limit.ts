import type { Environment } from '../../domain/environment.ts';
import type { Aws } from '../../domain/operation.ts';
import type { ParameterCount } from '../../domain/pace.ts';
import type { PutCall } from './put-call.ts';

/** What AWS takes of an account in a region: "Managing parameter tiers" in the Systems Manager user guide. */
const most: ParameterCount = { standard: 10_000, advanced: 100_000 };
const near = 0.9;

const then = {
  standard: 'Beyond that AWS makes Advanced ones only, which cost money.',
  advanced: 'Beyond that AWS makes none.',
} as const;

/** A sentence for each tier of which there is hardly room for more. `tiers`: those that matter. */
export function nearLimit(
  count: ParameterCount,
  { account, region }: Pick<Environment, 'account' | 'region'>,
  tiers: readonly (keyof ParameterCount)[] = ['standard', 'advanced'],
): string[] {
  const number = (amount: number) => amount.toLocaleString('en-US');
  return tiers
    .filter((tier) => count[tier] >= near * most[tier])
    .map(
      (tier) =>
        `The account ${account} has ${number(count[tier])} of at most ${number(most[tier])} ${tier === 'standard' ? 'Standard' : 'Advanced'} parameters in ${region}. ${then[tier]}`,
    );
}

interface Making {
  /** Of one that is there already. */
  readonly current: unknown;
  readonly call: Pick<PutCall, 'tier'>;
}

/** The same for a plan that makes new ones, by what somebody counted within a day: for a plan alone nothing is counted. */
export async function roomFor(puts: readonly Making[], { counted }: Pick<Aws, 'counted'>, env: Environment): Promise<string[]> {
  const tiers = puts.filter(({ current }) => !current).map(({ call }) => call.tier);
  const count = tiers.length > 0 ? await counted.recall() : undefined;
  if (!count) return [];
  const standard = tiers.some((tier) => tier !== 'Advanced');
  const advanced = tiers.some((tier) => tier !== 'Standard');
  return nearLimit(count, env, [...(standard ? (['standard'] as const) : []), ...(advanced ? (['advanced'] as const) : [])]);
}
