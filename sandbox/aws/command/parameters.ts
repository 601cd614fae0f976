import type { DocumentContent, DocumentParameter } from '../document.ts';
import { refuse } from '../refusal.ts';

type Given = Readonly<Record<string, readonly string[]>>;

const invalid = (message: string) => refuse('InvalidParameters', message);

function checkValues(name: string, parameter: DocumentParameter, values: readonly string[]): void {
  if (parameter.type === 'String' && values.length !== 1) invalid(`Parameter ${name} of type String takes exactly one value.`);
  if (parameter.minItems !== undefined && values.length < parameter.minItems)
    invalid(`Parameter ${name} needs at least ${parameter.minItems} item(s).`);
  for (const value of values) {
    if (parameter.allowedValues && !parameter.allowedValues.includes(value))
      invalid(`Parameter ${name} has value ${value}, which is not one of the allowed values: ${parameter.allowedValues.join(', ')}.`);
    if (parameter.allowedPattern && !new RegExp(`^(?:${parameter.allowedPattern})$`).test(value))
      invalid(`Parameter ${name} has value ${value}, which does not match the pattern ${parameter.allowedPattern}.`);
    if (parameter.maxChars !== undefined && value.length > parameter.maxChars)
      invalid(`Parameter ${name} is longer than ${parameter.maxChars} characters.`);
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

const valuesOf = (content: DocumentContent, given: Given, name: string): readonly string[] => {
  const standard = content.parameters[name]?.default;
  return given[name] ?? (standard === undefined ? [] : [standard].flat());
};

/** The lines that the document's step runs, with its parameters filled in. */
export function scriptOf(content: DocumentContent, given: Given): string[] {
  const run = (content.mainSteps[0] as { inputs?: { runCommand?: string | string[] } } | undefined)?.inputs?.runCommand ?? [];
  const whole = /^\{\{ ?(\w+) ?\}\}$/;
  return [run].flat().flatMap((line) => {
    const name = whole.exec(line)?.[1];
    if (name) return valuesOf(content, given, name);
    return line.replace(/\{\{ ?(\w+) ?\}\}/g, (_found, inner: string) => valuesOf(content, given, inner).join(' '));
  });
}

const defaultExecutionSeconds = 3600;

/** How long the script itself may run. */
export function executionSeconds(content: DocumentContent, given: Given): number {
  const seconds = Number(valuesOf(content, given, 'executionTimeout')[0]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : defaultExecutionSeconds;
}
