import type { DocumentParameter } from '../document.ts';
import { refuse } from '../refusal.ts';
import type { RunbookContent } from './runbook.ts';
import { asText, asTexts, convert, kindOf, readTexts } from './value.ts';

export type Given = Readonly<Record<string, readonly string[]>>;

export const invalidParameters = (message: string) => refuse('InvalidAutomationExecutionParametersException', message);

function checkItems(name: string, { allowedValues, allowedPattern, minChars, maxChars }: DocumentParameter, values: readonly string[]) {
  const allowed = allowedValues?.map(asText);
  const pattern = allowedPattern === undefined ? undefined : new RegExp(`^(?:${allowedPattern})$`);
  for (const value of values) {
    if (allowed && !allowed.includes(value))
      invalidParameters(`Parameter "${name}" has value "${value}" not among allowed values: [${allowed.join(', ')}].`);
    if (pattern && !pattern.test(value)) invalidParameters(`Parameter "${name}" has value "${value}" not matching "${allowedPattern}".`);
    if (minChars !== undefined && value.length < minChars)
      invalidParameters(`Parameter "${name}" has value "${value}" with fewer than ${minChars} characters.`);
    if (maxChars !== undefined && value.length > maxChars)
      invalidParameters(`Parameter "${name}" has value "${value}" with more than ${maxChars} characters.`);
  }
}

function checked(name: string, parameter: DocumentParameter, values: readonly string[]): unknown {
  const kind = kindOf(parameter.type);
  const { minItems, maxItems } = parameter;
  const value = readTexts(kind, values);
  if (value === undefined)
    return invalidParameters(`Parameter "${name}" has value [${values.join(', ')}], which is not of type ${parameter.type}.`);
  const count = Array.isArray(value) ? value.length : Object.keys(Object(value)).length;
  if (minItems !== undefined && count < minItems) invalidParameters(`Parameter "${name}" has fewer than ${minItems} items.`);
  if (maxItems !== undefined && count > maxItems) invalidParameters(`Parameter "${name}" has more than ${maxItems} items.`);
  checkItems(name, parameter, values);
  return value;
}

/**
 * The parameters of an execution: what was given, held against the runbook's declarations, and the defaults of the rest.
 * `filledLater` is the one that each target gives. Refuses with InvalidAutomationExecutionParametersException.
 */
export function readParameters({ parameters = {} }: RunbookContent, given: Given, filledLater?: string): Record<string, unknown> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(parameters, name));
  if (unknown.length > 0) invalidParameters(`Some parameters are not declared in the document: ${unknown.join(', ')}.`);
  const missing = Object.entries(parameters).filter(
    ([name, { default: standard }]) => standard === undefined && given[name] === undefined && name !== filledLater,
  );
  if (missing.length > 0) invalidParameters(`Some parameters have no value: ${missing.map(([name]) => name).join(', ')}.`);
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]) => {
      const values = given[name];
      const value = values ? checked(name, parameter, values) : convert(kindOf(parameter.type), parameter.default);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The variables of a runbook, as they stand before its first step. */
export const firstVariables = ({ variables = {} }: RunbookContent): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, { type, default: standard }]) => {
      const value = convert(kindOf(type), standard);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Parameters or outputs as the service shows them. */
export const shownMap = (values: Readonly<Record<string, unknown>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asTexts(value)]));
