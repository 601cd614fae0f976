import type { Field, Typed } from '../../../domain/operation.ts';
import { UserError } from '../../../errors.ts';

/** The line that asks for this: 'param expiring /myapp --days 30 --env prod'. Made of what was read, it reads back as the same. */
export function lineOf(typed: Typed, input: Readonly<Record<string, unknown>>, environment: string): string {
  const given = Object.entries<Field>(typed.form).flatMap(([key, field]) => {
    const values = [input[key] ?? []].flat();
    return values.length > 0 && values[0] !== false ? [{ key, field, values }] : [];
  });
  const words = given.filter(({ field }) => field.at === 'words').flatMap(({ values }) => values.map(quoted));
  const flags = given
    .filter(({ field }) => field.at === undefined)
    .flatMap(({ key, values }) => values.map((value) => (value === true ? flag(key) : `${flag(key)} ${quoted(value)}`)));
  return [typed.words, ...words, ...flags, `--env ${environment}`].join(' ');
}

const flag = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function quoted(value: unknown): string {
  const text = String(value);
  if (/^[\w/.:=@%+,][\w/.:=@%+,-]*$/.test(text)) return text;
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  throw new UserError('Both kinds of quotes in one value are too many for a line that is kept. Leave one kind out.');
}
