import type { Convention } from '../../domain/parameter-rules.ts';

/** What a name says under the convention. `name` may have several levels. */
export interface Placed {
  readonly app: string;
  readonly environment: string;
  readonly name: string;
}

/** Reads a name by the pattern; undefined if it is not written so. */
export function placeOf(pattern: string, name: string): Placed | undefined {
  const wanted = pattern.split('/').slice(1, -1);
  const [, ...given] = name.split('/');
  if (!name.startsWith('/') || given.length <= wanted.length || given.includes('')) return undefined;
  const placed: Record<string, string> = { name: given.slice(wanted.length).join('/') };
  for (const [at, level] of wanted.entries()) {
    const hole = /^\{(\w+)\}$/.exec(level)?.[1];
    if (hole) placed[hole] = given[at] ?? '';
    else if (level !== given[at]) return undefined;
  }
  return { app: placed.app ?? '', environment: placed.environment ?? '', name: placed.name ?? '' };
}

/** A name by the pattern. */
export const nameBy = (pattern: string, { app, environment, name }: Placed): string =>
  pattern
    .replace('{app}', () => app)
    .replace('{environment}', () => environment)
    .replace('{name}', () => name);

/** What is said of a name that is not written as the house writes them; undefined if it is. `environment` is the one that it is put into. */
export function conventionProblem({ pattern, spare }: Convention, environment: string, name: string): string | undefined {
  if (spare.some((path) => name.startsWith(`${path}/`))) return undefined;
  const placed = placeOf(pattern, name);
  const like = nameBy(pattern, { app: 'myapp', environment, name: 'db-host' });
  if (!placed) return `${name} is not written as names are here: ${pattern}, as in ${like}.`;
  if (placed.environment === environment) return undefined;
  return `${name} names the environment ${placed.environment}, but it is put into ${environment}: here it would be ${nameBy(pattern, { ...placed, environment })}.`;
}

/** The same parameter's name in another environment; undefined where the name is not written by the pattern. */
export function nameIn(pattern: string, environment: string, name: string): string | undefined {
  const placed = placeOf(pattern, name);
  return placed && nameBy(pattern, { ...placed, environment });
}
