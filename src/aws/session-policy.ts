import type { Statement } from '../domain/operation.ts';

/** AssumeRole refuses a longer inline policy; a packed limit with the tags comes on top. */
const maxPolicyCharacters = 2_048;

/** What observing may call: it reads the fleet, commands and documents, and no parameter's value. */
export const observing: readonly Statement[] = [
  {
    actions: [
      'ec2:Describe*',
      'ssm:Describe*',
      'ssm:List*',
      'ssm:GetCommandInvocation',
      'ssm:GetDocument',
      'resource-groups:ListGroupResources',
      'tag:GetResources',
    ],
    resources: ['*'],
  },
];

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

export const fitsPolicy = (statements: readonly Statement[]): boolean => policyDocument(statements).length <= maxPolicyCharacters;
