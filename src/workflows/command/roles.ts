import { documentReads } from '../../aws/documents.ts';
import { nodeReads } from '../../aws/nodes.ts';
import { pickerReads } from '../../aws/pickers.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';

/** What the two roles of an environment need for commands: sessions cut it down to one plan. */
export function commandRoles({ partition, region, account, requiredTags }: Environment): {
  observe: readonly Statement[];
  operate: readonly Statement[];
} {
  const ssm = `arn:${partition}:ssm:${region}`;
  const tags = Object.entries(requiredTags).map(([key, value]) => [`ssm:resourceTag/${key}`, [value]] as const);
  return {
    observe: [
      ...nodeReads,
      ...documentReads,
      ...pickerReads,
      { actions: ['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation'], resources: ['*'] },
    ],
    operate: [
      { actions: ['ssm:SendCommand'], resources: [`${ssm}::document/*`, `${ssm}:${account}:document/*`] },
      {
        actions: ['ssm:SendCommand'],
        resources: [`arn:${partition}:ec2:${region}:${account}:instance/*`, `${ssm}:${account}:managed-instance/*`],
        ...(tags.length > 0 && { conditions: { StringEquals: Object.fromEntries(tags) } }),
      },
      { actions: ['ssm:CancelCommand'], resources: ['*'] },
      {
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [`arn:${partition}:iam::${account}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`],
      },
    ],
  };
}
