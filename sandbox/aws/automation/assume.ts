import { authorise } from '../authorise.ts';
import type { Caller, RoleSeed, Session } from '../principal.ts';
import type { Place, World } from '../world.ts';
import { executionArn } from './execution.ts';
import { seenBySteps } from './moment.ts';

const second = 1000;

/** A session that Systems Manager opened for an execution, and renews as long as that needs it. */
const ownSession = (role: RoleSeed, executionId: string): Caller => {
  const name = `Automation-${executionId}`;
  return {
    arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}`,
    account: role.account,
    userId: `${role.roleId}:${name}`,
    accessKeyId: '',
    secretAccessKey: '',
    policies: role.policies,
    session: { token: '', name, roleArn: role.arn, tags: {}, expiresAt: Number.POSITIVE_INFINITY },
  };
};

const service: Caller = {
  arn: 'ssm.amazonaws.com',
  account: '',
  userId: '',
  accessKeyId: '',
  secretAccessKey: '',
  policies: [],
};

/** The session in which an execution's steps run as the role that its runbook assumes; undefined if the role does not trust the service, or is not there. */
export async function serviceSession(world: World, place: Place, roleArn: string, executionId: string): Promise<Caller | undefined> {
  const role = world.roles.get(roleArn);
  if (!role) return undefined;
  const { allowed } = await authorise(
    {
      action: 'sts:AssumeRole',
      resource: role.arn,
      owner: role.account,
      resourcePolicy: role.trust,
      context: { 'aws:SourceAccount': place.account, 'aws:SourceArn': executionArn(place, executionId) },
    },
    { ...service, account: role.account },
    place.region,
  );
  return allowed ? ownSession(role, executionId) : undefined;
}

/** The session in another account that the caller's rights and the role's trust open; undefined if one of them does not. */
export async function chainedSession(
  world: World,
  place: Place,
  caller: Caller,
  roleArn: string,
  executionId: string,
): Promise<Caller | undefined> {
  const role = world.roles.get(roleArn);
  if (!role) return undefined;
  const access = { action: 'sts:AssumeRole', resource: role.arn, owner: role.account, resourcePolicy: role.trust };
  const { allowed } = await authorise(access, caller, place.region);
  return allowed ? ownSession(role, executionId) : undefined;
}

/**
 * The starter's own session, cut policy included. It ends with the starter's credentials: by the wall's clock, as all
 * credentials do, and once the execution has lasted as long as they were good for when it began.
 */
export function starterSession(world: World, starter: Caller): Caller {
  const { session } = starter;
  if (!session) return starter;
  const { clock } = seenBySteps(world);
  const began = clock.now();
  const left = session.expiresAt - Date.now();
  const lasting: Session = {
    ...session,
    get expiresAt() {
      return clock.now() - began >= left ? Math.min(session.expiresAt, Date.now() - second) : session.expiresAt;
    },
  };
  return { ...starter, session: lasting };
}
