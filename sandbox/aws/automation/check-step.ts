import { type InputType, knownActions } from './known-actions.ts';
import { isReference } from './mention.ts';

type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

const stepKeys: ReadonlySet<string> = new Set([
  'name',
  'action',
  'description',
  'inputs',
  'outputs',
  'onFailure',
  'onCancel',
  'isCritical',
  'isEnd',
  'nextStep',
  'maxAttempts',
  'timeoutSeconds',
]);
const outputTypes: ReadonlySet<unknown> = new Set(['String', 'StringList', 'Integer', 'Boolean', 'StringMap', 'MapList']);

const isScalar = (value: unknown) => isText(value) || typeof value === 'number' || typeof value === 'boolean';
const typeTests: Readonly<Record<InputType, (value: unknown) => boolean>> = {
  String: isScalar, // YAML writes numbers where the service reads text
  StringList: (value) => Array.isArray(value) && value.every(isScalar),
  Boolean: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  Integer: (value) => Number.isInteger(value) || (isText(value) && /^\d+$/.test(value)),
  StringMap: isFields,
  MapList: (value) => Array.isArray(value) && value.every((item) => isFields(item) || isReference(item)),
  Any: () => true,
};

const shown = (names: readonly string[]) => `[ [${names.join(', ')}] ]`;

function wrongInput(step: string, action: string, inputs: Fields): string | undefined {
  const known = Object.hasOwn(knownActions, action) ? knownActions[action] : undefined;
  if (!known) return `Unknown action ${action} in step: ${step}.`;
  const given = Object.keys(inputs);
  const required = Object.keys(known.required);
  const every = { ...known.required, ...known.optional };
  if (required.some((name) => inputs[name] === undefined || inputs[name] === null))
    return `Missing required input names. Required=${shown(required)}, Provided =${shown(given)} in step: ${step}.`;
  if (!known.open && given.some((name) => !Object.hasOwn(every, name)))
    return `Unknown input names provided. Known=${shown(Object.keys(every))}, Provided=${shown(given)} in step: ${step}.`;
  if (known.either && !known.either.some((name) => inputs[name] !== undefined))
    return `Missing required input names. One of ${shown(known.either)} is required, Provided =${shown(given)} in step: ${step}.`;
  const wrong = Object.entries(every).find(([name, type]) => {
    const value = inputs[name];
    return value !== undefined && !isReference(value) && !typeTests[type](value);
  });
  return wrong && `Input ${wrong[0]} must be of type ${wrong[1]} in step: ${step}.`;
}

function wrongOutputs(step: string, outputs: unknown): string | undefined {
  if (outputs === undefined) return undefined;
  if (!Array.isArray(outputs)) return `outputs must be a list in step: ${step}.`;
  for (const output of outputs) {
    if (!isFields(output) || !isText(output.Name) || !isText(output.Selector))
      return `An output needs a Name and a Selector in step: ${step}.`;
    if (!output.Selector.startsWith('$')) return `Output ${output.Name} has the invalid Selector ${output.Selector} in step: ${step}.`;
    if (output.Type !== undefined && !outputTypes.has(output.Type))
      return `Output ${output.Name} has the unknown Type ${output.Type} in step: ${step}.`;
  }
  const names = outputs.map((output: { Name: string }) => output.Name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `Duplicate output ${twice} in step: ${step}.`;
}

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;

/** What is wrong with one step by itself, or undefined. What it refers to is looked at by check.ts. */
export function wrongStep(step: Fields & { readonly name: string }): string | undefined {
  const { name, action, inputs = {} } = step;
  const unknown = Object.keys(step).find((key) => !stepKeys.has(key));
  if (unknown !== undefined) return `Unknown property ${unknown} in step: ${name}.`;
  if (!isText(action)) return `Step ${name} has no action.`;
  if (!isFields(inputs)) return `inputs must be a map in step: ${name}.`;
  for (const key of ['isEnd', 'isCritical'])
    if (step[key] !== undefined && !typeTests.Boolean(step[key])) return `${key} must be true or false in step: ${name}.`;
  for (const key of ['maxAttempts', 'timeoutSeconds'])
    if (step[key] !== undefined && !isCount(step[key]) && !isReference(step[key]))
      return `${key} must be an integer of at least 1 in step: ${name}.`;
  return wrongInput(name, action, inputs) ?? wrongOutputs(name, step.outputs);
}
