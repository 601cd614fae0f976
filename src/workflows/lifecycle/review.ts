import type { PersonRef } from '../../domain/person.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError } from '../../errors.ts';
import { mayAct } from './decide.ts';
import { type Desk, environmentOf } from './desk.ts';

/** Closes the review of a broken glass: whoever policy lets, and never the one who broke it. Throws DeniedError. */
export async function closeReview(desk: Desk, id: string, by: PersonRef, comment: string): Promise<Request> {
  const request = await desk.requests.change(id, () => undefined);
  if (by.id === request.asker.id) throw new ConflictError('You broke the glass yourself: somebody else reviews it.');
  const person = await desk.people.person(by.id, by.team, { fresh: true });
  mayAct(desk, person, 'request.review', environmentOf(desk, request.environment), desk.security?.name ?? request.channel.name);
  return desk.requests.change(id, () => ({ kind: 'review-closed', by, comment }));
}
