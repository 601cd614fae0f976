import { isQuick, matches } from '../../../aws/allowed-pattern.ts';
import { mapOf, type Runbook, type RunbookParameter } from '../content.ts';
import { isReference, referencesIn, textsIn } from '../reference.ts';
import { type Finding, instead, oneOf, short } from './finding.ts';
import { fitsType, isType, knownTypes } from './type.ts';

const keys = [
  ...['type', 'description', 'default', 'allowedValues', 'allowedPattern', 'minItems', 'maxItems', 'minChars', 'maxChars', 'displayType'],
];
// AutomationParameterKey: 50 characters.
const parameterName = /^\w{1,50}$/;

/** Parameters and variables as they are declared, and those that nothing uses. */
export function checkParameters(runbook: Runbook): Finding[] {
  const { given, parameters, lineOf } = runbook;
  const { parameters: _declared, ...rest } = given;
  const used = new Set(textsIn(rest).flatMap(({ text }) => referencesIn(text).map(({ name }) => name)));
  const unused = [...parameters.values()].filter(({ name }) => !used.has(name));
  return [
    ...declared('parameters', runbook),
    ...declared('variables', runbook),
    ...defaults(runbook),
    ...unused.map(
      ({ name }): Finding => ({
        line: lineOf(['parameters', name]),
        level: 'advice',
        words: `Nothing uses the parameter ${short(name)}.`,
        fix: `Use it as {{ ${short(name)} }}, or take it out: whoever starts it is asked for it.`,
      }),
    ),
  ];
}

function declared(where: 'parameters' | 'variables', { given, lineOf }: Runbook): Finding[] {
  return Object.entries(mapOf(given[where])).flatMap(([name, value]) => {
    const error = (words: string, fix: string, key?: string): Finding => ({
      line: lineOf([where, name, ...(key === undefined ? [] : [key])]),
      level: 'error',
      words,
      fix,
    });
    const each = mapOf(value);
    const findings: Finding[] = [];
    if (!parameterName.test(name)) findings.push(error(`"${short(name)}" is no name here.`, 'It has 1 to 50 letters, digits and _.'));
    if (Object.keys(each).length === 0) return [...findings, error(`${short(name)} declares nothing.`, 'Write type: String under it.')];
    for (const key of Object.keys(each).filter((key) => !keys.includes(key)))
      findings.push(error(`A parameter has no "${short(key)}".`, instead(key, keys, `It has ${oneOf(keys)}.`), key));
    if (typeof each.type !== 'string' || !isType(each.type)) {
      const type = String(each.type ?? '');
      const words = type === '' ? `${short(name)} has no type.` : `${short(name)} has the type "${short(type)}", which is none.`;
      findings.push(error(words, instead(type, knownTypes, `Write ${oneOf(knownTypes)}.`), 'type'));
    } else if (each.default !== undefined && !isDefault(each.type, each.default))
      findings.push(
        error(
          `The default of ${short(name)} is no ${each.type}.`,
          'Write one of its type, or take it out: it is then asked for.',
          'default',
        ),
      );
    if (each.allowedValues !== undefined && !(Array.isArray(each.allowedValues) && each.allowedValues.length > 0))
      findings.push(error('allowedValues is no list of values.', 'Write them as a list, or take it out.', 'allowedValues'));
    findings.push(...patternFindings(each.allowedPattern, error));
    for (const key of ['minItems', 'maxItems', 'minChars', 'maxChars'])
      if (each[key] !== undefined && !(Number.isSafeInteger(each[key]) && Number(each[key]) >= 0))
        findings.push(error(`${key} is no whole number from 0.`, `Write ${key}: 1, or take it out.`, key));
    return findings;
  });
}

/** Parameter Store may stand for any type; a number below zero may be in quotes. */
const isDefault = (type: string, value: unknown): boolean =>
  fitsType(type, value) || isReference(value) || (type === 'Integer' && typeof value === 'string' && /^-\d{1,15}$/.test(value));

function patternFindings(pattern: unknown, error: (words: string, fix: string, key: string) => Finding): Finding[] {
  if (pattern === undefined) return [];
  const key = 'allowedPattern';
  if (typeof pattern !== 'string' || !isPattern(pattern))
    return [error('allowedPattern is no regular expression.', 'Look at its brackets, and write it in single quotes.', key)];
  if (!/\(\?<?[=!]/.test(pattern)) return [];
  // Source: the user guide on allowedPattern: Google's RE2.
  const words = 'allowedPattern looks ahead or behind, and AWS reads RE2, which does neither.';
  return [{ ...error(words, 'Write what is allowed: ^[a-z0-9-]{3,63}$.', key), level: 'advice' }];
}

function isPattern(pattern: string): boolean {
  try {
    return pattern.length <= 4_096 && new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

// Each slow pattern may hold the process up for 100 ms.
const mostSlow = 3;

function defaults(runbook: Runbook): Finding[] {
  const all = [...runbook.parameters.values()];
  const slow = all.filter(({ allowedPattern = '' }) => !isQuick(allowedPattern)).slice(mostSlow);
  return all.flatMap((parameter) => defaultFindings(parameter, runbook, !slow.includes(parameter)));
}

function defaultFindings(parameter: RunbookParameter, { given, lineOf }: Runbook, tries: boolean): Finding[] {
  const { name, allowedValues = [], allowedPattern } = parameter;
  const value = mapOf(mapOf(given.parameters)[name]).default;
  const error = (words: string, fix: string): Finding[] => [{ line: lineOf(['parameters', name, 'default']), level: 'error', words, fix }];
  if (value === undefined || isReference(value)) return [];
  const values = (Array.isArray(value) ? value : [value]).filter((each) => typeof each !== 'object').map(String);
  // An empty default means none: AWS's own runbooks have it beside patterns.
  const held = values.filter((each) => each !== '');
  const other = allowedValues.length > 0 ? held.find((each) => !allowedValues.includes(each)) : undefined;
  if (other !== undefined)
    return error(`The default "${short(other)}" is none of the allowedValues.`, `Write ${oneOf(allowedValues)}, or allow it.`);
  // Of a list the first ones stand for all.
  const against =
    allowedPattern === undefined || !tries ? undefined : held.slice(0, 5).find((each) => matches(allowedPattern, each) === false);
  if (against !== undefined)
    return error(
      `The default "${short(against)}" does not match ${short(allowedPattern ?? '')}.`,
      'Write one that does, or widen the pattern.',
    );
  return [];
}
