import { isFields } from './check-step.ts';

type Fields = Readonly<Record<string, unknown>>;
type NamedStep = Fields & { readonly name: string };

/** Operators that compare one Variable with a value (user guide, "aws:branch"). */
const comparisons: ReadonlySet<string> = new Set([
  'BooleanEquals',
  'Contains',
  'EndsWith',
  'EqualsIgnoreCase',
  'NumericEquals',
  'NumericGreater',
  'NumericGreaterOrEquals',
  'NumericLesser',
  'NumericLesserOrEquals',
  'StartsWith',
  'StringEquals',
]);

function wrongCondition(condition: unknown, step: string): string | undefined {
  if (!isFields(condition)) return `A choice must be a map in step: ${step}.`;
  for (const operator of ['And', 'Or'] as const) {
    const inner = condition[operator];
    if (inner === undefined) continue;
    const count = Array.isArray(inner) ? inner.length : 1;
    // The service's own sentence, with its own spelling.
    if (count < 2) return `Expect at lease two expressions for operator: ${operator} in step: ${step}. Provided: ${count}`;
    return (inner as unknown[]).map((each) => wrongCondition(each, step)).find((wrong) => wrong !== undefined);
  }
  if (condition.Not !== undefined) return wrongCondition(condition.Not, step);
  if (condition.Variable === undefined) return `A choice needs a Variable in step: ${step}.`;
  const operators = Object.keys(condition).filter((key) => key !== 'Variable' && key !== 'NextStep');
  if (operators.length !== 1 || !comparisons.has(operators[0] ?? ''))
    return `Expect one known operator beside Variable in step: ${step}. Provided: [${operators.join(', ')}]`;
  return undefined;
}

function wrongBranch({ name, inputs }: NamedStep, isStep: (wanted: unknown) => boolean): string | undefined {
  const { Choices: choices, Default: standard } = inputs as { Choices: unknown; Default?: unknown };
  if (!Array.isArray(choices) || choices.length === 0) return `Choices must be a list of at least one choice in step: ${name}.`;
  for (const choice of choices as Fields[]) {
    const wrong = wrongCondition(choice, name);
    if (wrong !== undefined) return wrong;
    if (!isStep(choice.NextStep)) return `NextStep ${shown(choice.NextStep)} does not exist in step: ${name}.`;
  }
  return standard === undefined || isStep(standard) ? undefined : `Default ${shown(standard)} does not exist in step: ${name}.`;
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Where a step may go after a failure or a cancellation, if it goes anywhere. */
function wrongTurn(step: NamedStep, key: 'onFailure' | 'onCancel', words: readonly string[], isStep: (wanted: unknown) => boolean) {
  const turn = step[key];
  if (turn === undefined || (typeof turn === 'string' && words.includes(turn))) return undefined;
  const target = typeof turn === 'string' && turn.startsWith('step:') ? turn.slice('step:'.length) : undefined;
  if (target === undefined) return `${key} must be ${words.join(', ')} or step:step_name, not ${shown(turn)}, in step: ${step.name}.`;
  return isStep(target) ? undefined : `${key} step ${target} does not exist in step: ${step.name}.`;
}

/** What is wrong about where steps lead, or undefined. The steps have been looked at one by one. */
export function wrongFlow(steps: readonly NamedStep[]): string | undefined {
  const names = new Set<unknown>(steps.map(({ name }) => name));
  const isStep = (wanted: unknown) => names.has(wanted);
  for (const step of steps) {
    const { name, nextStep, action, isEnd } = step;
    if (nextStep !== undefined && !isStep(nextStep)) return `nextStep ${shown(nextStep)} does not exist in step: ${name}.`;
    if (nextStep !== undefined && isEnd === true) return `isEnd and nextStep cannot be used together in step: ${name}.`;
    const wrong =
      wrongTurn(step, 'onFailure', ['Abort', 'Continue'], isStep) ??
      wrongTurn(step, 'onCancel', ['Abort'], isStep) ??
      (action === 'aws:branch' ? wrongBranch(step, isStep) : undefined);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
