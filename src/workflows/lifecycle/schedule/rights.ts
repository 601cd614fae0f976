import type { Environment } from '../../../domain/environment.ts';
import type { LookSpec } from '../../../domain/look.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import { DeniedError, UserError } from '../../../errors.ts';
import { looks } from '../../index.ts';
import { circumstances, mayAct, mayObserve } from '../decide.ts';
import type { Desk } from '../desk.ts';
import { meantEnvironment } from '../submit.ts';

/** The look of that name. Throws UserError where it is none that a whole channel may be told. */
export function lookForChannel(name: string): LookSpec & { readonly forChannel: string } {
  const look = looks.find((each) => each.name === name);
  if (look?.forChannel !== undefined) return { ...look, forChannel: look.forChannel };
  const can = looks.flatMap(({ words, forChannel }) => (forChannel === undefined ? [] : words));
  const why = look
    ? `"${look.words}" can show what not everybody in a channel may see, so it is answered to its asker alone.`
    : 'Only what looks at AWS can be told on a schedule.';
  throw new UserError(`${why} These can be told: ${can.join(', ')}.`);
}

/** What rights are asked about: who would have what told where. */
export type Asked = Pick<Schedule, 'input' | 'creator' | 'channel'> & { readonly environment?: string | undefined };

/**
 * The environment that is meant, if its creator may look at this there and have it told in the channel: asked as if they typed
 * it there now. Throws DeniedError, UserError where the channel is not for that environment.
 */
export async function mayTell(desk: Desk, look: LookSpec, { input, environment, creator, channel }: Asked): Promise<Environment> {
  const env = meantEnvironment(desk, environment, channel);
  const person = await desk.people.person(creator.id, creator.team, { fresh: true });
  for (const about of look.contexts(input)) {
    const place = meantEnvironment(desk, about.environment ?? env.name, channel);
    mayObserve(desk, person, place, channel.name);
    const context = { ...circumstances(desk, place, channel.name), about };
    const decision = desk.policy.decide({ person, action: look.name, environment: place, context });
    if (!decision.allowed) throw new DeniedError(decision.why ?? 'You may not look at this.');
    mayAct(desk, person, 'schedule', place, channel.name);
  }
  return env;
}
