import type { Typed } from '../domain/operation.ts';
import { UserError } from '../errors.ts';
import { draftOf, parseLine } from './parse.ts';

/**
 * What a line that stands in another one asks for, as if it were typed after /ssm. `mustBe` throws where it may not be that:
 * then none of its words are repeated, among which there may be a secret. Throws UserError.
 */
export function askedBy(line: string, things: readonly Typed[], mustBe: (name: string) => void) {
  const draft = draftOf(line, things, { escaped: false });
  if (draft) mustBe(draft.typed.name);
  const parsed = parseLine(line, things, { escaped: false });
  if ('help' in parsed) throw new UserError('That is no line of /ssm. Write what you would type after it: param expiring --env prod.');
  const { typed, input, env } = parsed;
  return { name: typed.name, input, environment: env };
}
