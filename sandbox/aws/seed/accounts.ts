import type { Policy, RoleSeed, UserSeed } from '../principal.ts';
import { outputBucket } from './buckets.ts';

export const production = '111122223333';
export const nonProduction = '444455556666';
export const accounts = [production, nonProduction] as const;
export const regions = ['eu-central-1', 'us-east-1'] as const;

/** The seeded access key. It opens nothing but this stand-in. */
export const accessKeyId = 'AKIASANDBOX000000001';
export const secretAccessKey = 'local-sandbox-secret-for-the-stand-in-01';
/** What a caller must name to assume a role. */
export const externalId = 'acme-ssm-chatops';

const userArn = `arn:aws:iam::${production}:user/ssm-chatops`;

const observe = (account: string): Policy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Read',
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
    { Sid: 'Output', Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${outputBucket(account)}/*` },
    // Without it S3 answers AccessDenied for a key that is not there.
    { Sid: 'OutputKeys', Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${outputBucket(account)}` },
    {
      Sid: 'OutputLogs',
      Effect: 'Allow',
      Action: ['logs:DescribeLogStreams', 'logs:FilterLogEvents', 'logs:GetLogEvents'],
      Resource: [`arn:aws:logs:*:${account}:log-group:/aws/ssm/*`, `arn:aws:logs:*:${account}:log-group:/aws/ssm/*:log-stream:*`],
    },
  ],
});

const amazonDocuments = [
  'AWS-ConfigureAWSPackage',
  'AWS-RunPatchBaseline',
  'AWS-RunPowerShellScript',
  'AWS-RunShellScript',
  'AWS-UpdateSSMAgent',
] as const;

const run = (account: string): Policy => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Documents',
      Effect: 'Allow',
      Action: 'ssm:SendCommand',
      Resource: [...amazonDocuments.map((name) => `arn:aws:ssm:*::document/${name}`), `arn:aws:ssm:*:${account}:document/*`],
    },
    {
      Sid: 'Nodes',
      Effect: 'Allow',
      Action: 'ssm:SendCommand',
      Resource: [`arn:aws:ec2:*:${account}:instance/*`, `arn:aws:ssm:*:${account}:managed-instance/*`],
    },
    {
      Sid: 'StopOnAlarm',
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: `arn:aws:iam::${account}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`,
      Condition: { StringEquals: { 'iam:AWSServiceName': 'ssm.amazonaws.com' } },
    },
    { Sid: 'Cancel', Effect: 'Allow', Action: 'ssm:CancelCommand', Resource: '*' },
  ],
});

const trust: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: userArn },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
    { Effect: 'Allow', Principal: { AWS: userArn }, Action: ['sts:TagSession', 'sts:SetSourceIdentity'] },
  ],
};

export const users: readonly UserSeed[] = [
  {
    arn: userArn,
    account: production,
    userId: 'AIDASANDBOX0000000001',
    accessKeyId,
    secretAccessKey,
    policies: [
      {
        name: 'AssumeChatopsRoles',
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
              Resource: accounts.map((account) => `arn:aws:iam::${account}:role/ssm-chatops-*`),
            },
          ],
        },
      },
    ],
  },
];

export const roles: readonly RoleSeed[] = accounts.flatMap((account, index) => [
  {
    arn: `arn:aws:iam::${account}:role/ssm-chatops-observe`,
    account,
    name: 'ssm-chatops-observe',
    roleId: `AROASANDBOXOBSERVE00${index}`,
    maxSessionSeconds: 3600,
    trust,
    policies: [{ name: 'Observe', policy: observe(account) }],
  },
  {
    arn: `arn:aws:iam::${account}:role/ssm-chatops-operate`,
    account,
    name: 'ssm-chatops-operate',
    roleId: `AROASANDBOXOPERATE00${index}`,
    maxSessionSeconds: 43_200,
    trust,
    policies: [
      { name: 'Observe', policy: observe(account) },
      { name: 'Run', policy: run(account) },
    ],
  },
]);
