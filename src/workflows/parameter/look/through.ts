import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import { type LookedThrough, lookThrough, type Reading, under } from '../../../aws/parameters.ts';
import type { Tell } from '../../../domain/enquiry.ts';
import type { Place } from '../../../domain/look.ts';
import { type Part, text } from '../../../domain/part.ts';
import { nearLimit } from '../near-limit.ts';

const number = (amount: number): string => amount.toLocaleString('en-US');

/** Says how many of a place's parameters were looked through. */
export const saying =
  (tell: Tell, { env }: Pick<Place, 'env'>): Reading =>
  (read) =>
    // Where few are meant, AWS gives empty pages while it looks for them.
    tell(read === 0 ? `Still looking for them on ${env.name}.` : `${number(read)} of ${env.name}'s parameters looked through so far.`);

/** Looks through all that is under a path. How many there are at all, where that was all of them, is remembered for a day. */
export async function throughPath<T>(
  { env, aws }: Place,
  path: string,
  keep: (each: ParameterMetadata) => T | undefined,
  tell: Tell,
): Promise<LookedThrough<T>> {
  const looked = await lookThrough(aws, under(path), keep, saying(tell, { env }));
  if (path === '/' && !looked.more) await aws.counted.remember(looked.count);
  return looked;
}

/** What stands beside the answer: that something may be missing, or that there is hardly room for more. */
export function notesOn({ more, count }: Omit<LookedThrough<unknown>, 'found'>, path: string, { env }: Pick<Place, 'env'>): Part[] {
  const read = count.standard + count.advanced;
  if (more)
    return [text(`This took too long, so it was ended after ${number(read)} parameters: some may be missing. Name a path further down.`)];
  return path === '/' ? nearLimit(count, env).map(text) : [];
}
