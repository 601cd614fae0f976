import type { Runbook, RunbookStep } from '../content.ts';
import { isReference } from '../reference.ts';
import { type Finding, instead, oneOf, short } from './finding.ts';

const keys = [
  ...['name', 'action', 'description', 'inputs', 'outputs', 'onFailure', 'onCancel', 'isCritical', 'isEnd', 'nextStep'],
  ...['maxAttempts', 'timeoutSeconds'],
];
const outputTypes = ['String', 'StringList', 'Integer', 'Boolean', 'StringMap', 'MapList'];
const stepName = /^[a-zA-Z0-9_]{1,128}$/;

/** What every step has, whatever its action: name, properties and declared outputs. `twice`: names that more than one step has. */
export function checkStep(step: RunbookStep, twice: ReadonlySet<string>, { lineOf }: Runbook): Finding[] {
  const { name, given, path } = step;
  const error = (key: string, words: string, fix: string): Finding => ({
    line: lineOf([...path, key]),
    step: name || undefined,
    level: 'error',
    words,
    fix,
  });
  const findings: Finding[] = [];
  if (Object.keys(given).length === 0)
    return [{ line: step.line, level: 'error', words: 'This is no step.', fix: 'A step has a name, an action and inputs.' }];
  if (name === '') findings.push(error('name', 'The step has no name.', 'Write name: with letters, digits and _.'));
  else if (!stepName.test(name))
    findings.push(error('name', `"${short(name)}" is no name of a step.`, `It has 1 to 128 letters, digits and _: ${plain(name)}.`));
  else if (twice.has(name)) findings.push(error('name', `More than one step is called ${name}.`, 'Give each a name of its own.'));
  for (const key of Object.keys(given).filter((each) => !keys.includes(each)))
    findings.push(
      error(key, `A step has no "${short(key)}".`, instead(key, keys, `It has ${oneOf(keys)}; the rest belongs under inputs.`)),
    );
  if (given.inputs !== undefined && (typeof given.inputs !== 'object' || given.inputs === null || Array.isArray(given.inputs)))
    findings.push(error('inputs', 'inputs is no map.', 'Write names with values under it; inputs: {} is none.'));
  for (const key of ['isEnd', 'isCritical'])
    if (given[key] !== undefined && !isFlag(given[key]))
      findings.push(error(key, `${key} is neither true nor false.`, `Write ${key}: true, or take it out.`));
  for (const key of ['maxAttempts', 'timeoutSeconds'] as const) findings.push(...numberFindings(key, given[key], error));
  if (step.maxAttempts !== undefined && step.maxAttempts > 10)
    findings.push({
      ...error(
        'maxAttempts',
        `It is tried ${step.maxAttempts} times.`,
        'Wait for what it needs by a step before, and try at most 10 times.',
      ),
      level: 'advice',
    });
  return [...findings, ...outputFindings(given.outputs, error)];
}

type Told = (key: string, words: string, fix: string) => Finding;

function numberFindings(key: 'maxAttempts' | 'timeoutSeconds', value: unknown, error: Told): Finding[] {
  if (value === undefined || isReference(value) || (Number.isSafeInteger(value) && Number(value) >= 1)) return [];
  if (typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value))
    return [error(key, `${key} is a text.`, `Write it without quotes: ${key}: ${value}.`)];
  const example = key === 'maxAttempts' ? 3 : 600;
  return [error(key, `${key} is no whole number from 1.`, `Write ${key}: ${example}, or take it out.`)];
}

function outputFindings(outputs: unknown, error: Told): Finding[] {
  if (outputs === undefined) return [];
  const example = '- {Name: ImageId, Selector: $.ImageId, Type: String}';
  if (!Array.isArray(outputs)) return [error('outputs', 'outputs is no list.', `Write ${example} under it.`)];
  const seen = new Set<unknown>();
  return outputs.flatMap((output) => {
    const { Name: name, Selector: selector, Type: type } = (output ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof selector !== 'string')
      return [error('outputs', 'An output lacks its Name or its Selector.', `Write ${example}.`)];
    const findings: Finding[] = [];
    if (seen.has(name)) findings.push(error('outputs', `Two outputs are called ${short(name)}.`, 'Keep one of them.'));
    seen.add(name);
    if (!selector.startsWith('$'))
      findings.push(error('outputs', `The Selector of ${short(name)} is no JSONPath.`, `It begins with $: $.${short(selector)}.`));
    if (type !== undefined && !(typeof type === 'string' && outputTypes.includes(type)))
      findings.push(
        error(
          'outputs',
          `The output ${short(name)} has a Type that is none.`,
          instead(String(type), outputTypes, `Write ${oneOf(outputTypes)}.`),
        ),
      );
    return findings;
  });
}

const isFlag = (value: unknown): boolean => typeof value === 'boolean' || value === 'true' || value === 'false';

/** A name made of what may stand in one. */
const plain = (name: string): string => name.replace(/[^a-zA-Z0-9_]+/g, '_').slice(0, 128);
