import { closest } from 'fastest-levenshtein';
import type { DocumentParameter } from '../domain/document.ts';
import { UserError } from '../errors.ts';
import { matches } from './allowed-pattern.ts';
import type { Document } from './documents.ts';

/** 'NAME=VALUE' words as AWS takes them: a map of lists. */
export function readPairs(pairs: readonly string[]): Record<string, string[]> {
  // Without a prototype: "constructor" is a name as any other.
  const read: Record<string, string[]> = Object.create(null);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    read[name] = [...(read[name] ?? []), pair.slice(at + 1)];
  }
  return read;
}

/**
 * Checks the values against the document before AWS does, so that the person hears which one and why.
 * @param filled a parameter that is given in another way
 */
export function checkParameters(
  given: Readonly<Record<string, readonly string[]>>,
  { name, parameters }: Pick<Document, 'name' | 'parameters'>,
  filled?: string,
): void {
  const known = parameters.map((each) => each.name);
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const meant = known.length > 0 ? ` Did you mean ${closest(key, known)}? It has: ${known.join(', ')}.` : ' It has none.';
    throw new UserError(`${name} has no parameter "${key}".${meant}`);
  }
  for (const parameter of parameters) {
    const values = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined;
    if (values) checkValues(name, parameter, values);
    else if (parameter.name !== filled && parameter.default === undefined && !optionalLists.has(parameter.type)) {
      throw new UserError(
        `${name} wants the parameter ${parameter.name}: --param ${parameter.name}=VALUE.${parameter.description ? ` ${parameter.description}` : ''}`,
      );
    }
  }
}

// A list that has no default may still be left out: AWS takes it as empty.
const optionalLists = new Set(['StringMap', 'MapList']);

/** A list: 'StringList', and those of AWS's own types. */
export const isListType = (type: string): boolean => type === 'StringList' || type.startsWith('List<');

function checkValues(document: string, parameter: DocumentParameter, values: readonly string[]): void {
  const { name, type, allowedValues, allowedPattern, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = parameter;
  const { minChars = 0, maxChars = Number.POSITIVE_INFINITY } = parameter;
  const refuse = (what: string) => new UserError(`${document}: ${name} ${what} Correct --param ${name}=....`);
  if (!isListType(type) && values.length > 1) throw refuse(`takes one value, not ${values.length}.`);
  if (isListType(type) && values.length < minItems) throw refuse(`takes ${minItems} values or more, not ${values.length}.`);
  if (isListType(type) && values.length > maxItems) throw refuse(`takes ${maxItems} values at most, not ${values.length}.`);
  for (const value of values) {
    if (value.length < minChars) throw refuse(`has ${minChars} characters or more, and "${value}" has ${value.length}.`);
    if (value.length > maxChars) throw refuse(`has ${maxChars} characters at most, and one was given that has ${value.length}.`);
    if (type === 'Integer' && !/^-?\d+$/.test(value)) throw refuse(`is a whole number, not "${value}".`);
    if (type === 'Boolean' && !/^(true|false)$/i.test(value)) throw refuse(`is true or false, not "${value}".`);
    if (allowedValues && !allowedValues.includes(value)) throw refuse(`can't be "${value}": it is one of ${allowedValues.join(', ')}.`);
    if (allowedPattern && matches(allowedPattern, value) === false) throw refuse(`can't be "${value}": it must match ${allowedPattern}.`);
  }
}
