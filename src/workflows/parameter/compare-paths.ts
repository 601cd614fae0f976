import type { Existing } from './changes.ts';
import { keyOfName } from './name.ts';

/** All parameters under a path. Secrets have no value, but marks by the marker of both sides. */
export interface Side {
  readonly path: string;
  readonly parameters: readonly Pick<Existing, 'name' | 'type' | 'value' | 'mark'>[];
}

export interface Compared {
  /** Below the path: 'db-host'. */
  readonly name: string;
  readonly state: 'only left' | 'only right' | 'different' | 'same';
  /** The values where both are in the clear and differ. A secret's is never here. */
  readonly left?: string;
  readonly right?: string;
  /** Where that differs: 'String, SecureString'. */
  readonly types?: string;
}

/** The part of a name below a path: 'db/host'. Throws nothing; a name that is not under it stays whole. */
export function below(path: string, name: string): string {
  const beginning = path === '/' ? '' : `${keyOfName(path)}/`;
  const key = keyOfName(name);
  return key.startsWith(beginning) ? key.slice(beginning.length) : key;
}

/** Holds two paths against each other, by what the names are below them; sorted by name. */
export function comparePaths(left: Side, right: Side): readonly Compared[] {
  const sides = [left, right].map(({ path, parameters }) => new Map(parameters.map((each) => [below(path, each.name), each])));
  const [ours, theirs] = sides as [(typeof sides)[0], (typeof sides)[0]];
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().map((name) => {
    const [a, b] = [ours.get(name), theirs.get(name)];
    if (!b) return { name, state: 'only left' };
    if (!a) return { name, state: 'only right' };
    const isSecret = a.type === 'SecureString' || b.type === 'SecureString';
    const isSame = a.mark !== undefined || b.mark !== undefined ? a.mark === b.mark : a.value !== undefined && a.value === b.value;
    if (a.type !== b.type) return { name, state: 'different', types: `${a.type}, ${b.type}` };
    if (isSame) return { name, state: 'same' };
    if (isSecret || a.value === undefined || b.value === undefined) return { name, state: 'different' };
    return { name, state: 'different', left: a.value, right: b.value };
  });
}
