import type { Clock } from '../clock.ts';
import type { Tier } from './methods.ts';

/** Calls a minute, and how many may come at once; Slack says "N+ a minute, occasional bursts". */
const tiers: Record<Exclude<Tier, 'free'>, { perMinute: number; burst: number }> = {
  1: { perMinute: 10, burst: 10 },
  2: { perMinute: 20, burst: 10 },
  3: { perMinute: 50, burst: 15 },
  4: { perMinute: 100, burst: 30 },
  'per-channel': { perMinute: 60, burst: 4 },
};

interface Bucket {
  tokens: number;
  at: number;
}

export interface Rates {
  on: boolean;
  /** Takes one call; the seconds to wait if there is none left, else 0. */
  take(method: string, tier: Tier, channel: string): number;
}

/** Slack's rate limits: a bucket for each method, and for posts one for each channel. */
export function createRates(clock: Clock): Rates {
  const buckets = new Map<string, Bucket>();
  const rates: Rates = {
    on: true,
    take(method, tier, channel) {
      if (!rates.on || tier === 'free') return 0;
      const { perMinute, burst } = tiers[tier];
      const key = tier === 'per-channel' ? `${method} ${channel}` : method;
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute);
      bucket.at = now;
      buckets.set(key, bucket);
      if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / perMinute));
      bucket.tokens -= 1;
      return 0;
    },
  };
  return rates;
}
