import { literalValue, type PolicyDocument } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';

/** Only Systems Manager's automations of this account and region may use the role (user guide, "confused deputy"). */
export const runbookTrust = ({ partition, account }: Environment, regions: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'ssm.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': [account] },
        ArnLike: { 'aws:SourceArn': regions.map((region) => `arn:${partition}:ssm:${region}:${account}:automation-execution/*`) },
      },
    },
  ],
});

/** What a runbook needs that makes an image of instances, runs a command on them and looks at what came of it. */
export function runbookRights({ partition, region, account, requiredTags }: Environment): Statement[] {
  const ec2 = `arn:${partition}:ec2:${region}`;
  const ssm = `arn:${partition}:ssm:${region}`;
  const withTags = (prefix: string) => {
    const tags = Object.entries(requiredTags).map(([key, value]) => [`${prefix}/${key}`, [literalValue(value)]] as const);
    return tags.length > 0 ? { conditions: { StringEquals: Object.fromEntries(tags) } } : {};
  };
  return [
    {
      // None of these knows resources.
      actions: [
        'ec2:DescribeImages',
        'ec2:DescribeInstances',
        'ssm:DescribeInstanceInformation',
        'ssm:GetCommandInvocation',
        'ssm:ListCommandInvocations',
        'ssm:ListCommands',
      ],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': [region] } },
    },
    { actions: ['ec2:CreateImage'], resources: [`${ec2}:${account}:instance/*`], ...withTags('aws:ResourceTag') },
    // Images and snapshots have no account in their ARNs. What is made has no tags yet.
    { actions: ['ec2:CreateImage', 'ec2:CreateTags'], resources: [`${ec2}::image/*`, `${ec2}::snapshot/*`] },
    { actions: ['ssm:SendCommand'], resources: [`${ssm}::document/*`, `${ssm}:${account}:document/*`] },
    {
      actions: ['ssm:SendCommand'],
      resources: [`${ec2}:${account}:instance/*`, `${ssm}:${account}:managed-instance/*`],
      ...withTags('ssm:resourceTag'),
    },
  ];
}
