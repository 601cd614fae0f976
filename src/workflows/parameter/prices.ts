/**
 * What AWS lists in US dollars: aws.amazon.com/systems-manager/pricing and aws.amazon.com/secrets-manager/pricing, as of September 2026.
 * Regions may differ. KMS bills its own requests for SecureStrings under a customer key besides.
 */
export const usd = {
  /** A standard parameter and its reading at standard throughput cost nothing. */
  advancedParameterMonth: 0.05,
  /** Reading Advanced parameters; and any, once higher throughput is on. */
  parameterCalls10k: 0.05,
  secretMonth: 0.4,
  secretCalls10k: 0.05,
} as const;

/** '$0.05', '$1,234.50'; what is less than a cent keeps its digits. */
export function dollars(amount: number): string {
  const digits = amount > 0 && amount < 0.01 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

/** What one Advanced parameter costs, in a sentence's part. */
export const advancedPrice = `${dollars(usd.advancedParameterMonth)} a month and ${dollars(usd.parameterCalls10k)} per 10,000 calls, by AWS's list; regions may differ`;
