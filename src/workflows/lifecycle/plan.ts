import { inWords } from '../../aws/errors.ts';
import type { Environment } from '../../domain/environment.ts';
import { comparePlans, type Plan, planHash } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { DeniedError, UnavailableError, UserError } from '../../errors.ts';
import { decidePlan, mayObserve, someoneCanAgree } from './decide.ts';
import { type Desk, environmentOf, operationOf } from './desk.ts';

/** Makes today's plan of the request, reading AWS under a session that only reads. */
export async function makePlan(desk: Desk, request: Request, env: Environment): Promise<Plan> {
  const operation = operationOf(desk, request.operation);
  const input = operation.input.parse(request.input);
  try {
    const { aws } = await desk.sessions.observe(env, { person: request.asker.id, request: request.id, purpose: 'plan' });
    return await operation.plan(input, aws, env);
  } catch (error) {
    throw inWords(error, `planning on ${env.name}`);
  }
}

/** received -> previewed, denied or refused. */
export async function planRequest(desk: Desk, request: Request): Promise<void> {
  const { id, asker } = request;
  try {
    const env = environmentOf(desk, request.environment);
    const person = await desk.people.person(asker.id, asker.team, { fresh: true });
    mayObserve(desk, person, env, request.channel.name);
    await desk.mustReach(request.channel);
    const plan = await makePlan(desk, request, env);
    const decision = decidePlan(desk, person, request, env, plan);
    await someoneCanAgree(desk, decision, asker);
    const hash = planHash(request.operation, env, plan);
    const expiresAt = desk.clock.now() + desk.waits.previewMs;
    const before = request.again === undefined ? undefined : await desk.requests.get(request.again);
    const differs = before?.plan && comparePlans(before.plan, plan);
    await desk.requests.change(id, (now) =>
      now.state === 'received' ? { kind: 'planned', plan, hash, decision, expiresAt, differs } : undefined,
    );
  } catch (error) {
    const note = (error as Error).message;
    if (error instanceof DeniedError) await desk.requests.change(id, () => ({ kind: 'denied', note }));
    // AWS or Slack away: the person is told and asks again; a plan that comes minutes later helps nobody.
    else if (error instanceof UserError || (error instanceof UnavailableError && error.service !== 'Redis')) {
      if (error instanceof UnavailableError) desk.log.warn({ request: id, err: error }, 'a plan could not be made');
      await desk.requests.change(id, () => ({ kind: 'refused', note }));
    } else throw error;
  }
}
