import { checkParameters, isListType } from '../../aws/document-parameters.ts';
import type { DocumentParameter } from '../../domain/document.ts';
import { UserError } from '../../errors.ts';
import { awsTypes } from './aws-types.ts';
import { listOf, type RunbookParameter } from './content.ts';
import { isUnreadable, readTree } from './tree.ts';

/** What StartAutomationExecution takes: a map of lists. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** A runbook's parameter as the forms of documents ask for it. A map stands as JSON, which is YAML too. */
export function questionOf({ default: standard, line: _line, ...parameter }: RunbookParameter): DocumentParameter {
  return { ...parameter, default: standard === undefined ? undefined : standardOf(parameter.type, standard) };
}

/** An empty default is one: the parameter may be left out. */
const standardOf = (type: string, standard: unknown): string[] =>
  (type === 'StringMap' ? [standard] : [standard].flat())
    .map((each) => (typeof each === 'object' && each !== null ? JSON.stringify(each) : String(each)))
    .filter((each) => each !== '');

/**
 * Reads 'NAME=VALUE' words as AWS takes them, and checks them before AWS does. Several words of one name are a list; maps are
 * YAML or JSON. Throws UserError: what is wrong, what is right, the way out.
 * @param filled a parameter that is given in another way
 */
export function readAnswers(
  pairs: readonly string[],
  runbook: { readonly name: string; readonly parameters: readonly DocumentParameter[] },
  filled?: string,
): Record<string, string[]> {
  const known = new Map(runbook.parameters.map((parameter) => [parameter.name, parameter]));
  const read = [...grouped(pairs)].map(([name, values]): [string, string[]] => {
    const parameter = known.get(name);
    return [name, parameter ? asAws(runbook.name, parameter, values) : values];
  });
  // To the check a list of maps is one value, as a map is.
  const one = read.map(([name, values]): [string, string[]] => [
    name,
    known.get(name)?.type === 'MapList' ? [`[${values.join()}]`] : values,
  ]);
  checkParameters(Object.fromEntries(one), runbook, filled);
  return Object.fromEntries(read);
}

/** A map: "constructor" is a name as any other. */
function grouped(pairs: readonly string[]): ReadonlyMap<string, string[]> {
  const read = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    read.set(name, [...(read.get(name) ?? []), pair.slice(at + 1)]);
  }
  return read;
}

/** The words that stand for these answers. */
export const pairsOf = (answers: Answers): string[] =>
  Object.entries(answers).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));

/** The values of one parameter as AWS takes them: maps as JSON, one text for each; numbers and yes or no as they must be written. */
function asAws(runbook: string, parameter: DocumentParameter, values: readonly string[]): string[] {
  const { name, type } = parameter;
  const refuse = (what: string) => new UserError(`${runbook}: ${name} ${what} Correct --param ${name}=....`);
  if (type === 'StringMap' || type === 'MapList') return mapsOf(parameter, values, refuse);
  if (type === 'Integer' || type === 'Boolean') return values.map((value) => value.trim().toLowerCase());
  const aws = awsTypes.get(isListType(type) ? type.slice('List<'.length, -1) : type);
  const isNone = (value: string) => value === '' && parameter.default !== undefined;
  const wrong = aws && values.find((value) => !aws.pattern.test(value) && !isNone(value));
  if (wrong !== undefined) throw refuse(`is ${aws?.words}, not "${wrong.slice(0, 80)}".`);
  return [...values];
}

function mapsOf(
  { type, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: DocumentParameter,
  values: readonly string[],
  refuse: (what: string) => UserError,
): string[] {
  const example = type === 'StringMap' ? 'Key: value' : '- Key: value';
  const read = values.flatMap((value) => {
    const tree = readTree(value, 'YAML');
    if (isUnreadable(tree)) throw refuse(`can't be read, at line ${tree.line} of its value: ${tree.words} ${tree.fix}`);
    return type === 'MapList' && Array.isArray(tree.value) ? listOf(tree.value) : [tree.value];
  });
  if (type === 'StringMap' && read.length > 1) throw refuse(`takes one map, not ${read.length}.`);
  if (!read.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)))
    throw refuse(`is ${type === 'StringMap' ? 'a map' : 'a list of maps'} in YAML or JSON, as "${example}".`);
  const count = type === 'StringMap' ? Object.keys(read[0] ?? {}).length : read.length;
  if (count < minItems || count > maxItems)
    throw refuse(
      `has ${count} ${count === 1 ? 'entry' : 'entries'}, and takes ${count < minItems ? `${minItems} or more` : `${maxItems} at most`}.`,
    );
  return read.map((each) => JSON.stringify(each));
}
