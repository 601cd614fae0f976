import { isMap } from './value.ts';

type Fields = Readonly<Record<string, unknown>>;
type Comparison = (variable: unknown, wanted: unknown) => boolean;

const isNumber = (value: unknown) =>
  (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && !Number.isNaN(Number(value));
const numeric =
  (test: (variable: number, wanted: number) => boolean): Comparison =>
  (variable, wanted) =>
    isNumber(variable) && isNumber(wanted) && test(Number(variable), Number(wanted));

/** Texts are compared with what they say; other scalars with what they would say as texts. */
const textual =
  (test: (variable: string, wanted: string) => boolean): Comparison =>
  (variable, wanted) =>
    typeof variable !== 'object' && variable !== undefined && test(String(variable), String(wanted));

const lower = (text: string) => text.toLowerCase();

/** The comparisons of aws:branch (user guide, "Operators"). */
const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: textual((variable, wanted) => variable === wanted),
  EqualsIgnoreCase: textual((variable, wanted) => lower(variable) === lower(wanted)),
  StartsWith: textual((variable, wanted) => variable.startsWith(wanted)),
  EndsWith: textual((variable, wanted) => variable.endsWith(wanted)),
  Contains: (variable, wanted) =>
    Array.isArray(variable)
      ? variable.map(String).includes(String(wanted))
      : textual((text, part) => text.includes(part))(variable, wanted),
  NumericEquals: numeric((variable, wanted) => variable === wanted),
  NumericGreater: numeric((variable, wanted) => variable > wanted),
  NumericLesser: numeric((variable, wanted) => variable < wanted),
  NumericGreaterOrEquals: numeric((variable, wanted) => variable >= wanted),
  NumericLesserOrEquals: numeric((variable, wanted) => variable <= wanted),
  BooleanEquals: textual((variable, wanted) => lower(variable) === lower(wanted)),
};

/** What is wrong with a condition that cannot be decided. */
export class BadCondition extends Error {}

const conditions = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Decides a condition whose references are resolved: one comparison, or And, Or and Not of others. Throws BadCondition. */
export function holds(condition: unknown): boolean {
  if (!isMap(condition)) throw new BadCondition('A condition must be a map.');
  if (condition.And !== undefined) return conditions(condition.And).every(holds);
  if (condition.Or !== undefined) return conditions(condition.Or).some(holds);
  if (condition.Not !== undefined) return !conditions(condition.Not).every(holds);
  const named = Object.keys(condition).filter((key) => Object.hasOwn(comparisons, key));
  const [operator, another] = named;
  if (operator === undefined || another !== undefined)
    throw new BadCondition(`A condition needs exactly one operator; this has ${named.join(', ') || 'none'}.`);
  return comparisons[operator]?.(condition.Variable, condition[operator]) ?? false;
}

/** The step that a branch goes to: of the first choice that holds, else the default, else undefined: the one that follows. */
export function chooseStep(inputs: Fields): string | undefined {
  const chosen = conditions(inputs.Choices ?? []).find((choice) => holds(choice));
  const next = isMap(chosen) ? chosen.NextStep : inputs.Default;
  return typeof next === 'string' ? next : undefined;
}
