import type { Typed } from '../../domain/operation.ts';
import { UserError } from '../../errors.ts';
import { type Fail, strictly } from './fail.ts';
import { type Named, named, type placed } from './flag.ts';
import { didYouMean, nearest, shown } from './nearest.ts';
import { ended, usageOf } from './usage.ts';

type Place = ReturnType<typeof placed>;
type Given = ReadonlyMap<string, readonly (string | boolean)[]>;

/** Lays flags, free words and the rest into their fields. Checks numbers and choices; all else is the schema's to check. `meant` is said where words are too many. */
export function answers(
  typed: Typed,
  place: Place,
  values: Given,
  free: readonly string[],
  rest: string | undefined,
  meant = '',
  fail: Fail = strictly,
): Record<string, unknown> {
  const input: [string, unknown][] = [];
  for (const [name, one] of place.flags) {
    const given = values.get(name);
    if (given !== undefined) input.push([one.key, answer(one, given, fail)]);
  }
  for (const [one, given] of deal(typed, place.words, free, meant, fail)) input.push([one.key, answer(one, given, fail)]);
  if (place.rest && rest !== undefined && rest !== '') input.push([place.rest.key, rest]);
  return Object.fromEntries(input.filter(([, value]) => value !== undefined));
}

/** Deals the free words out in order; the field that takes many leaves as many as the wanted ones after it need. */
function deal(typed: Typed, fields: readonly Named[], free: readonly string[], meant: string, fail: Fail): [Named, string[]][] {
  const dealt: [Named, string[]][] = [];
  let at = 0;
  for (const [place, one] of fields.entries()) {
    const after = fields.slice(place + 1).filter(({ field }) => !field.optional).length;
    const room = Math.max(free.length - at - (one.field.optional || one.field.many ? after : 0), 0);
    const taken = free.slice(at, at + (one.field.many ? room : Math.min(room, 1)));
    at += taken.length;
    if (taken.length > 0) dealt.push([one, taken]);
  }
  if (at < free.length) {
    const what =
      free.length - at === 1
        ? `${shown(free[at] ?? '')} is one word too many.`
        : `${shown(free[at] ?? '')} and what follows are too many words.`;
    fail(new UserError(`${what}${meant} Right is: ${usageOf(typed)}. A value with spaces stands in quotes.`), fields.at(-1)?.key);
  }
  return dealt;
}

function answer({ key, field, name }: Named, given: readonly (string | boolean)[], fail: Fail): unknown {
  const say: Say = (words) => fail(new UserError(words), key);
  if (!field.many && given.length > 1) say(`${name} is given ${given.length} times. It has one value. Leave one and send it again.`);
  const values = given.flatMap((value) => {
    if (field.kind === 'number') return number(name, String(value), say) ?? [];
    if (field.options && typeof value === 'string') return choice(name, value, field.options, say) ?? [];
    return value;
  });
  return field.many ? values : values[0];
}

type Say = (words: string) => void;

function number(name: string, text: string, say: Say): number | undefined {
  const value = Number(text);
  const isNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) && Number.isFinite(value);
  if (!isNumber || (/^-?\d+$/.test(text) && !Number.isSafeInteger(value))) {
    say(`${name}: ${shown(text)} is no number that can be used. Write digits, such as 3, and send it again.`);
    return undefined;
  }
  return value;
}

function choice(name: string, text: string, options: readonly string[], say: Say): string | undefined {
  if (options.includes(text)) return text;
  say(`${name}: ${shown(text)} is no choice.${didYouMean(text, options)} Right are: ${options.join(', ')}. Choose one and send it again.`);
  return nearest(text, options);
}

/**
 * The input as the schema takes it.
 * @throws UserError with the schema's own words and the flag's name in front.
 */
export function validated(typed: Typed, input: Record<string, unknown>): Record<string, unknown> {
  const checked = typed.input.safeParse(input);
  if (checked.success) return checked.data;
  const fields = new Map(named(typed).map((one) => [one.key, one]));
  const said = checked.error.issues.map((issue) => {
    const one = fields.get(String(issue.path[0] ?? ''));
    if (!one) return ended(issue.message);
    if (Object.hasOwn(input, one.key)) return `${one.name}: ${ended(issue.message)}`;
    const example = one.field.example === undefined ? '' : `, for example ${one.field.example}`;
    return `${one.name} is missing: ${ended(`${one.field.label}${example}`)}`;
  });
  // Who left something out wants to see the whole; who mistook a value does not.
  const isMissing = checked.error.issues.some((issue) => !Object.hasOwn(input, String(issue.path[0] ?? '')));
  const way = isMissing ? `Right is: ${usageOf(typed)}` : `/ssm help ${typed.words} explains each.`;
  throw new UserError(`${[...new Set(said)].join('\n')}\n${way}`);
}

/** The same of the fields that have a value: what is missing is seen in a form. */
export const wrongSoFar = (typed: Typed, input: Record<string, unknown>): Map<string, string> =>
  new Map([...wrongIn(typed, input)].filter(([key]) => key === '' || Object.hasOwn(input, key)));

/** What the schema finds wrong, by the field's key. */
export function wrongIn(typed: Typed, input: Record<string, unknown>): Map<string, string> {
  const { error } = typed.input.safeParse(input);
  const said = (error?.issues ?? []).map(({ path, message }): [string, string] => {
    const key = String(path[0] ?? '');
    return [key, key === '' || Object.hasOwn(input, key) ? ended(message) : 'Fill this in.'];
  });
  // The first complaint about a field is the one that is shown.
  return new Map(said.reverse());
}
