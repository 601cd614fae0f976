import type { Asker } from '../../../domain/enquiry.ts';
import { type Request, shortId } from '../../../domain/request.ts';
import { UserError } from '../../../errors.ts';
import { mayAct } from '../decide.ts';
import { type Desk, environmentOf } from '../desk.ts';

/** The one request whose id begins so, if this person may read it. */
export async function findRequest(desk: Desk, start: string, asking: Asker): Promise<Request> {
  const request = await requestOf(desk, start);
  await mayRead(desk, request, asking);
  return request;
}

/** The one request whose id begins so, whoever may read it. Throws UserError. */
export async function requestOf(desk: Desk, start: string): Promise<Request> {
  const ids = await desk.requests.withPrefix(start.toLowerCase());
  const [id, other] = ids;
  if (other)
    throw new UserError(`Several requests begin with "${start}". Write more of it: ${ids.map((each) => each.slice(0, 12)).join(', ')}.`);
  const request = id ? await desk.requests.get(id) : undefined;
  if (!request) throw new UserError(`There is no request "${start}". /ssm list shows the latest ones.`);
  return request;
}

/** The asker may; others if policy lets them read requests of the environment. Throws DeniedError. */
export async function mayRead(desk: Desk, request: Request, { by, channel }: Asker): Promise<void> {
  if (by.id === request.asker.id) return;
  const person = await desk.people.person(by.id, by.team);
  mayAct(desk, person, 'request.read', environmentOf(desk, request.environment), channel.name);
}

/** '8c1d02 · running · Run a script on 48 instances'. */
export const inOneLine = (desk: Desk, request: Request): readonly string[] => [
  shortId(request.id),
  request.state,
  request.environment,
  request.plan?.summary ?? desk.operations.find((each) => each.name === request.operation)?.title ?? request.operation,
  request.asker.name,
];
