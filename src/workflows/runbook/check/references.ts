import { actions } from '../actions.ts';
import { allSteps, type Runbook, type RunbookStep } from '../content.ts';
import { orderOf } from '../order.ts';
import { type Reference, referencesIn, textsIn } from '../reference.ts';
import type { Path } from '../tree.ts';
import { type Finding, instead, oneOf, short } from './finding.ts';

/** Source: "Automation system variables" of the user guide. */
const system = ['global:ACCOUNT_ID', 'global:AWS_PARTITION', 'global:DATE', 'global:DATE_TIME', 'global:REGION', 'automation:EXECUTION_ID'];

type Wrong = Pick<Finding, 'level' | 'words' | 'fix'>;

/** Every reference: to a parameter, a variable, or to what a step gives that can have run by then. */
export function checkReferences(runbook: Runbook): Finding[] {
  const { given, outputs, lineOf } = runbook;
  const runsBefore = orderOf(runbook.steps);
  const steps = new Map(allSteps(runbook.steps).map((step) => [step.name, step]));
  const wrongIn = (text: string, path: Path, step?: RunbookStep): Finding[] =>
    referencesIn(text).flatMap((reference) =>
      wrongReference(reference, runbook, steps, (name) => step === undefined || runsBefore(name, step)).map((wrong) => ({
        line: lineOf(path),
        step: step?.name || undefined,
        ...wrong,
      })),
    );
  return [
    ...runbook.steps.flatMap((step) => inStep(step, wrongIn)),
    ...inRole(runbook),
    ...outputs.flatMap((output, index): Finding[] => {
      const path = ['outputs', index];
      const [, inner = output] = /^\s*\{\{([^{}]*)\}\}\s*$/.exec(output) ?? [];
      const [, name, rest] = /^\s*(\w+)\.([^{}\s]+)\s*$/.exec(inner) ?? [];
      if (name === undefined || rest === undefined) {
        const words = `"${short(output)}" is no output of a step.`;
        return [{ line: lineOf(path), level: 'error', words, fix: 'Write STEP.OUTPUT, as createImage.ImageId.' }];
      }
      return wrongOutput(name, rest, steps).map((wrong) => ({ line: lineOf(path), ...wrong }));
    }),
    ...textsIn(given.parameters, ['parameters']).flatMap(({ text, path }) => inDeclared(text, path, runbook)),
  ];
}

/** Each step's own texts, and those of the steps within it as theirs. */
function inStep(step: RunbookStep, wrongIn: (text: string, path: Path, step: RunbookStep) => Finding[]): Finding[] {
  const { Steps: _steps, ...inputs } = step.inputs;
  const own = step.steps.length > 0 ? { ...step.given, inputs } : step.given;
  return [
    ...textsIn(own, step.path).flatMap(({ text, path }) => wrongIn(text, path, step)),
    ...step.steps.flatMap((each) => inStep(each, wrongIn)),
  ];
}

function wrongReference(
  { text, space, name, output }: Reference,
  { parameters, variables }: Runbook,
  steps: ReadonlyMap<string, RunbookStep>,
  runsBefore: (step: string) => boolean,
): Wrong[] {
  const error = (words: string, fix: string): Wrong[] => [{ level: 'error', words, fix }];
  const written = `{{ ${short(text)} }}`;
  if (space === 'ssm') return [];
  if (space === 'variable')
    return variables.includes(name)
      ? []
      : error(`${written} is no variable.`, instead(name, variables, 'Declare it under variables, with type and default.'));
  if (space !== undefined)
    return system.includes(`${space}:${name}`)
      ? []
      : error(`${written} is none of Automation's own.`, instead(`${space}:${name}`, system, `There are ${oneOf(system)}.`));
  if (parameters.has(name)) return [];
  if (output === undefined) {
    if (steps.has(name))
      return error(`${written} names a step, and not what it gives.`, `Write {{ ${name}.OUTPUT }}: ${givenBy(steps.get(name))}.`);
    return error(`${written} is no parameter.`, instead(name, [...parameters.keys()], 'Declare it under parameters, with its type.'));
  }
  if (!steps.has(name))
    return error(
      `${written}: there is no step ${short(name)}.`,
      instead(name, [...steps.keys()], `There are ${oneOf([...steps.keys()])}.`),
    );
  if (!runsBefore(name)) return error(`${written}: ${name} has not run by then.`, `Move ${name} before this step, or let it lead here.`);
  return wrongOutput(name, output, steps);
}

function wrongOutput(name: string, output: string, steps: ReadonlyMap<string, RunbookStep>): Wrong[] {
  const step = steps.get(name);
  if (!step)
    return [
      {
        level: 'error',
        words: `There is no step ${short(name)}.`,
        fix: instead(name, [...steps.keys()], `There are ${oneOf([...steps.keys()])}.`),
      },
    ];
  const action = actions.get(step.action);
  const names = [...step.outputs.map((each) => each.name), ...(action?.outputs ?? [])];
  const [first = ''] = output.split(/[.[]/);
  // An action that is unknown is told of already.
  if (!action || names.includes(output) || names.includes(first) || first === 'OutputPayload') return [];
  const declare = `Declare it under the outputs of ${name}: - {Name: ${short(first)}, Selector: $.PATH, Type: String}.`;
  return [
    {
      level: action.givesMore ? 'advice' : 'error',
      words: `${name} gives no ${short(output)}${names.length > 0 ? `, but ${oneOf(names)}` : ''}.`,
      fix: instead(first, names, declare),
    },
  ];
}

const givenBy = (step: RunbookStep | undefined): string =>
  oneOf([...(step?.outputs.map(({ name }) => name) ?? []), ...(actions.get(step?.action ?? '')?.outputs ?? [])]);

/** The role is known before any step has run. Source: "Automation system variables", "Unsupported scenarios". */
function inRole(runbook: Runbook): Finding[] {
  const line = runbook.lineOf(['assumeRole']);
  return referencesIn(runbook.assumeRole ?? '').flatMap((reference): Finding[] => {
    const { space, text, name, output } = reference;
    const isParameter = space === undefined && (output === undefined || runbook.parameters.has(name));
    if (isParameter || space === 'global' || space === 'automation')
      return wrongReference(reference, runbook, new Map(), () => false).map((wrong) => ({ line, ...wrong }));
    const words = `The role can't come from {{ ${short(text)} }}.`;
    return [{ line, level: 'error', words, fix: 'Write its ARN, or a parameter: "{{ AutomationAssumeRole }}".' }];
  });
}

/** A default may name Parameter Store, and nothing else. */
function inDeclared(text: string, path: Path, { lineOf }: Runbook): Finding[] {
  if (path.at(2) !== 'default') return [];
  return referencesIn(text)
    .filter(({ space }) => space !== 'ssm')
    .map((reference) => ({
      line: lineOf(path),
      level: 'error',
      words: `A default can't refer to {{ ${short(reference.text)} }}.`,
      fix: 'Write the value, or {{ssm:/path/of/a/parameter}} of Parameter Store.',
    }));
}
