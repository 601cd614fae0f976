import { createHmac, randomBytes } from 'node:crypto';
import { keyOfName } from './name.ts';
import { bytesOf, maxBytes, proposedTier, type Tier, tierProblem } from './tier.ts';
import type { ParameterType } from './value.ts';

/** A parameter as it is to be. A secret's value is not here: at most its mark, made by the same marker as the one that it is held against. */
export interface Planned {
  readonly name: string;
  /** Left out: as it is, for one that exists. */
  readonly type?: ParameterType | undefined;
  readonly value?: string | undefined;
  readonly mark?: string | undefined;
  readonly tier?: Tier | undefined;
  readonly policies?: number | undefined;
  readonly dataType?: string | undefined;
  /** Why it looks like a secret, if it does. */
  readonly secret?: string | undefined;
  /** What is wrong with it already: its name, its line in a file. */
  readonly problems?: readonly string[] | undefined;
}

/** A parameter as it is. */
export interface Existing {
  readonly name: string;
  readonly type: ParameterType;
  readonly version: number;
  readonly tier?: Tier | undefined;
  readonly value?: string | undefined;
  readonly mark?: string | undefined;
}

export type Change<P extends Planned = Planned> = { readonly planned: P } & (
  | { readonly kind: 'added' }
  | { readonly kind: 'changed' | 'unchanged'; readonly existing: Existing }
  | { readonly kind: 'refused'; readonly existing?: Existing; readonly why: readonly string[] }
);

/**
 * Marks values so that secrets can be compared without being kept or shown: equal values, equal marks.
 * Its key is drawn anew and held by nobody else, so that a mark can't be tried against guesses later.
 */
export function marker(): (value: string) => string {
  const key = randomBytes(32);
  return (value) => createHmac('sha256', key).update(value).digest('base64url');
}

/** What each planned parameter would be against those that exist, in the order in which they were planned. */
export function changesOf<P extends Planned>(planned: readonly P[], existing: readonly Existing[]): readonly Change<P>[] {
  const found = new Map(existing.map((each) => [keyOfName(each.name), each]));
  const times = new Map<string, number>();
  for (const { name } of planned) times.set(keyOfName(name), (times.get(keyOfName(name)) ?? 0) + 1);
  return planned.map((each) => {
    const now = found.get(keyOfName(each.name));
    const twice = (times.get(keyOfName(each.name)) ?? 0) > 1 ? [`${each.name} is there more than once. Leave one of them.`] : [];
    const why = [...(each.problems ?? []), ...twice, ...refusals(each, now)];
    if (why.length > 0) return { kind: 'refused', planned: each, why, ...(now && { existing: now }) };
    if (!now) return { kind: 'added', planned: each };
    return { kind: isSame(each, now) ? 'unchanged' : 'changed', planned: each, existing: now };
  });
}

function refusals(planned: Planned, existing: Existing | undefined): string[] {
  const { name, type = existing?.type, value } = planned;
  const bytes = value === undefined ? 0 : bytesOf(value);
  const why: string[] = [];
  // For all names what AWS says of those with levels. HierarchyTypeMismatchException: "you can't change a parameter from a String type to a SecureString type".
  if (existing && type !== existing.type)
    why.push(
      `${name} is a ${existing.type}, and a parameter's type stays: it can not become a ${type}. Delete it first, or choose another name.`,
    );
  if (!type) why.push(`${name} is new: say whether it is a String, a StringList or a SecureString.`);
  if (planned.secret && type !== 'SecureString') why.push(`${name} looks like a secret, so it must be a SecureString. ${planned.secret}`);
  if (bytes > maxBytes.Advanced)
    why.push(`${name} has a value of ${bytes.toLocaleString('en-US')} bytes: a parameter holds 8,192 at most.`);
  const tier = planned.tier ?? existing?.tier ?? 'Standard';
  const wrongTier = tierProblem(existing?.tier, tier);
  if (wrongTier) why.push(`${name}: ${wrongTier}`);
  if (tier === 'Standard' && bytes <= maxBytes.Advanced) {
    const { because } = proposedTier({ bytes, policies: planned.policies ?? 0, dataType: planned.dataType }, existing?.tier);
    if (because) why.push(`${name}: ${because} Say so: --tier advanced.`);
  }
  return why;
}

/** The same text in the clear, or the same mark of secrets. What can't be compared counts as changed. */
function isSame(planned: Pick<Planned, 'value' | 'mark'>, existing: Pick<Existing, 'value' | 'mark'>): boolean {
  if (planned.mark !== undefined && existing.mark !== undefined) return planned.mark === existing.mark;
  return planned.value !== undefined && planned.value === existing.value;
}
