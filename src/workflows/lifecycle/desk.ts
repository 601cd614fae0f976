import type { People } from '../../auth/directory.ts';
import type { Sessions } from '../../auth/sts-session.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Policy } from '../../domain/decision.ts';
import type { Environment } from '../../domain/environment.ts';
import type { OperationSpec } from '../../domain/operation.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError, UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Requests } from '../../store/requests.ts';

/** Everything that the life of a request needs: the same for the bot, the worker and the tests. */
export interface Desk {
  readonly operations: readonly OperationSpec[];
  readonly environments: readonly Environment[];
  /** The default environment of a channel, by its id or its name. */
  readonly channels: Readonly<Record<string, string>>;
  readonly waits: { readonly previewMs: number; readonly approvalMs: number };
  readonly requests: Requests;
  readonly policy: Policy;
  readonly people: People;
  readonly sessions: Sessions;
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

/** The environment that a channel means where none is named. Slack hides a private channel's name: those go by id. */
export const usualEnvironment = (desk: Desk, { id, name }: { readonly id: string; readonly name: string }): string | undefined =>
  desk.channels[id] ?? desk.channels[name];

export function environmentOf(desk: Desk, name: string): Environment {
  const environment = desk.environments.find((each) => each.name === name);
  if (!environment)
    throw new UserError(`There is no environment "${name}". There are: ${desk.environments.map((each) => each.name).join(', ')}.`);
  return environment;
}

/** Ours, unique per request and wave: AWS keeps it in the Comment. */
export const waveKey = (request: Request, wave: number): string => `ssm-chatops:${request.id}:${wave + 1}`;
