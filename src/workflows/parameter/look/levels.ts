import { keyOfName } from '../name.ts';

/** A level right below a path, with how many parameters are anywhere under it. */
export interface Level {
  readonly name: string;
  readonly path: string;
  readonly parameters: number;
}

/** Parts what is under a path into what stands right there and the levels below, both sorted by name. */
export function levelsOf<P extends { readonly Name?: string | undefined }>(
  path: string,
  all: readonly P[],
): { readonly here: readonly P[]; readonly below: readonly Level[] } {
  const beginning = path === '/' ? '' : `${keyOfName(path)}/`;
  const rest = (each: P): string => keyOfName(each.Name ?? '').slice(beginning.length);
  const inside = all.filter(({ Name = '' }) => keyOfName(Name).startsWith(beginning));
  const counts = new Map<string, number>();
  for (const each of inside) {
    const [level = '', ...deeper] = rest(each).split('/');
    if (deeper.length > 0) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return {
    here: inside.filter((each) => !rest(each).includes('/')).sort((a, b) => (rest(a) < rest(b) ? -1 : 1)),
    below: [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, parameters]) => ({ name, path: `/${beginning}${name}`, parameters })),
  };
}
