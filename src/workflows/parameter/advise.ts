import { dollars, usd } from './prices.ts';
import { maxBytes, type Tier } from './tier.ts';
import type { ParameterType } from './value.ts';

const maxSecretBytes = 65_536; // Secrets Manager User Guide, quotas: the encrypted secret value

/** What is known, and what was answered, about a parameter. What is left out does not count. */
export interface AdviceFacts {
  readonly name: string;
  readonly type: ParameterType;
  readonly tier: Exclude<Tier, 'Intelligent-Tiering'>;
  /** Bytes of UTF-8 of its value. */
  readonly bytes: number;
  /** Why it looks like a secret, if it does. */
  readonly secret?: string | undefined;
  /** It is to be changed by itself, again and again. */
  readonly rotates?: boolean | undefined;
  readonly otherAccounts?: boolean | undefined;
  /** Its value is to be drawn by AWS, so that nobody ever sees it. */
  readonly generated?: boolean | undefined;
  /** How many such values there are: 1 if not said. */
  readonly count?: number | undefined;
  readonly readsAMonth?: number | undefined;
}

export type Store = 'Parameter Store' | 'Secrets Manager';

/** One line of the comparison. `speaksFor`: the store for which it speaks here; left out where it decides nothing. */
export interface AdviceRow {
  readonly about: string;
  readonly parameterStore: string;
  readonly secretsManager: string;
  readonly speaksFor?: Store;
}

export interface Advice {
  readonly store: Store;
  readonly because: string;
  readonly rows: readonly AdviceRow[];
  /** What is said besides, as whole sentences. */
  readonly notes: readonly string[];
}

/** Which store suits a value better, with the reasons and both prices. The prices are AWS's list. */
export function advise(facts: AdviceFacts): Advice {
  const isSecret = facts.type === 'SecureString' || facts.secret !== undefined;
  const reasons = isSecret ? secretReasons(facts) : [];
  const store: Store = reasons.length > 0 ? 'Secrets Manager' : 'Parameter Store';
  const because = reasons.length > 0 ? `${reasons.join('; ')}.` : isSecret ? keepsSecret : keepsPlain;
  return { store, because: because[0]?.toUpperCase() + because.slice(1), rows: rowsOf(facts, isSecret), notes: notesOf(facts, isSecret) };
}

const keepsPlain = 'it is no secret: what Secrets Manager does for secrets would be paid for and not used.';
const keepsSecret =
  'it is a secret that neither changes by itself nor leaves the account: a SecureString encrypts it as well, and costs less.';

function secretReasons({ rotates, otherAccounts, generated, bytes }: AdviceFacts): string[] {
  return [
    ...(rotates ? ['it is to be changed by itself, which Parameter Store can not do'] : []),
    ...(otherAccounts ? ['other accounts read it, which a policy on the secret allows'] : []),
    ...(generated ? ['its value is to be drawn by AWS'] : []),
    ...(bytes > maxBytes.Advanced && bytes <= maxSecretBytes
      ? [`it has ${bytes.toLocaleString('en-US')} bytes, and a parameter holds 8,192`]
      : []),
  ];
}

function rowsOf(facts: AdviceFacts, isSecret: boolean): AdviceRow[] {
  const { rotates, otherAccounts, generated, bytes, tier, count = 1, readsAMonth = 0 } = facts;
  const [ours, theirs] = monthly(tier, count, readsAMonth);
  const manager = (speaks: boolean | undefined) => (speaks && isSecret ? { speaksFor: 'Secrets Manager' as const } : {});
  const asked = `${count === 1 ? 'one value' : `${count.toLocaleString('en-US')} values`}, ${readsAMonth.toLocaleString('en-US')} reads`;
  return [
    {
      about: `Price a month (${asked})`,
      parameterStore: dollars(ours),
      secretsManager: dollars(theirs),
      ...(ours < theirs && { speaksFor: 'Parameter Store' as const }),
    },
    {
      about: 'Changes by itself',
      parameterStore: 'no: a Lambda of your own',
      secretsManager: 'yes: built in for RDS, Redshift and DocumentDB, a Lambda for others',
      ...manager(rotates),
    },
    {
      about: 'Read by other accounts',
      parameterStore: 'an Advanced one, shared by AWS RAM, under a key of your own',
      secretsManager: 'a policy on the secret, under a key of your own',
      ...manager(otherAccounts),
    },
    { about: 'Value drawn by AWS', parameterStore: 'no', secretsManager: 'yes: GetRandomPassword', ...manager(generated) },
    { about: 'Most bytes', parameterStore: '4,096; Advanced 8,192', secretsManager: '65,536', ...manager(bytes > maxBytes.Advanced) },
    {
      about: 'Versions',
      parameterStore: 'numbers, the last 100, and labels',
      secretsManager: 'stages: AWSCURRENT, AWSPENDING, AWSPREVIOUS',
    },
    {
      about: 'Levels and paths',
      parameterStore: 'yes: read by path, allowed by path',
      secretsManager: 'names only',
      ...(isSecret ? {} : { speaksFor: 'Parameter Store' as const }),
    },
  ];
}

/** US dollars a month in Parameter Store and in Secrets Manager. A standard parameter costs nothing, nor does its reading at standard throughput. */
export function monthly(tier: AdviceFacts['tier'], count: number, readsAMonth: number): readonly [number, number] {
  const calls = readsAMonth / 10_000;
  const ours = tier === 'Advanced' ? count * usd.advancedParameterMonth + calls * usd.parameterCalls10k : 0;
  return [ours, count * usd.secretMonth + calls * usd.secretCalls10k];
}

function notesOf({ type, secret, bytes }: AdviceFacts, isSecret: boolean): string[] {
  return [
    ...(secret !== undefined && type !== 'SecureString'
      ? [
          `It is a ${type}, so its value is not encrypted. ${secret} Put it anew as a SecureString, and change it where it is used: it was readable.`,
        ]
      : []),
    ...(bytes > maxSecretBytes ? ['It is larger than both hold: put it into S3, and its place into a parameter.'] : []),
    ...(isSecret ? ['KMS bills its requests besides where the key is your own.'] : []),
    "The prices are AWS's list in US dollars, as of September 2026; regions may differ. With higher throughput turned on, reading standard parameters costs as well.",
  ];
}
