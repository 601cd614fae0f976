import type { Environment } from '../domain/environment.ts';
import type { Statement } from '../domain/operation.ts';

/** AssumeRole refuses a longer inline policy; a packed limit with the tags comes on top. */
export const mostCharacters = 2_048;

/** An IAM policy document, ready for JSON. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** The statements as an IAM policy, each said once. */
export const policyOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: merged(statements).map(({ actions, resources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(conditions && { Condition: conditions }),
  })),
});

/** The statements as the JSON of an IAM policy. */
export const policyDocument = (statements: readonly Statement[]): string => JSON.stringify(policyOf(statements));

export const fitsPolicy = (statements: readonly Statement[]): boolean => policyDocument(statements).length <= mostCharacters;

/** The same actions on anything: what is left then is the role's own limit. */
export const widened = (statements: readonly Statement[]): Statement[] => [
  { actions: [...new Set(statements.flatMap(({ actions }) => actions))], resources: ['*'] },
];

/** Actions for which AWS knows no resources are held to the environment by its region. */
export const inRegion = ({ region }: Pick<Environment, 'region'>, actions: readonly string[]): Statement => ({
  actions,
  resources: ['*'],
  conditions: { StringEquals: { 'aws:RequestedRegion': [region] } },
});

// "IAM policy elements: variables and tags" tells how the characters that mean more are written as themselves.

/** Text that means itself within a resource. */
export const literal = (text: string): string => text.replace(/[*?$]/g, (character) => `\${${character}}`);

/** Text that means itself as a value of StringEquals, which knows no * and no ?. */
export const literalValue = (text: string): string => text.replaceAll('${', () => `\${$}{`);

/**
 * The same rights in fewer statements: joined are those that differ in their actions alone, then in their resources
 * alone, then in the values of their one condition alone.
 */
export function merged(statements: readonly Statement[]): Statement[] {
  const byActions = joined(statements, ({ resources, conditions }) => [resources, conditions]);
  const byResources = joined(byActions, ({ actions, conditions }) => [actions, conditions]);
  return joined(byResources, ({ actions, resources, conditions }) => {
    const condition = onlyCondition(conditions);
    return [actions, resources, condition ? [condition.operator, condition.key] : conditions];
  });
}

type Conditions = NonNullable<Statement['conditions']>;

function joined(statements: readonly Statement[], sameness: (statement: Statement) => unknown): Statement[] {
  const found = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify(sameness(statement));
    const before = found.get(key);
    found.set(key, before ? both(before, statement) : statement);
  }
  return [...found.values()];
}

function both(one: Statement, other: Statement): Statement {
  const first = onlyCondition(one.conditions);
  const second = onlyCondition(other.conditions);
  const conditions = first && second ? { [first.operator]: { [first.key]: once(first.values, second.values) } } : one.conditions;
  return {
    actions: once(one.actions, other.actions),
    resources: once(one.resources, other.resources),
    ...(conditions && { conditions }),
  };
}

const once = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];

/** The one condition that there is: any of its values will do, so two such statements are one with the values of both. */
function onlyCondition(conditions: Conditions | undefined) {
  const [[operator, keys] = [], ...others] = Object.entries(conditions ?? {});
  const [[key, values] = [], ...more] = Object.entries(keys ?? {});
  const isOne = others.length === 0 && more.length === 0 && operator !== undefined && key !== undefined && values !== undefined;
  // "Not" operators want none of the values to fit: there more values mean less.
  return isOne && !operator.includes('Not') && !operator.startsWith('ForAll') ? { operator, key, values } : undefined;
}
