import type { NamedPolicy } from '../principal.ts';
import { outputBucket } from './buckets.ts';

/** What the role in the machines' instance profile may do with output. Hybrid machines have a role without these rights. */
export const nodePolicies = (account: string): readonly NamedPolicy[] => [
  {
    name: 'LeaveOutput',
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${outputBucket(account)}/*` },
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `arn:aws:logs:*:${account}:log-group:/aws/ssm/*`,
        },
      ],
    },
  },
];
