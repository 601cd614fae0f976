import { literalValue } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Statement } from '../../domain/operation.ts';

/** What runbooks need that start and stop instances, make images of them, run commands on them, delete snapshots or encrypt buckets. */
export function roleRights({ partition, region, account, requiredTags }: Environment): Statement[] {
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
        'ec2:DescribeInstanceStatus',
        'ec2:DescribeInstances',
        'ec2:DescribeSnapshots',
        'ssm:DescribeInstanceInformation',
        'ssm:GetCommandInvocation',
        'ssm:ListCommandInvocations',
        'ssm:ListCommands',
      ],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': [region] } },
    },
    {
      actions: ['ec2:CreateImage', 'ec2:RebootInstances', 'ec2:StartInstances', 'ec2:StopInstances'],
      resources: [`${ec2}:${account}:instance/*`],
      ...withTags('aws:ResourceTag'),
    },
    // Snapshots of the environment, by its tags; a bucket has no tags that a policy could ask for here.
    { actions: ['ec2:DeleteSnapshot'], resources: [`${ec2}::snapshot/*`], ...withTags('aws:ResourceTag') },
    {
      actions: ['s3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration'],
      resources: [`arn:${partition}:s3:::*`],
      conditions: { StringEquals: { 'aws:ResourceAccount': [account] } },
    },
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
