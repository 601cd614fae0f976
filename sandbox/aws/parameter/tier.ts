import type { ParameterTier } from '@aws-sdk/client-ssm';
import { refuse } from '../refusal.ts';
import type { ParameterStore, Tier } from './parameter.ts';

/** Bytes of a value, and parameters in an account and region: "Managing parameter tiers". */
const limits: Readonly<Record<Tier, { readonly bytes: number; readonly parameters: number }>> = {
  Standard: { bytes: 4096, parameters: 10_000 },
  Advanced: { bytes: 8192, parameters: 100_000 },
};

export interface TierWish {
  readonly asked: ParameterTier | undefined;
  readonly value: string;
  readonly hasPolicies: boolean;
  /** The tier that the parameter has; undefined for a new one. */
  readonly had: Tier | undefined;
}

const isFull = ({ counts }: ParameterStore, tier: Tier) => counts[tier] >= limits[tier].parameters;

function chosen(store: ParameterStore, { asked, value, hasPolicies, had }: TierWish): Tier {
  if (asked === 'Intelligent-Tiering') {
    const needsMore = had === 'Advanced' || hasPolicies || Buffer.byteLength(value) > limits.Standard.bytes;
    return needsMore || (had === undefined && isFull(store, 'Standard')) ? 'Advanced' : 'Standard';
  }
  return asked ?? had ?? 'Standard';
}

/** Which tier the parameter gets, or the service's refusal. Nothing ever goes back from Advanced to Standard. */
export function tierOf(store: ParameterStore, wish: TierWish): Tier {
  const tier = chosen(store, wish);
  const { bytes, parameters } = limits[tier];
  if (wish.had === 'Advanced' && tier === 'Standard')
    refuse(
      'ValidationException',
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  if (Buffer.byteLength(wish.value) > bytes)
    refuse(
      'ValidationException',
      tier === 'Standard'
        ? `Standard tier parameters support a maximum parameter value of ${bytes} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
        : `Advanced tier parameters support a maximum parameter value of ${bytes} characters.`,
    );
  if (tier === 'Standard' && wish.hasPolicies)
    refuse('ValidationException', 'Parameter policies are supported by parameters of the advanced-parameter tier only.');
  if (wish.had !== tier && isFull(store, tier))
    refuse(
      'ParameterLimitExceeded',
      `You have reached the maximum number of ${tier.toLowerCase()} parameters for this AWS account and Region (${parameters}). To add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier (charges apply).`,
    );
  return tier;
}
