import type { Typed } from '../../src/domain/operation.ts';
import { type Named, placed } from '../../src/handlers/parse/flag.ts';

// A word of letters alone is quoted as well: it might be the second word of another command, or `help`.
const bare = /^(?=[^-])(?=.*[^a-z])[\w./:=@,%+*-]+$/i;

/** One word of the line, quoted where the parser would read it otherwise. A dash that stands alone gets its own quotes. */
const quote = (value: string): string =>
  bare.test(value) ? value : `"${value.replace(/"|(?<=\s)(?:--|[—–])(?=\s)/gu, (part) => `"'${part}'"`)}"`;

function flag({ field, name }: Named, value: unknown): string[] {
  if (value === undefined) return [];
  if (field.kind === 'flag') return [value === true ? name : `${name}=false`];
  return [value].flat().map((one) => `${name} ${quote(String(one))}`);
}

/** The line that says the same as an input does: `parseLine` reads the input back from it. */
export function lineOf(
  typed: Typed,
  input: Readonly<Record<string, unknown>>,
  { env, reason }: { readonly env?: string | undefined; readonly reason?: string | undefined } = {},
): string {
  const { words, flags, rest } = placed(typed);
  const free = words.flatMap(({ key }) => (input[key] === undefined ? [] : [input[key]].flat().map((one) => quote(String(one)))));
  const own = [...flags.values()].flatMap((one) => flag(one, input[one.key]));
  const script = rest ? input[rest.key] : undefined;
  return [
    '/ssm',
    typed.words,
    ...free,
    ...(env === undefined ? [] : [`--env ${quote(env)}`]),
    ...own,
    ...(reason === undefined ? [] : [`--reason ${quote(reason)}`]),
    ...(typeof script === 'string' && script !== '' ? [`-- ${script}`] : []),
  ].join(' ');
}
