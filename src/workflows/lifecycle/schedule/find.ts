import type { Asker } from '../../../domain/enquiry.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import { DeniedError, UserError } from '../../../errors.ts';
import { mayAct } from '../decide.ts';
import { type Desk, environmentOf } from '../desk.ts';

/** The one schedule whose id begins so, if this person may read it. Throws UserError, DeniedError. */
export async function findSchedule(desk: Desk, start: string, asker: Asker): Promise<Schedule> {
  const ids = await desk.scheduling.schedules.withPrefix(start.toLowerCase());
  const [id, other] = ids;
  if (other)
    throw new UserError(`Several schedules begin with "${start}". Write more of it: ${ids.map((each) => each.slice(0, 12)).join(', ')}.`);
  const schedule = id ? await desk.scheduling.schedules.get(id) : undefined;
  if (!schedule || schedule.state === 'removed')
    throw new UserError(`There is no schedule "${start}". /ssm schedule list shows those that there are.`);
  await mayDo(desk, schedule, 'request.read', asker);
  return schedule;
}

/** Its creator may; others if policy lets them do this with requests of the environment. Throws DeniedError. */
export async function mayDo(desk: Desk, schedule: Schedule, act: 'request.read' | 'request.cancel', { by, channel }: Asker): Promise<void> {
  if (by.id === schedule.creator.id) return;
  const person = await desk.people.person(by.id, by.team, { fresh: act === 'request.cancel' });
  mayAct(desk, person, act, environmentOf(desk, schedule.environment), channel.name);
}

/** What goes on with somebody's rights is for them alone. Throws DeniedError. */
export function mustBeCreator({ creator }: Schedule, { by }: Asker): void {
  if (by.id !== creator.id || by.team !== creator.team)
    throw new DeniedError(
      `This looks with the rights of @${creator.name}, so it is for them alone. /ssm schedule add adds one of your own.`,
    );
}
