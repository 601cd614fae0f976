import type { Policy, RoleSeed, UserSeed } from '../../../sandbox/aws/principal.ts';
import { accounts, externalId, production } from '../../../sandbox/aws/seed/accounts.ts';
import { outputBucket } from '../../../sandbox/aws/seed/buckets.ts';
import type { World } from '../../../sandbox/aws/world.ts';

/** Somebody who looks into every corner of the stand-in, where the bot may do only what it needs. */
export const tester: UserSeed = {
  arn: `arn:aws:iam::${production}:user/tester`,
  account: production,
  userId: 'AIDASANDBOX0000000002',
  accessKeyId: 'AKIASANDBOX000000002',
  secretAccessKey: 'local-sandbox-secret-for-the-stand-in-02',
  policies: [
    {
      name: 'AssumeTestRoles',
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
            Resource: accounts.map((account) => `arn:aws:iam::${account}:role/test-*`),
          },
        ],
      },
    },
  ],
};

const observe = (account: string): Policy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'ec2:DescribeInstances',
        'logs:DescribeLogGroups',
        'resource-groups:GetGroup',
        'resource-groups:ListGroupResources',
        'resource-groups:ListGroups',
        'ssm:DescribeDocument',
        'ssm:DescribeInstanceInformation',
        'ssm:GetCommandInvocation',
        'ssm:GetDocument',
        'ssm:ListCommandInvocations',
        'ssm:ListCommands',
        'ssm:ListDocuments',
        'ssm:ListDocumentVersions',
        'ssm:ListTagsForResource',
        'tag:GetResources',
      ],
      Resource: '*',
    },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${outputBucket(account)}/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${outputBucket(account)}` },
    {
      Effect: 'Allow',
      Action: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'],
      Resource: [`arn:aws:logs:*:${account}:log-group:/aws/ssm/*`, `arn:aws:logs:*:${account}:log-group:/aws/ssm/*:log-stream:*`],
    },
  ],
});

const run = (account: string): Policy => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: ['arn:aws:ssm:*::document/AWS-*', `arn:aws:ssm:*:${account}:document/*`] },
    {
      Effect: 'Allow',
      Action: 'ssm:SendCommand',
      Resource: [`arn:aws:ec2:*:${account}:instance/*`, `arn:aws:ssm:*:${account}:managed-instance/*`],
    },
    {
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: `arn:aws:iam::${account}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`,
      Condition: { StringEquals: { 'iam:AWSServiceName': 'ssm.amazonaws.com' } },
    },
    { Effect: 'Allow', Action: 'ssm:CancelCommand', Resource: '*' },
  ],
});

const trust: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: tester.arn },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
    { Effect: 'Allow', Principal: { AWS: tester.arn }, Action: ['sts:TagSession', 'sts:SetSourceIdentity'] },
  ],
};

const roles: readonly RoleSeed[] = accounts.flatMap((account, index) => [
  {
    arn: `arn:aws:iam::${account}:role/test-observe`,
    account,
    name: 'test-observe',
    roleId: `AROASANDBOXTESTOBS00${index}`,
    maxSessionSeconds: 3_600,
    trust,
    policies: [{ name: 'Observe', policy: observe(account) }],
  },
  {
    arn: `arn:aws:iam::${account}:role/test-operate`,
    account,
    name: 'test-operate',
    roleId: `AROASANDBOXTESTOPE00${index}`,
    maxSessionSeconds: 43_200,
    trust,
    policies: [
      { name: 'Observe', policy: observe(account) },
      { name: 'Run', policy: run(account) },
    ],
  },
]);

/** Gives a stand-in the tester and the roles that they may assume. */
export function admitTester({ roles: known, callers }: World): void {
  callers.set(tester.accessKeyId, tester);
  for (const role of roles) known.set(role.arn, role);
}
