import { type Action, actions } from '../actions.ts';
import type { Runbook, RunbookStep } from '../content.ts';
import { isReference } from '../reference.ts';
import { asRunCommand, isPlugin } from './command-plugin.ts';
import { type Finding, instead, meant, oneOf, short } from './finding.ts';
import { fitsType } from './type.ts';

/** The step's action and the inputs that it wants. */
export function checkAction(step: RunbookStep, runbook: Runbook): Finding[] {
  if (Object.keys(step.given).length === 0) return [];
  const action = actions.get(step.action);
  const at = { line: runbook.lineOf([...step.path, 'action']), step: step.name || undefined, level: 'error' } as const;
  if (step.action === '')
    return [{ ...at, words: 'The step has no action.', fix: 'Write action: with what it does, as aws:executeAwsApi or aws:runCommand.' }];
  if (action) return inputFindings(step, action, runbook);
  const words = `${short(step.action)} is no action of Automation.`;
  if (!isPlugin(step.action)) return [{ ...at, words, fix: instead(step.action, [...actions.keys()], 'The AWS guide lists the actions.') }];
  const written = asRunCommand(step, instanceOf(runbook));
  const plugin = `${words} It is a plugin of Command documents, which instances run.`;
  return [{ ...at, words: plugin, fix: `Run a Command document on the instances:\n${written}` }];
}

/** The parameter that takes an instance, as a reference. */
function instanceOf({ parameters }: Runbook): string {
  const names = [...parameters.values()];
  const found =
    names.find(({ type }) => type.includes('AWS::EC2::Instance::Id')) ?? names.find(({ name }) => /^instance_?ids?$/i.test(name));
  return `{{ ${found?.name ?? 'InstanceId'} }}`;
}

function inputFindings(step: RunbookStep, action: Action, { lineOf }: Runbook): Finding[] {
  const { inputs, path } = step;
  const types = new Map([...Object.entries(action.required), ...Object.entries(action.optional)]);
  const given = Object.keys(inputs);
  const isGiven = (name: string) => inputs[name] !== undefined && inputs[name] !== null;
  const at = (name?: string) => ({
    line: lineOf([...path, 'inputs', ...(name === undefined ? [] : [name])]),
    step: step.name || undefined,
    level: 'error' as const,
  });
  const missing = Object.keys(action.required).filter((name) => !isGiven(name));
  const unknown = given.filter((name) => !types.has(name));
  // Where an API's inputs are taken too, only what looks like a missing one is misspelt.
  const wrong = action.open ? unknown.filter((name) => meant(name, missing) !== undefined) : unknown;
  const misspelt = wrong.map((name) => meant(name, [...missing, ...(action.either ?? [])]));
  const all = [...types.keys()];
  return [
    ...missing
      .filter((name) => !misspelt.includes(name))
      .map((name) => ({ ...at(), words: `${step.action} wants the input ${name}.`, fix: exampleOf(name, types.get(name)) })),
    ...(action.either && !action.either.some(isGiven) && !action.either.some((name) => misspelt.includes(name))
      ? [
          {
            ...at(),
            words: `${step.action} wants the input ${oneOf(action.either)}.`,
            fix: exampleOf(action.either[0] ?? '', types.get(action.either[0] ?? '')),
          },
        ]
      : []),
    ...wrong.map((name) => ({
      ...at(name),
      words: `${step.action} has no input "${short(name)}".`,
      fix: instead(name, [...missing, ...all], all.length === 0 ? 'It takes none: take it out.' : `It takes ${oneOf(all)}.`),
    })),
    ...all
      .filter(
        (name) =>
          (isGiven(name) || (inputs[name] === null && !missing.includes(name))) &&
          !isReference(inputs[name]) &&
          !fitsType(types.get(name) ?? 'Any', inputs[name]),
      )
      .map((name) => ({ ...at(name), words: `The input ${name} is no ${types.get(name)}.`, fix: exampleOf(name, types.get(name)) })),
  ];
}

const examples: Readonly<Record<string, string>> = {
  String: ' a text',
  StringList: ' and a list under it, as - "{{ InstanceId }}"',
  Boolean: ' true',
  Integer: ' 1',
  StringMap: ' and names with values under it',
  MapList: ' and a list of maps under it, as - {Key: Name, Value: web}',
};

const exampleOf = (name: string, type = 'String'): string => `Write ${name}:${examples[type] ?? ' and its value'}.`;
