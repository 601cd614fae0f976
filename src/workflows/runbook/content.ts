import { UserError } from '../../errors.ts';
import { isUnreadable, type Path, readTree, type Tree } from './tree.ts';

/** A parameter as the runbook declares it. Source: "Data elements and parameters" of the Systems Manager user guide. */
export interface RunbookParameter {
  readonly name: string;
  /** 'String', 'StringList', 'Boolean', 'Integer', 'StringMap', 'MapList', 'AWS::EC2::Instance::Id', 'List<AWS::...>', ... */
  readonly type: string;
  readonly description?: string | undefined;
  /** As it is written; undefined: it must be given. */
  readonly default?: unknown;
  readonly allowedValues?: readonly string[] | undefined;
  readonly allowedPattern?: string | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minChars?: number | undefined;
  readonly maxChars?: number | undefined;
  readonly line: number;
}

/** What a step keeps of an answer: `selector` is a JSONPath, '$.ImageId'. */
export interface StepOutput {
  readonly name: string;
  readonly selector: string;
  readonly type: string;
}

export interface RunbookStep {
  /** '' where it has none. */
  readonly name: string;
  /** 'aws:runCommand'; '' where it has none. */
  readonly action: string;
  readonly description?: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: readonly StepOutput[];
  readonly maxAttempts?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** 'Abort', 'Continue', 'step:NAME'. */
  readonly onFailure?: string | undefined;
  readonly onCancel?: string | undefined;
  readonly nextStep?: string | undefined;
  readonly isCritical?: boolean | undefined;
  readonly isEnd: boolean;
  /** Those within a loop. */
  readonly steps: readonly RunbookStep[];
  /** As it is written, also what is wrong in it. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly path: Path;
  readonly line: number;
}

export interface Runbook {
  readonly format: 'JSON' | 'YAML';
  readonly schemaVersion?: string | undefined;
  readonly description?: string | undefined;
  readonly assumeRole?: string | undefined;
  readonly parameters: ReadonlyMap<string, RunbookParameter>;
  /** Names of its variables. */
  readonly variables: readonly string[];
  readonly steps: readonly RunbookStep[];
  /** 'STEP.OUTPUT', as its outputs list them. */
  readonly outputs: readonly string[];
  /** As it is written, also what is wrong in it. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly lineOf: Tree['lineOf'];
}

/** Reads a runbook's text, JSON or YAML. What has another shape than it should is left out. Throws UserError with the line. */
export function readRunbook(text: string): Runbook {
  const tree = readTree(text);
  if (isUnreadable(tree)) throw new UserError(`Line ${tree.line}: ${tree.words} ${tree.fix}`);
  return runbookIn(tree);
}

/** The runbook that a text says: total, whatever stands there. */
export function runbookIn({ format, value, lineOf }: Tree): Runbook {
  const given = mapOf(value);
  const parameters = Object.entries(mapOf(given.parameters)).map(([name, each]): [string, RunbookParameter] => [
    name,
    parameterOf(name, mapOf(each), lineOf(['parameters', name])),
  ]);
  return {
    format,
    schemaVersion: wordOf(given.schemaVersion),
    description: textOf(given.description),
    assumeRole: textOf(given.assumeRole),
    parameters: new Map(parameters),
    variables: Object.keys(mapOf(given.variables)),
    steps: stepsOf(given.mainSteps, ['mainSteps'], lineOf),
    outputs: listOf(given.outputs).filter((each) => typeof each === 'string'),
    given,
    lineOf,
  };
}

function parameterOf(name: string, given: Readonly<Record<string, unknown>>, line: number): RunbookParameter {
  const { allowedValues } = given;
  return {
    name,
    type: textOf(given.type) ?? 'String',
    description: textOf(given.description),
    default: given.default ?? undefined,
    allowedValues: Array.isArray(allowedValues) ? allowedValues.map((each) => wordOf(each) ?? JSON.stringify(each)) : undefined,
    allowedPattern: textOf(given.allowedPattern),
    minItems: numberOf(given.minItems),
    maxItems: numberOf(given.maxItems),
    minChars: numberOf(given.minChars),
    maxChars: numberOf(given.maxChars),
    line,
  };
}

function stepsOf(value: unknown, path: Path, lineOf: Tree['lineOf']): RunbookStep[] {
  return listOf(value).map((each, index) => {
    const at = [...path, index];
    const given = mapOf(each);
    const inputs = mapOf(given.inputs);
    const action = textOf(given.action) ?? '';
    return {
      name: textOf(given.name) ?? '',
      action,
      description: textOf(given.description),
      inputs,
      outputs: listOf(given.outputs).map(mapOf).map(outputOf),
      maxAttempts: numberOf(given.maxAttempts),
      timeoutSeconds: numberOf(given.timeoutSeconds),
      onFailure: textOf(given.onFailure),
      onCancel: textOf(given.onCancel),
      nextStep: textOf(given.nextStep),
      isCritical: flagOf(given.isCritical),
      isEnd: flagOf(given.isEnd) === true,
      steps: action === 'aws:loop' ? stepsOf(inputs.Steps, [...at, 'inputs', 'Steps'], lineOf) : [],
      given,
      path: at,
      line: lineOf(at),
    };
  });
}

const outputOf = (given: Readonly<Record<string, unknown>>): StepOutput => ({
  name: textOf(given.Name) ?? '',
  selector: textOf(given.Selector) ?? '',
  type: textOf(given.Type) ?? '',
});

/** Without a prototype: "constructor" is a name as any other. */
export const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.assign(Object.create(null), value) : Object.create(null);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
/** AWS's own examples write some numbers in quotes. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
const flagOf = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined;

/** All steps, those within loops after their loop. */
export const allSteps = (steps: readonly RunbookStep[]): RunbookStep[] => steps.flatMap((step) => [step, ...allSteps(step.steps)]);
