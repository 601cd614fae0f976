import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Policy, RoleSeed } from '../../../sandbox/aws/principal.ts';
import { externalId, production } from '../../../sandbox/aws/seed/accounts.ts';
import { type Clients, keysOf, type OpenAws } from './clients.ts';
import { tester } from './roles.ts';

/** A role of production with exactly these statements, which the tester may assume. */
export function admitRole(aws: OpenAws, name: string, statements: Policy['Statement']): RoleSeed {
  const role: RoleSeed = {
    arn: `arn:aws:iam::${production}:role/test-${name}`,
    account: production,
    name: `test-${name}`,
    roleId: `AROASANDBOXTEST${name.toUpperCase().slice(0, 6).padEnd(6, '0')}`,
    maxSessionSeconds: 3600,
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
    policies: [{ name: 'All', policy: { Version: '2012-10-17', Statement: statements } }],
  };
  aws.local.world.roles.set(role.arn, role);
  return role;
}

/** The clients of a session of that role. */
export async function openRole(aws: OpenAws, name: string, statements: Policy['Statement']): Promise<Clients> {
  const role = admitRole(aws, name, statements);
  const answer = await aws.user.sts.send(new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: 'ana', ExternalId: externalId }));
  await aws.visibleAfter(0);
  await aws.allowsRates(100);
  return aws.clients(keysOf(answer.Credentials));
}
