import {
  DescribeParametersCommand,
  GetParametersByPathCommand,
  type Parameter,
  type ParameterMetadata,
  type ParameterStringFilter,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { Aws } from '../domain/operation.ts';
import type { ParameterCount } from '../domain/pace.ts';

/** What AWS gave, and whether it has more than was asked for. */
export interface Found<T> {
  readonly found: readonly T[];
  readonly more: boolean;
}

/** Hears how many were read so far, after each page. */
export type Reading = (read: number) => void;

// The sizes of a page, as AWS has them: DescribeParameters 50, GetParametersByPath 10.
const metadataPage = 50;
const valuesPage = 10;
/** All that AWS takes of an account in a region: 10,000 Standard parameters and 100,000 Advanced ones. 2,200 calls, two minutes at least. */
export const mostLookedThrough = 110_000;
/** A role session lasts 15 minutes. */
const longestMs = 10 * 60_000;

type Reader = Pick<Aws, 'ssm' | 'bulk'>;
interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** The filter for all parameters under a path; none for '/', under which names without a slash would be missing. */
export const under = (path: string): readonly ParameterStringFilter[] =>
  path === '/' ? [] : [{ Key: 'Path', Option: 'Recursive', Values: [path] }];

/**
 * What AWS knows about parameters, without their values: page after page, one call at a time, and no page more than is needed.
 * AWS promises no order. A page can be empty and still not be the last one: calls are bounded too.
 */
export const describeParameters = (
  aws: Reader,
  filters: readonly ParameterStringFilter[],
  most: number,
  told?: Reading,
): Promise<Found<ParameterMetadata>> => taken(descriptions(aws, filters), most, 2 * Math.ceil(most / metadataPage), told);

/** The values under a path that are no secrets. SecureStrings are not asked for, so that not even their ciphertext is read. */
export function clearParameters(aws: Reader, path: string, most: number, told?: Reading): Promise<Found<Parameter>> {
  const question = {
    Path: path,
    Recursive: true,
    WithDecryption: false,
    MaxResults: valuesPage,
    ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String', 'StringList'] }],
  };
  const pages = pagesOf(aws, async (client, NextToken) => {
    const { Parameters = [], NextToken: next } = await client.send(new GetParametersByPathCommand({ ...question, NextToken }));
    return { items: Parameters, next };
  });
  return taken(pages, most, 2 * Math.ceil(most / valuesPage), told);
}

export interface LookedThrough<T> extends Found<T> {
  /** Of all that was looked through. */
  readonly count: ParameterCount;
}

/** Looks through all parameters that the filters leave and keeps what `keep` makes of them. `more`: it took too long, and was ended. */
export async function lookThrough<T>(
  aws: Reader & Pick<Aws, 'clock'>,
  filters: readonly ParameterStringFilter[],
  keep: (each: ParameterMetadata) => T | undefined,
  told?: Reading,
): Promise<LookedThrough<T>> {
  const end = aws.clock.now() + longestMs;
  const found: T[] = [];
  let [read, advanced] = [0, 0];
  const looked = (more: boolean) => ({ found, more, count: { standard: read - advanced, advanced } });
  for await (const { items, next } of descriptions(aws, filters)) {
    for (const each of items) {
      const kept = keep(each);
      if (kept !== undefined) found.push(kept);
    }
    read += items.length;
    advanced += items.filter(({ Tier }) => Tier === 'Advanced').length;
    told?.(read);
    if (next && (read >= mostLookedThrough || aws.clock.now() > end)) return looked(true);
  }
  return looked(false);
}

const descriptions = (aws: Reader, filters: readonly ParameterStringFilter[]) =>
  pagesOf(aws, async (client, NextToken) => {
    const question = { MaxResults: metadataPage, NextToken, ...(filters.length > 0 && { ParameterFilters: [...filters] }) };
    const { Parameters = [], NextToken: next } = await client.send(new DescribeParametersCommand(question));
    return { items: Parameters, next };
  });

/** Page after page. Whoever wants but one waits for nobody; of further ones very many may follow. */
async function* pagesOf<T>(
  { ssm, bulk }: Reader,
  ask: (client: SSMClient, token: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<Page<T>> {
  let token: string | undefined;
  do {
    const page = await ask(token ? bulk : ssm, token);
    yield page;
    token = page.next;
  } while (token);
}

async function taken<T>(pages: AsyncIterable<Page<T>>, most: number, calls: number, told?: Reading): Promise<Found<T>> {
  const found: T[] = [];
  let made = 0;
  for await (const { items, next } of pages) {
    found.push(...items);
    made += 1;
    told?.(found.length);
    if (found.length > most || (found.length === most && next)) return { found: found.slice(0, most), more: true };
    if (made >= calls && next) return { found, more: true };
  }
  return { found, more: false };
}
