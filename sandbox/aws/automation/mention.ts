/** A reference in a text: {{ InstanceId }}, {{ createImage.ImageId }}, {{ global:DATE_TIME }}, {{ variable:count }}. */
export interface Mention {
  /** Before a colon: global, automation or variable. */
  readonly space?: string;
  readonly name: string;
  /** Behind the first full stop: an output, or a path into one. */
  readonly output?: string;
}

/** Pseudo parameters that stand for what the execution knows of itself. */
const pseudo: Readonly<Record<string, readonly string[]>> = {
  global: ['ACCOUNT_ID', 'DATE', 'DATE_TIME', 'REGION', 'AWS_PARTITION'],
  automation: ['EXECUTION_ID'],
};

const reference = /\{\{\s*(?:(\w+):)?([\w-]+)(?:\.([^}\s]+))?\s*\}\}/g;

/** Whether a pseudo parameter of this name exists. */
export const isPseudo = (space: string, name: string) => Object.hasOwn(pseudo, space) && (pseudo[space] ?? []).includes(name);

/** A text that is one reference and nothing else: it takes over the type of what it refers to. */
export const isReference = (value: unknown): boolean => typeof value === 'string' && /^\s*\{\{[^{}]+\}\}\s*$/.test(value);

/** Every reference in a text, in order. */
export function mentionsIn(text: string): Mention[] {
  return [...text.matchAll(reference)].map(([, space, name = '', output]) => ({
    name,
    ...(space !== undefined && { space }),
    ...(output !== undefined && { output }),
  }));
}

/** Every text within a value: of lists the items, of maps the keys and values. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}
