import type { Path } from './tree.ts';

/** '{{ X }}' in a text: a parameter, a step's output, 'global:DATE', 'variable:count' or 'ssm:/name'. */
export interface Reference {
  /** As it stands between the braces: 'createImage.ImageId'. */
  readonly text: string;
  /** What is before a colon: 'global', 'automation', 'variable', 'ssm'. */
  readonly space?: string | undefined;
  /** Of a parameter, step or variable. */
  readonly name: string;
  /** What is behind the first full stop. */
  readonly output?: string | undefined;
}

const braces = /\{\{([^{}]*)\}\}/g;
// Others, as {{ .State }} of a template, are no references of Automation.
const shape = /^(?:(\w+):)?([\w-]+|(?<=ssm:)[\w./:-]+)(?:\.([^\s]+))?$/;

/** All references in a text. The time is in proportion to its length. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(braces)].flatMap(([, inner = '']) => {
    const written = inner.trim();
    const [, space, name, output] = written.length <= 1_100 ? (shape.exec(written) ?? []) : [];
    return name === undefined ? [] : [{ text: written, space, name, output }];
  });
}

/** Whether a value is one reference and nothing else: it takes the type of what it refers to. */
export const isReference = (value: unknown): boolean => typeof value === 'string' && /^\s*\{\{[^{}]+\}\}\s*$/.test(value);

/** Every text within a value, names of maps too, with the way to it. */
export function textsIn(value: unknown, path: Path = []): { readonly text: string; readonly path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ text: key, path: [...path, key] }, ...textsIn(item, [...path, key])]);
}
