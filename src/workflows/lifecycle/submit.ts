import type { Channel } from '../../domain/channel.ts';
import type { Environment } from '../../domain/environment.ts';
import type { PersonRef } from '../../domain/person.ts';
import type { Request } from '../../domain/request.ts';
import { UserError } from '../../errors.ts';
import { type Desk, environmentOf, environmentsIn, usualEnvironment } from './desk.ts';

/** What a person asked for, as a handler read it from one delivery. */
export interface Submission {
  /** The request's id: an HMAC over what Slack calls this delivery. */
  readonly id: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly environment?: string | undefined;
  readonly reason?: string | undefined;
  /** Why it must run without those who would have to agree. */
  readonly breakGlass?: string | undefined;
  readonly asker: PersonRef;
  readonly channel: Channel;
  readonly again?: string | undefined;
  /** Slack's id of the run of a workflow's step. */
  readonly workflowStep?: string | undefined;
}

/** Writes the request as `received`, before anything else is done. The same delivery twice is the same request. */
export async function submit(desk: Desk, { breakGlass, ...submission }: Submission): Promise<Request> {
  const { channel } = submission;
  const environment = meantEnvironment(desk, submission.environment, channel);
  const now = desk.clock.now();
  const { request } = await desk.requests.create({
    ...submission,
    ...(breakGlass !== undefined && { reason: breakGlass, breakGlass: true }),
    environment: environment.name,
    state: 'received',
    receivedAt: now,
    changedAt: now,
    verdicts: [],
    counted: [],
    approvals: [],
    dismissals: [],
    reminders: 0,
    waves: [],
  });
  return request;
}

/** The environment that a line means. Throws UserError where there is none of that name, or the channel is not for it. */
export function meantEnvironment(desk: Desk, named: string | undefined, channel: Channel): Environment {
  const environment = environmentOf(desk, named ?? defaultEnvironment(desk, channel));
  const allowed = environmentsIn(desk, channel).map(({ name }) => name);
  if (!allowed.includes(environment.name))
    throw new UserError(`This channel is for ${allowed.join(', ')} only. Ask for ${environment.name} in another channel.`);
  return environment;
}

function defaultEnvironment(desk: Desk, channel: Submission['channel']): string {
  const name = usualEnvironment(desk, channel);
  if (name) return name;
  const names = environmentsIn(desk, channel).map((each) => each.name);
  if (names.length === 1) return names[0] as string;
  throw new UserError(`This channel has no default environment. Say which: --env ${names.join(' or --env ')}.`);
}
