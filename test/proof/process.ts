import type { Redis } from 'ioredis';
import type { People } from '../../src/auth/directory.ts';
import { type Sessions, SessionTooLarge } from '../../src/auth/sts-session.ts';
import type { Policy } from '../../src/domain/decision.ts';
import type { Aws, OperationSpec } from '../../src/domain/operation.ts';
import { DeniedError, UnavailableError } from '../../src/errors.ts';
import { createAudit } from '../../src/store/audit/read.ts';
import { createRequests } from '../../src/store/requests.ts';
import { createSchedules } from '../../src/store/schedules.ts';
import type { Desk } from '../../src/workflows/lifecycle/desk.ts';
import { tinyOperation } from './operation.ts';
import { type Call, groupNames, keyring, minute, standing, type World } from './world.ts';

/** A process of the bot: it may die in the middle of what it does. */
export interface Process {
  readonly desk: Desk;
  readonly died: Promise<'died'>;
}

export function startProcess(
  world: World,
  redis: Redis,
  policies: ReadonlyMap<string, Policy>,
  onStart: (call: Call) => Promise<void>,
): Process {
  let die = (): void => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  const dead = (): Promise<never> => {
    die();
    return new Promise<never>(() => undefined);
  };
  const clock = { now: () => world.now };
  const operation: OperationSpec = tinyOperation(world, dead, onStart);
  const desk: Desk = {
    operations: [operation],
    get environments() {
      return [standing(world).environment];
    },
    channels: {},
    waits: { previewMs: 30 * minute, approvalMs: 30 * minute, remindMs: 15 * minute },
    freezes: [],
    security: { id: 'G0SEC', name: 'privategroup' },
    audit: createAudit(redis, keyring),
    requests: createRequests(redis, keyring, clock, async () => undefined),
    get policy() {
      return policies.get(standing(world).rule.name) as Policy;
    },
    people: peopleOf(world),
    sessions: sessionsOf(world),
    // Requests alone are proven here: nothing asks for these.
    scheduling: {
      schedules: createSchedules(redis, keyring, clock, { place: () => undefined }),
      timezone: 'UTC',
      readLine: noSchedule,
      findChannel: noSchedule,
      tell: noSchedule,
    },
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined },
    mustReach: async () => undefined,
    durable: async () => {
      if (world.fate !== 'crash before') return;
      world.fate = 'ok';
      await dead();
    },
  };
  return { desk, died };
}

const noSchedule = (): never => {
  throw new Error('There are no schedules in this world.');
};

const peopleOf = (world: World): People => {
  const heard = () => {
    if (standing(world).silent) throw new UnavailableError('Slack', 'Slack did not say who is who.');
    return standing(world);
  };
  return {
    async person(id, team) {
      const { groups, gone } = heard();
      if (gone.includes(id)) throw new DeniedError('Your account in this workspace is deactivated.');
      const own = groupNames.filter((group) => groups[group]?.includes(id));
      return { id, team, name: id.slice(2).toLowerCase(), groups: own };
    },
    members: async (group) => heard().groups[group] ?? [],
    handleId: async () => undefined,
  };
};

const sessionsOf = (world: World): Sessions => {
  const session = { aws: {} as Aws, arn: 'arn:aws:sts::111122223333:assumed-role/ssm-chatops-operate/s' };
  return {
    observe: async () => session,
    follow: async () => session,
    async operate(_env, _who, statements) {
      const isWide = statements.every(({ resources }) => resources.includes('*'));
      if (!world.packs && !isWide) throw new SessionTooLarge('The session policy for this is larger than AWS packs.');
      return session;
    },
  };
};
