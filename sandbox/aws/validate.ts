import { type ServiceModel, type Shape, shapeOf } from './model.ts';

interface Finding {
  readonly value?: unknown;
  readonly at: string;
  readonly rule: string;
}

const patterns = new Map<string, RegExp | null>();

/** The services anchor a pattern at both ends. Some are in a dialect that JavaScript has not: those are not checked. */
function patternOf(source: string): RegExp | null {
  let pattern = patterns.get(source);
  if (pattern === undefined) {
    try {
      pattern = new RegExp(`^(?:${source})$`, 'su');
    } catch {
      pattern = null;
    }
    patterns.set(source, pattern);
  }
  return pattern;
}

function checkLength(shape: Shape, length: number, value: unknown, at: string, found: Finding[]): void {
  if (shape.min !== undefined && length < shape.min)
    found.push({ value, at, rule: `Member must have length greater than or equal to ${shape.min}` });
  if (shape.max !== undefined && length > shape.max)
    found.push({ value, at, rule: `Member must have length less than or equal to ${shape.max}` });
}

function checkString(shape: Shape, value: string, at: string, found: Finding[]): void {
  if (shape.enum && !shape.enum.includes(value))
    found.push({ value, at, rule: `Member must satisfy enum value set: [${shape.enum.join(', ')}]` });
  checkLength(shape, value.length, value, at, found);
  if (shape.pattern && patternOf(shape.pattern)?.test(value) === false)
    found.push({ value, at, rule: `Member must satisfy regular expression pattern: ${shape.pattern}` });
}

function checkNumber(shape: Shape, value: number, at: string, found: Finding[]): void {
  if (shape.min !== undefined && value < shape.min)
    found.push({ value, at, rule: `Member must have value greater than or equal to ${shape.min}` });
  if (shape.max !== undefined && value > shape.max)
    found.push({ value, at, rule: `Member must have value less than or equal to ${shape.max}` });
}

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  structure: isObject,
  map: isObject,
  list: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  long: Number.isInteger,
  float: (value) => typeof value === 'number',
  double: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

function checkStructure(model: ServiceModel, shape: Shape, fields: Record<string, unknown>, at: string, found: Finding[]): void {
  const path = (name: string) => (at ? `${at}.${camel(name)}` : camel(name));
  const given = (name: string) => fields[name] !== undefined && fields[name] !== null;
  for (const name of shape.required ?? []) if (!given(name)) found.push({ at: path(name), rule: 'Member must not be null' });
  for (const [name, member] of Object.entries(shape.members ?? {}))
    if (given(name)) check(model, member.shape, fields[name], path(name), found);
}

function checkItems(model: ServiceModel, shape: Shape, items: readonly (readonly [string, unknown])[], at: string, found: Finding[]): void {
  checkLength(
    shape,
    items.length,
    items.map(([, item]) => item),
    at,
    found,
  );
  const inner = shape.member ?? shape.value;
  for (const [key, item] of items) if (inner) check(model, inner.shape, item, `${at}.${key}.member`, found);
}

function check(model: ServiceModel, shapeName: string, value: unknown, at: string, found: Finding[]): void {
  const shape = shapeOf(model, shapeName);
  if (typeTests[shape.type]?.(value) === false) found.push({ value, at, rule: `Member must be of type ${shape.type}` });
  else if (shape.type === 'structure') checkStructure(model, shape, value as Record<string, unknown>, at, found);
  else if (Array.isArray(value))
    checkItems(
      model,
      shape,
      value.map((item, index) => [String(index + 1), item]),
      at,
      found,
    );
  else if (shape.type === 'map') checkItems(model, shape, Object.entries(value as object), at, found);
  else if (typeof value === 'string') checkString(shape, value, at, found);
  else if (typeof value === 'number') checkNumber(shape, value, at, found);
}

const shown = (value: unknown) => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value));

/** Holds an input against the model. Returns the services' own sentence about what is wrong, or undefined. */
export function constraintErrors(model: ServiceModel, shapeName: string, input: unknown): string | undefined {
  const found: Finding[] = [];
  check(model, shapeName, input, '', found);
  if (found.length === 0) return undefined;
  const sentences = found.map(
    ({ value, at, rule }) => `Value ${value === undefined ? 'null' : `'${shown(value)}'`} at '${at}' failed to satisfy constraint: ${rule}`,
  );
  return `${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${sentences.join('; ')}`;
}
