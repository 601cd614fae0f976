import { documentReads } from '../../aws/documents.ts';
import { nodeReads } from '../../aws/nodes.ts';
import { pickerReads } from '../../aws/pickers.ts';
import { literal, literalValue } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';

/** What the two roles of an environment need for commands: sessions cut it down to one plan. */
export function commandRoles(env: Environment): { readonly observe: readonly Statement[]; readonly operate: readonly Statement[] } {
  const { partition, region, account, requiredTags } = env;
  const ssm = `arn:${partition}:ssm:${region}`;
  // SendCommand knows ssm:resourceTag/KEY for EC2's instances and hybrid nodes alike (service authorization reference).
  const tags = Object.entries(requiredTags).map(([key, value]) => [`ssm:resourceTag/${key}`, [literalValue(value)]] as const);
  return {
    observe: [
      ...inRegion(region, [
        ...nodeReads,
        ...documentReads,
        ...pickerReads,
        { actions: ['ssm:ListCommands', 'ssm:ListCommandInvocations', 'ssm:GetCommandInvocation'], resources: ['*'] },
      ]),
      ...outputReads(env),
    ],
    operate: [
      { actions: ['ssm:SendCommand'], resources: [`${ssm}::document/*`, `${ssm}:${account}:document/*`] },
      {
        actions: ['ssm:SendCommand'],
        resources: [`arn:${partition}:ec2:${region}:${account}:instance/*`, `${ssm}:${account}:managed-instance/*`],
        ...(tags.length > 0 && { conditions: { StringEquals: Object.fromEntries(tags) } }),
      },
      ...inRegion(region, [{ actions: ['ssm:CancelCommand'], resources: ['*'] }]),
      {
        // A command with an alarm: its sender must be allowed to make the role by which AWS reads alarms.
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [`arn:${partition}:iam::${account}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`],
        conditions: { StringEquals: { 'iam:AWSServiceName': ['ssm.amazonaws.com'] } },
      },
    ],
  };
}

/** Actions without resources are held to the environment by its region. */
const inRegion = (region: string, statements: readonly Statement[]): Statement[] =>
  statements.map((statement) =>
    statement.resources.includes('*') ? { ...statement, conditions: { StringEquals: { 'aws:RequestedRegion': [region] } } } : statement,
  );

/** Whole output is read where the configuration has it written. ListBucket would only turn one refusal into another. */
function outputReads({ partition, region, account, output }: Environment): Statement[] {
  const reads: Statement[] = [];
  if (output.s3 !== undefined)
    reads.push({ actions: ['s3:GetObject'], resources: [`arn:${partition}:s3:::${literal(output.s3.replace(/\/+$/, ''))}/*`] });
  if (output.logGroup !== undefined)
    reads.push({
      actions: ['logs:GetLogEvents'],
      resources: [`arn:${partition}:logs:${region}:${account}:log-group:${output.logGroup}:log-stream:*`],
    });
  return reads;
}
