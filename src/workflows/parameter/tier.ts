import { advancedPrice } from './prices.ts';

export type Tier = 'Standard' | 'Advanced' | 'Intelligent-Tiering';

/** Bytes of UTF-8 that a value may have. PutParameter: "4 KB" and "8 KB". */
export const maxBytes = { Standard: 4_096, Advanced: 8_192 } as const;
/** Parameters in one region of an account. PutParameter. */
export const maxParameters = { Standard: 10_000, Advanced: 100_000 } as const;
// PutParameter: data types that only Advanced parameters have.
const advancedTypes = ['url', 'json', 'jsonc'];
// From here on it is said: there is time to ask AWS for more, or to clean up.
const nearing = 0.9;

export const bytesOf = (value: string): number => Buffer.byteLength(value, 'utf8');

/** What decides about a parameter's tier. `standardCount`: how many standard parameters the region holds, if known. */
export interface TierFacts {
  readonly bytes: number;
  readonly policies: number;
  readonly dataType?: string | undefined;
  readonly standardCount?: number | undefined;
}

/** Why a parameter must be Advanced, each reason as a part of a sentence; empty: standard will do. */
export function advancedReasons({ bytes, policies, dataType, standardCount }: TierFacts): readonly string[] {
  return [
    ...(bytes > maxBytes.Standard ? [`its value has ${bytes.toLocaleString('en-US')} bytes, and a standard one holds 4,096`] : []),
    ...(policies > 0 ? ['only an Advanced one can have policies'] : []),
    ...(dataType && advancedTypes.includes(dataType) ? [`only an Advanced one can have the data type ${dataType}`] : []),
    ...((standardCount ?? 0) >= maxParameters.Standard ? ['the region holds 10,000 standard ones already'] : []),
  ];
}

/** The tier that is proposed, with the sentence that is said where it costs. An Advanced one stays Advanced. */
export function proposedTier(facts: TierFacts, current?: Tier): { readonly tier: 'Standard' | 'Advanced'; readonly because?: string } {
  if (current === 'Advanced') return { tier: 'Advanced' };
  const reasons = advancedReasons(facts);
  if (reasons.length === 0) return { tier: 'Standard' };
  return {
    tier: 'Advanced',
    because: `It must be Advanced: ${reasons.join('; ')}. That costs ${advancedPrice}. It can't become standard again: it would have to be deleted and created anew.`,
  };
}

/** Why a change of tier is not possible; undefined if it is. PutParameter: "you can't revert an advanced parameter to a standard parameter". */
export function tierProblem(current: Tier | undefined, wanted: Tier): string | undefined {
  if (current !== 'Advanced' || wanted !== 'Standard') return undefined;
  return 'It is Advanced, and an Advanced parameter can not become standard. Leave the tier, or delete the parameter and create it anew: its versions and labels are lost then.';
}

/** Said when a region's parameters come near AWS's limit; undefined while there is room. `adding`: how many this would create. */
export function countWarning(tier: 'Standard' | 'Advanced', count: number, adding = 0): string | undefined {
  const most = maxParameters[tier];
  const then = count + adding;
  if (then < most * nearing) return undefined;
  const [has, limit] = [then.toLocaleString('en-US'), most.toLocaleString('en-US')];
  const kind = tier === 'Standard' ? 'standard' : 'Advanced';
  const afterwards = adding > 0 ? 'then holds' : 'holds';
  if (then > most)
    return `The region ${afterwards} ${has} ${kind} parameters, and AWS takes ${limit}: the last ${(then - most).toLocaleString('en-US')} will be refused.`;
  return `The region ${afterwards} ${has} of the ${limit} ${kind} parameters that AWS takes.`;
}
