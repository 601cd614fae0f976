import { randomBytes } from 'node:crypto';
import type { Credentials } from '@aws-sdk/client-sts';
import type { Caller, Policy, RoleSeed } from './principal.ts';
import type { World } from './world.ts';

export interface SessionWish {
  readonly name: string;
  readonly seconds: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: Policy;
  readonly sourceIdentity?: string;
}

const letters = (bytes: number) => randomBytes(bytes).toString('hex').toUpperCase();

/** Opens a session of a role: from now on its credentials are known. They end by the wall's clock. */
export function openSession(world: World, role: RoleSeed, wish: SessionWish): { credentials: Credentials; caller: Caller } {
  const { seconds, ...kept } = wish;
  const expiresAt = Math.floor(Date.now() / 1000 + seconds) * 1000;
  const token = randomBytes(180).toString('base64');
  const caller: Caller = {
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${wish.name}`,
    account: role.account,
    userId: `${role.roleId}:${wish.name}`,
    accessKeyId: `ASIA${letters(8)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    policies: role.policies,
    session: { ...kept, token, roleArn: role.arn, expiresAt },
  };
  world.callers.set(caller.accessKeyId, caller);
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = caller;
  return { caller, credentials: { AccessKeyId, SecretAccessKey, SessionToken: token, Expiration: new Date(expiresAt) } };
}
