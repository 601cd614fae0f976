import type { ParameterType } from '@aws-sdk/client-ssm';
import type { KmsKey } from './key.ts';
import type { ParameterPolicy } from './policies.ts';

/** What a parameter is charged as. Intelligent-Tiering is a wish: it comes to one of these. */
export type Tier = 'Standard' | 'Advanced';

/** One version, as it stays: of what a version holds, only its labels move. */
export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  /** The text itself; of a SecureString what its key made of it. */
  readonly value: string;
  /** Of a SecureString: the key, and the name by which it was asked for. */
  readonly key?: { readonly arn: string; readonly named: string };
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly tier: Tier;
  readonly policies: readonly ParameterPolicy[];
  readonly dataType: string;
  readonly modifiedAt: number;
  /** The ARN of who put it: of a role's session, the session's. */
  readonly modifiedBy: string;
  readonly labels: Set<string>;
}

export interface Parameter {
  /** As it was created; with or without a leading slash where it is of one level. */
  readonly name: string;
  readonly tags: Record<string, string>;
  /** Oldest first, at most 100. */
  readonly versions: ParameterVersion[];
}

/** A value that AWS still looks at: see `put.ts`. */
export interface Pending {
  /** Wall time in milliseconds. */
  readonly dueAt: number;
  commit(): void;
}

/** Parameter Store in one account and region. */
export interface ParameterStore {
  readonly keys: readonly KmsKey[];
  /** By the name without its first slash, which is what makes a name unique: /db and db are one. */
  readonly byKey: Map<string, Parameter>;
  /** How many there are of each tier. */
  readonly counts: Record<Tier, number>;
  readonly pending: Pending[];
  /** What `inOrder` made last, until a parameter comes or goes: a path of ten thousand is asked for in a thousand pages. */
  sorted: readonly Parameter[] | undefined;
}

export const emptyStore = (keys: readonly KmsKey[]): ParameterStore => ({
  keys,
  byKey: new Map(),
  counts: { Standard: 0, Advanced: 0 },
  pending: [],
  sorted: undefined,
});

export const keyOf = (name: string) => name.replace(/^\//, '');

/** The newest version. A parameter always has one. */
export function newest({ name, versions }: Parameter): ParameterVersion {
  const version = versions.at(-1);
  if (!version) throw new Error(`${name} has no version.`);
  return version;
}

/** All parameters by name, as lists show them. */
export function inOrder(store: ParameterStore): readonly Parameter[] {
  store.sorted ??= [...store.byKey.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return store.sorted;
}

export function addParameter(store: ParameterStore, parameter: Parameter): void {
  store.byKey.set(keyOf(parameter.name), parameter);
  store.sorted = undefined;
}

export function removeParameter(store: ParameterStore, parameter: Parameter): void {
  if (!store.byKey.delete(keyOf(parameter.name))) return;
  store.counts[newest(parameter).tier] -= 1;
  store.sorted = undefined;
}
