import type { People } from '../../auth/directory.ts';
import type { Sessions } from '../../auth/sts-session.ts';
import type { Channel, ChannelRule } from '../../domain/channel.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Policy } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Freeze } from '../../domain/freeze.ts';
import type { OperationSpec } from '../../domain/operation.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Audit } from '../../store/audit/read.ts';
import type { Requests } from '../../store/requests.ts';
import type { Scheduling } from './schedule/scheduling.ts';

/** Everything that the life of a request needs: the same for the bot, the worker and the tests. */
export interface Desk {
  readonly operations: readonly OperationSpec[];
  readonly environments: readonly Environment[];
  /** By the channel's id or its name. */
  readonly channels: Readonly<Record<string, ChannelRule>>;
  /** How long a card and an approval are waited for, and after how much of the latter approvers are called once more. */
  readonly waits: { readonly previewMs: number; readonly approvalMs: number; readonly remindMs: number };
  readonly freezes: readonly Freeze[];
  /** Where a broken glass is alarmed: without it nobody may break one. */
  readonly security: Channel | undefined;
  readonly requests: Requests;
  readonly audit: Audit;
  readonly policy: Policy;
  readonly people: People;
  readonly sessions: Sessions;
  readonly scheduling: Scheduling;
  readonly clock: Clock;
  readonly log: Log;
  /** Throws UserError where the bot could not tell the story in that channel. */
  mustReach(channel: Request['channel']): Promise<void>;
  /** Waits until the record is on disk where the server can tell. */
  durable(): Promise<void>;
}

/** The operation of that name. A request of a newer version of the bot may name one that is not here. */
export function operationOf(desk: Desk, name: string): OperationSpec {
  const operation = desk.operations.find((each) => each.name === name);
  if (!operation) throw new ConflictError(`This version of the bot knows no operation "${name}".`);
  return operation;
}

/** Slack hides a private channel's name: those go by id. */
const ruleOf = (desk: Pick<Desk, 'channels'>, { id, name }: Pick<Channel, 'id' | 'name'>): ChannelRule =>
  desk.channels[id] ?? desk.channels[name] ?? {};

/** The environment that a channel means where none is named. */
export const usualEnvironment = (desk: Pick<Desk, 'channels'>, channel: Pick<Channel, 'id' | 'name'>): string | undefined =>
  ruleOf(desk, channel).environment;

/** The environments that may be asked for in this channel. */
export const environmentsIn = (desk: Pick<Desk, 'channels' | 'environments'>, channel: Pick<Channel, 'id' | 'name'>): Environment[] => {
  const { environments } = ruleOf(desk, channel);
  return desk.environments.filter(({ name }) => environments?.includes(name) ?? true);
};

export function environmentOf(desk: Desk, name: string): Environment {
  const environment = desk.environments.find((each) => each.name === name);
  if (!environment)
    throw new UserError(`There is no environment "${name}". There are: ${desk.environments.map((each) => each.name).join(', ')}.`);
  return environment;
}

/** Ours, unique per request and wave: AWS keeps it in the Comment. */
export const waveKey = (request: Request, wave: number): string => `ssm-chatops:${request.id}:${wave + 1}`;
