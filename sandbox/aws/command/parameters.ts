import type { DocumentContent, DocumentParameter } from '../document.ts';
import { refuse } from '../refusal.ts';

export type Given = Readonly<Record<string, readonly string[]>>;

const invalid = (message: string) => refuse('InvalidParameters', message);

function isJson(value: string, test: (read: unknown) => boolean): boolean {
  try {
    return test(JSON.parse(value));
  } catch {
    return false;
  }
}

const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

const typeTests: Readonly<Record<string, (value: string) => boolean>> = {
  String: () => true,
  StringList: () => true,
  Integer: (value) => /^-?\d+$/.test(value),
  Boolean: (value) => /^(true|false)$/i.test(value),
  StringMap: (value) => isJson(value, isMap),
  MapList: (value) => isJson(value, (read) => (Array.isArray(read) ? read.every(isMap) : isMap(read))),
};

function checkCount(name: string, { type, minItems, maxItems }: DocumentParameter, count: number): void {
  const list = type === 'StringList' || type === 'MapList';
  if (!list && count !== 1) invalid(`Parameter ${name} of type ${type} takes exactly one value.`);
  if (minItems !== undefined && count < minItems) invalid(`Parameter ${name} needs at least ${minItems} item(s).`);
  if (maxItems !== undefined && count > maxItems) invalid(`Parameter ${name} takes at most ${maxItems} item(s).`);
}

function checkValues(name: string, parameter: DocumentParameter, values: readonly string[]): void {
  const { allowedValues, allowedPattern, minChars, maxChars, type } = parameter;
  checkCount(name, parameter, values.length);
  for (const value of values) {
    if (typeTests[type]?.(value) === false) invalid(`Parameter ${name} has value ${value}, which is not of type ${type}.`);
    if (allowedValues && !allowedValues.map(String).includes(value))
      invalid(`Parameter ${name} has value ${value}, which is not one of the allowed values: ${allowedValues.join(', ')}.`);
    if (allowedPattern && !new RegExp(`^(?:${allowedPattern})$`).test(value))
      invalid(`Parameter ${name} has value ${value}, which does not match the pattern ${allowedPattern}.`);
    if (minChars !== undefined && value.length < minChars) invalid(`Parameter ${name} is shorter than ${minChars} characters.`);
    if (maxChars !== undefined && value.length > maxChars) invalid(`Parameter ${name} is longer than ${maxChars} characters.`);
  }
}

/** Holds the given parameters against the document's. */
export function checkParameters(content: DocumentContent, given: Given): void {
  for (const name of Object.keys(given)) if (!content.parameters[name]) invalid(`Parameter ${name} is not defined in the document.`);
  for (const [name, parameter] of Object.entries(content.parameters)) {
    const values = given[name];
    if (values) checkValues(name, parameter, values);
    else if (parameter.default === undefined) invalid(`Parameter ${name} is required and has no value.`);
  }
}

const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function valuesOf(content: DocumentContent, given: Given, name: string): readonly string[] {
  const standard = content.parameters[name]?.default;
  return given[name] ?? (standard === undefined ? [] : [standard].flat().map(asText));
}

const whole = /^\{\{\s*(\w+)\s*\}\}$/;

/** Fills the parameters into a line. A list that is the whole line becomes lines; inside of a line it becomes JSON, as the agent writes it. */
export function fillIn(content: DocumentContent, given: Given, line: string): string[] {
  const name = whole.exec(line)?.[1];
  if (name) return [...valuesOf(content, given, name)];
  const filled = line.replace(/\{\{\s*(\w+)\s*\}\}/g, (_found, inner: string) => {
    const values = valuesOf(content, given, inner);
    return content.parameters[inner]?.type === 'StringList' ? JSON.stringify(values) : values.join('');
  });
  return [filled];
}
