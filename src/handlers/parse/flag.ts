import type { Field, Typed } from '../../domain/operation.ts';

/** A field with its key, and the name by which people know it: '--max-errors', 'TARGET', 'SCRIPT'. */
export interface Named {
  readonly key: string;
  readonly field: Field;
  readonly name: string;
}

export const kebab = (key: string): string => key.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

const placeholders: Partial<Record<Field['kind'], string>> = {
  targets: 'TARGET',
  script: 'SCRIPT',
  number: 'N',
  duration: 'TIME',
  rate: 'RATE',
  request: 'ID',
  end: 'WHEN',
  span: 'TIME',
};

/** What stands for a field's value in usage: a free word is called after its key, a flag's value after its kind. */
export function placeholder(key: string, field: Field): string {
  const choices = field.options?.join('|') ?? '';
  if (choices !== '' && choices.length <= 30) return choices;
  const byKind = placeholders[field.kind];
  if (field.at === undefined) return byKind ?? kebab(key).toUpperCase();
  return field.kind === 'targets' || field.kind === 'script' ? (byKind ?? '') : kebab(key).toUpperCase();
}

/** All fields of an operation. */
export const named = (typed: Typed): Named[] =>
  Object.entries<Field>(typed.form).map(([key, field]) => ({
    key,
    field,
    name: field.at === undefined ? `--${kebab(key)}` : placeholder(key, field),
  }));

/** The fields of an operation by their place on the line. */
export function placed(typed: Typed): { words: Named[]; rest: Named | undefined; flags: Map<string, Named> } {
  const all = named(typed);
  return {
    words: all.filter(({ field }) => field.at === 'words'),
    rest: all.find(({ field }) => field.at === 'rest'),
    flags: new Map(all.filter(({ field }) => field.at === undefined).map((one) => [kebab(one.key), one])),
  };
}
