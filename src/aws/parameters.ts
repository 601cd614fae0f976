import { setTimeout } from 'node:timers/promises';
import {
  type Parameter,
  type ParameterMetadata,
  type ParameterStringFilter,
  paginateDescribeParameters,
  paginateGetParametersByPath,
} from '@aws-sdk/client-ssm';
import type { Aws } from '../domain/operation.ts';

/** What AWS gave, and whether it has more than was asked for. */
export interface Found<T> {
  readonly found: readonly T[];
  readonly more: boolean;
}

// The sizes of a page, as AWS has them: DescribeParameters 50, GetParametersByPath 10.
const metadataPage = 50;
const valuesPage = 10;
/**
 * AWS takes 40 such calls a second of all who ask in an account and region. This process makes 20 at most, whoever asks it,
 * so that programs that read their settings are not slowed down.
 */
const gapMs = 50;

/** The filter for all parameters under a path; none for '/', under which names without a slash would be missing. */
export const under = (path: string): readonly ParameterStringFilter[] =>
  path === '/' ? [] : [{ Key: 'Path', Option: 'Recursive', Values: [path] }];

/**
 * What AWS knows about parameters, without their values: page after page, one call at a time, and no page more than is needed.
 * AWS promises no order. A page can be empty and still not be the last one: calls are bounded too.
 */
export async function describeParameters(
  { ssm }: Pick<Aws, 'ssm'>,
  filters: readonly ParameterStringFilter[],
  most: number,
): Promise<Found<ParameterMetadata>> {
  const pages = paginateDescribeParameters(
    { client: ssm, pageSize: metadataPage },
    filters.length > 0 ? { ParameterFilters: [...filters] } : {},
  );
  return taken(pages, ({ Parameters = [] }) => Parameters, most, 2 * Math.ceil(most / metadataPage));
}

/** The values under a path that are no secrets. SecureStrings are not asked for, so that not even their ciphertext is read. */
export async function clearParameters({ ssm }: Pick<Aws, 'ssm'>, path: string, most: number): Promise<Found<Parameter>> {
  const pages = paginateGetParametersByPath(
    { client: ssm, pageSize: valuesPage },
    {
      Path: path,
      Recursive: true,
      WithDecryption: false,
      ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String', 'StringList'] }],
    },
  );
  return taken(pages, ({ Parameters = [] }) => Parameters, most, 2 * Math.ceil(most / valuesPage));
}

let free = 0;

/** Waits for the next moment at which a further page may be asked for. Who lists few and who lists all take turns. */
async function turn(): Promise<void> {
  const now = performance.now();
  const mine = Math.max(free, now);
  free = mine + gapMs;
  await setTimeout(mine - now);
}

async function taken<P extends { readonly NextToken?: string | undefined }, T>(
  pages: AsyncIterable<P>,
  of: (page: P) => readonly T[],
  most: number,
  calls: number,
): Promise<Found<T>> {
  const found: T[] = [];
  let made = 0;
  for await (const page of pages) {
    found.push(...of(page));
    made += 1;
    const isLast = page.NextToken === undefined || page.NextToken === '';
    if (found.length > most || (found.length === most && !isLast)) return { found: found.slice(0, most), more: true };
    if (made >= calls && !isLast) return { found, more: true };
    if (!isLast) await turn();
  }
  return { found, more: false };
}
