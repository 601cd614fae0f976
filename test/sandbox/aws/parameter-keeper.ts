import type { SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Policy } from '../../../sandbox/aws/principal.ts';
import { externalId, production } from '../../../sandbox/aws/seed/accounts.ts';
import { keysOf, type OpenAws } from './clients.ts';
import { tester } from './roles.ts';

const allow = (Action: string | string[], Resource: string | string[], Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});

/** A policy of these statements, each an action, what it is allowed on and, if need be, a condition. */
export const policy = (...statements: Parameters<typeof allow>[]): Policy => ({
  Version: '2012-10-17',
  Statement: statements.map((each) => allow(...each)),
});

const everything = policy([['ssm:*', 'kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'ec2:DescribeImages'], '*']);

/** Opens a session of a role with exactly this policy; by default one that may do all with parameters. */
export async function keeperOf(aws: OpenAws, rights: Policy = everything, session?: Policy): Promise<SSMClient> {
  const name = `test-keeper-${aws.local.world.roles.size}`;
  aws.local.world.roles.set(`arn:aws:iam::${production}:role/${name}`, {
    arn: `arn:aws:iam::${production}:role/${name}`,
    account: production,
    name,
    roleId: 'AROASANDBOXTESTKEE00',
    maxSessionSeconds: 3_600,
    trust: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: tester.arn },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    },
    policies: [{ name: 'Keep', policy: rights }],
  });
  const { Credentials } = await aws.user.sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${production}:role/${name}`,
      RoleSessionName: 'ana',
      ExternalId: externalId,
      ...(session && { Policy: JSON.stringify(session) }),
    }),
  );
  return aws.clients(keysOf(Credentials)).ssm;
}

/** Where a production parameter is in IAM's eyes. */
export const arn = (name: string) => `arn:aws:ssm:eu-central-1:${production}:parameter${name}`;
