import { wrongFlow } from './check-flow.ts';
import { wrongParameter } from './check-parameter.ts';
import { isFields, wrongStep } from './check-step.ts';
import { isPseudo, mentionsIn, textsIn } from './mention.ts';

type Fields = Readonly<Record<string, unknown>>;
type NamedStep = Fields & { readonly name: string };

const keys: ReadonlySet<string> = new Set([
  'schemaVersion',
  'description',
  'assumeRole',
  'parameters',
  'variables',
  'mainSteps',
  'outputs',
  'files',
]);
const stepName = /^[A-Za-z0-9_]{1,128}$/;

function named(steps: readonly unknown[]): readonly NamedStep[] | string {
  const seen = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (!isFields(step) || typeof step.name !== 'string') return `Step ${index + 1} has no name.`;
    if (!stepName.test(step.name)) return `Step name ${step.name} must match [a-zA-Z0-9_]{1,128}.`;
    if (seen.has(step.name)) return `Duplicate step name: ${step.name}.`;
    seen.add(step.name);
  }
  return steps as readonly NamedStep[];
}

/** The first reference in a value to what there is not. Parameters and variables are declared; a step's outputs are its action's matter. */
function wrongMention(value: unknown, where: string, declared: Fields, variables: Fields, steps: ReadonlySet<string>): string | undefined {
  for (const { space, name, output } of textsIn(value).flatMap(mentionsIn)) {
    if (space === 'variable') {
      if (!Object.hasOwn(variables, name)) return `Variable "${name}" is not declared${where}.`;
    } else if (space === 'ssm') {
    } else if (space !== undefined) {
      if (!isPseudo(space, name)) return `Unknown reference ${space}:${name}${where}.`;
    } else if (output === undefined || Object.hasOwn(declared, name)) {
      if (!Object.hasOwn(declared, name)) return `Parameter "${name}" is not declared${where}.`;
    } else if (!steps.has(name)) return `Step "${name}" does not exist, but is referred to${where}.`;
  }
  return undefined;
}

/** A document's outputs name an output of a step each. */
function wrongOutputs(outputs: unknown, steps: ReadonlySet<string>): string | undefined {
  if (outputs === undefined) return undefined;
  if (!Array.isArray(outputs)) return 'outputs must be a list.';
  for (const output of outputs) {
    const [, step = ''] = (typeof output === 'string' && /^(?:\{\{\s*)?(\w+)\.[^{}]+(?:\}\})?$/.exec(output)) || [];
    if (!steps.has(step)) return `Output ${typeof output === 'string' ? output : JSON.stringify(output)} refers to no step.`;
  }
  return undefined;
}

/** What the service has against the content of a runbook, in a sentence; undefined if it takes it. Never throws. */
export function wrongRunbook(content: unknown): string | undefined {
  if (!isFields(content)) return 'The content is no map.';
  const unknown = Object.keys(content).find((key) => !keys.has(key));
  if (unknown !== undefined) return `Unknown property ${unknown}.`;
  for (const key of ['description', 'assumeRole'])
    if (content[key] !== undefined && typeof content[key] !== 'string') return `${key} must be a string.`;
  const { parameters = {}, variables = {}, mainSteps } = content;
  if (!isFields(parameters)) return 'parameters must be a map.';
  if (!isFields(variables)) return 'variables must be a map.';
  for (const [name, parameter] of [...Object.entries(parameters), ...Object.entries(variables)]) {
    const wrong = wrongParameter(name, parameter);
    if (wrong !== undefined) return wrong;
  }
  if (!Array.isArray(mainSteps) || mainSteps.length === 0) return 'mainSteps must be a list of at least one step.';
  const steps = named(mainSteps);
  if (typeof steps === 'string') return steps;
  for (const step of steps) {
    const wrong = wrongStep(step);
    if (wrong !== undefined) return wrong;
  }
  const names = new Set(steps.map(({ name }) => name));
  for (const step of steps) {
    const wrong = wrongMention(step, ` in step: ${step.name}`, parameters, variables, names);
    if (wrong !== undefined) return wrong;
  }
  return (
    wrongFlow(steps) ??
    wrongMention(content.assumeRole, ' in assumeRole', parameters, {}, new Set()) ??
    wrongOutputs(content.outputs, names)
  );
}
