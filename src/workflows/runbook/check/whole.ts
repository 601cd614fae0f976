import type { Runbook } from '../content.ts';
import { type Finding, instead, oneOf } from './finding.ts';

const keys = ['schemaVersion', 'description', 'assumeRole', 'parameters', 'variables', 'mainSteps', 'outputs', 'files'];
const maps = ['parameters', 'variables', 'files'];
const texts = ['description', 'assumeRole'];

/** The runbook as a whole: its version, what stands at its top, and as whom it runs. */
export function checkWhole(runbook: Runbook): Finding[] {
  const { given, lineOf } = runbook;
  const error = (key: string, words: string, fix: string): Finding => ({ line: lineOf([key]), level: 'error', words, fix });
  const unknown = Object.keys(given).filter((key) => !keys.includes(key));
  return [
    ...versionFindings(runbook),
    ...unknown.map((key) => error(key, `A runbook has no "${key.slice(0, 80)}".`, instead(key, keys, `At its top stand ${oneOf(keys)}.`))),
    ...maps
      .filter((key) => given[key] !== undefined && !isMap(given[key]))
      .map((key) => error(key, `${key} is no map.`, 'Write names with values under it, or take it out.')),
    ...texts
      .filter((key) => given[key] !== undefined && typeof given[key] !== 'string')
      .map((key) => error(key, `${key} is no text.`, 'Write it in quotes, or take it out.')),
    ...(given.outputs === undefined || (Array.isArray(given.outputs) && given.outputs.every((each) => typeof each === 'string'))
      ? []
      : [error('outputs', 'outputs is no list of texts.', 'Write what it gives as a list: - "createImage.ImageId".')]),
    ...(Array.isArray(given.mainSteps) && given.mainSteps.length > 0
      ? []
      : [error('mainSteps', 'It has no steps.', 'Write a list of steps under mainSteps, each with name, action and inputs.')]),
    ...roleFindings(runbook),
  ];
}

function versionFindings({ given, schemaVersion, lineOf }: Runbook): Finding[] {
  const line = lineOf(['schemaVersion']);
  if (given.schemaVersion === undefined)
    return [{ line, level: 'error', words: 'It has no schemaVersion.', fix: 'Write schemaVersion: "0.3" at its top.' }];
  if (schemaVersion !== '0.3') {
    const words = `Its schemaVersion is ${JSON.stringify(given.schemaVersion).slice(0, 40)}, and runbooks have "0.3".`;
    const isCommand = /^[12]\.\d$/.test(schemaVersion ?? '');
    const fix = isCommand
      ? 'This is a Command document: run it by aws:runCommand from a step of a runbook.'
      : 'Write schemaVersion: "0.3".';
    return [{ line, level: 'error', words, fix }];
  }
  return typeof given.schemaVersion === 'string'
    ? []
    : [{ line, level: 'error', words: 'Its schemaVersion is a number.', fix: 'Write it in quotes: schemaVersion: "0.3".' }];
}

const wholeReference = /^\{\{\s*(\w+)\s*\}\}$/;

/** Without a role the steps run with the session of whoever starts it, which ends within the hour. */
function roleFindings({ assumeRole, parameters, lineOf }: Runbook): Finding[] {
  const advice = (line: number, words: string, fix: string): Finding[] => [{ line, level: 'advice', words, fix }];
  const role = assumeRole?.trim() ?? '';
  if (role === '')
    return advice(
      lineOf(['assumeRole']),
      'It assumes no role: its steps run with the session of the request, at most an hour and with no more than its rights.',
      'Write assumeRole: "{{ AutomationAssumeRole }}" and a parameter of that name, type AWS::IAM::Role::Arn.',
    );
  const name = wholeReference.exec(role)?.[1];
  const parameter = name === undefined ? undefined : parameters.get(name);
  if (parameter?.default !== '') return [];
  return advice(
    lineOf(['parameters', parameter.name, 'default']),
    `${parameter.name} is empty where it is not given: the steps then run with the session of the request, at most an hour.`,
    'Take the default out, so that a role must be given, or write the role as its default.',
  );
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
