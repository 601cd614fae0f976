import type { Statement } from '../domain/operation.ts';

/** AssumeRole refuses a longer inline policy; a packed limit with the tags comes on top. */
export const mostCharacters = 2_048;

/** The statements as the JSON of an IAM policy. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      Condition: conditions,
    })),
  });
}

export const fitsPolicy = (statements: readonly Statement[]): boolean => policyDocument(statements).length <= mostCharacters;

/** The same actions on anything: what is left then is the role's own limit. */
export const widened = (statements: readonly Statement[]): Statement[] => [
  { actions: [...new Set(statements.flatMap(({ actions }) => actions))], resources: ['*'] },
];
