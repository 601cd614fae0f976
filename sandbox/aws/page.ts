import { refuse } from './refusal.ts';

interface Position {
  readonly after: number;
  readonly of: string;
}

const write = (position: Position) => Buffer.from(JSON.stringify(position)).toString('base64url');

function read(token: string, of: string, invalid: () => never): number {
  try {
    const position = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Position;
    return position.of === of && Number.isInteger(position.after) ? position.after : invalid();
  } catch {
    return invalid();
  }
}

/** Cuts a page out of a list. A token belongs to the question it came from: with another question it is invalid. */
export function pageOf<T>(
  items: readonly T[],
  size: number,
  token: string | undefined,
  question: unknown,
  invalid: () => never = () => refuse('InvalidNextToken', 'The specified token is not valid.'),
): { page: readonly T[]; next: { NextToken?: string } } {
  const of = JSON.stringify(question ?? null);
  const from = token ? read(token, of, invalid) : 0;
  const after = from + size;
  return { page: items.slice(from, after), next: after < items.length ? { NextToken: write({ after, of }) } : {} };
}

/** How many items one call looks at before it answers with what it has; AWS says only that there is such a limit. */
const lookedAtMost = 500;

/**
 * Cuts a page out of what a filter leaves of a list. As AWS warns, a page may hold fewer items than were asked for, even
 * none, and still not be the last.
 */
export function scanOf<T>(
  items: readonly T[],
  wanted: (item: T) => boolean,
  size: number,
  token: string | undefined,
  question: unknown,
): { page: readonly T[]; next: { NextToken?: string } } {
  const of = JSON.stringify(question ?? null);
  const from = token ? read(token, of, () => refuse('InvalidNextToken', 'The specified token is not valid.')) : 0;
  const page: T[] = [];
  let after = from;
  while (after < items.length && page.length < size && after - from < lookedAtMost) {
    const item = items[after] as T;
    if (wanted(item)) page.push(item);
    after += 1;
  }
  return { page, next: after < items.length ? { NextToken: write({ after, of }) } : {} };
}
