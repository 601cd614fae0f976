import type { NamedPolicy, Policy, RoleSeed, UserSeed } from '../principal.ts';
import printed from './roles.json' with { type: 'json' };

export const production = '111122223333';
export const nonProduction = '444455556666';
export const accounts = [production, nonProduction] as const;
export const regions = ['eu-central-1', 'us-east-1'] as const;

/** The seeded access key. It opens nothing but this stand-in. */
export const accessKeyId = 'AKIASANDBOX000000001';
export const secretAccessKey = 'local-sandbox-secret-for-the-stand-in-01';
/** What a caller must name to assume a role. */
export const externalId = 'acme-ssm-chatops';

/** An entry of roles.json, which is what the bot's own command line prints for the example company: `npm run sandbox:roles`. */
interface Printed {
  readonly account: string;
  readonly role: string;
  /** The bot itself has none: it is a user. */
  readonly trust?: Policy;
  readonly policies: readonly NamedPolicy[];
}

const all: readonly Printed[] = printed;

export const users: readonly UserSeed[] = all
  .filter(({ trust }) => trust === undefined)
  .map(({ role: arn, account, policies }) => ({
    arn,
    account,
    userId: 'AIDASANDBOX0000000001',
    accessKeyId,
    secretAccessKey,
    policies,
  }));

export const roles: readonly RoleSeed[] = all.flatMap(({ role: arn, account, trust, policies }, index) =>
  trust === undefined
    ? []
    : [
        {
          arn,
          account,
          name: arn.split('/').at(-1) ?? '',
          roleId: `AROASANDBOXROLE${String(index).padStart(6, '0')}`,
          maxSessionSeconds: 3_600, // what a role has that says nothing else
          trust,
          policies,
        },
      ],
);
