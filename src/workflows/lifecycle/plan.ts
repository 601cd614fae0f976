import { inWords } from '../../aws/errors.ts';
import { fitsPolicy, mostCharacters } from '../../aws/session-policy.ts';
import { compare, likenessOf } from '../../domain/compare.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Elsewhere, Field, OperationSpec } from '../../domain/operation.ts';
import { type Plan, planHash } from '../../domain/plan.ts';
import type { Comparison, Request } from '../../domain/request.ts';
import { ConflictError, DeniedError, SecretTyped, UnavailableError, UserError } from '../../errors.ts';
import { someoneCanAgree } from './agree.ts';
import { askerOf } from './asker.ts';
import { decidePlan, mayObserve, mustNeedGlass } from './decide.ts';
import { type Desk, environmentOf, operationOf } from './desk.ts';
import { meantEnvironment } from './submit.ts';

/** A plan that can't be made within this time is given up. */
const longestMs = 5 * 60_000;

/** Makes today's plan of the request, reading AWS under a session that only reads. */
export async function makePlan(desk: Desk, request: Request, env: Environment): Promise<Plan> {
  const operation = operationOf(desk, request.operation);
  const input = operation.input.parse(request.input);
  try {
    const { aws } = await desk.sessions.observe(
      env,
      { person: request.asker.id, request: request.id, purpose: 'plan' },
      operation.roles(env).observe,
    );
    return widened(operation, await operation.plan(input, aws, env, (name) => readIn(desk, request, name)), env, request.wide === true);
  } catch (error) {
    throw inWords(error, `planning on ${env.name}`);
  }
}

/** The same reads in another environment, where the asker may look. */
async function readIn(desk: Desk, request: Request, name: string): ReturnType<Elsewhere> {
  const env = meantEnvironment(desk, name, request.channel);
  const person = await askerOf(desk, request);
  mayObserve(desk, person, env, request.channel.name);
  const who = { person: request.asker.id, request: request.id, purpose: 'plan' };
  const { aws } = await desk.sessions.observe(env, who, operationOf(desk, request.operation).roles(env).observe);
  return { env, aws };
}

/** Marks the waves whose exact session policy AWS would not take. Policy decides on such a plan, and approvers read it. */
function widened(operation: OperationSpec, plan: Plan, env: Environment, all: boolean): Plan {
  const waves = plan.waves.map((wave) => (all || !fitsPolicy(operation.iam(wave, env, 'start')) ? { ...wave, wide: true as const } : wave));
  if (!waves.some((wave) => wave.wide)) return plan;
  const why = all
    ? 'AWS can not pack an exact session policy for this'
    : `An exact session policy for this is longer than AWS takes (${mostCharacters} characters)`;
  const warning = `${why}: the session may use the same actions on anything that the role may.`;
  return { ...plan, waves, warnings: [...plan.warnings, warning] };
}

/** received -> previewed, denied or refused. */
export async function planRequest(desk: Desk, request: Request): Promise<void> {
  const { id, asker } = request;
  try {
    const env = environmentOf(desk, request.environment);
    const person = await askerOf(desk, request);
    mayObserve(desk, person, env, request.channel.name);
    await desk.mustReach(request.channel);
    const plan = await makePlan(desk, request, env);
    if (request.breakGlass) {
      mustNeedGlass(desk, person, request, env, plan);
      await mustAlarm(desk);
    }
    const decision = await decidePlan(desk, person, request, env, plan);
    if (!request.breakGlass) await someoneCanAgree(desk, decision, asker);
    const hash = planHash(request.operation, env, plan);
    const expiresAt = desk.clock.now() + desk.waits.previewMs;
    const likeness = likenessOf(request, plan, targetWords(operationOf(desk, request.operation), request.input));
    const compared = await earlier(desk, request, likeness, plan);
    await desk.requests.change(id, (now) =>
      now.state === 'received' ? { kind: 'planned', plan, hash, decision, expiresAt, likeness, compared } : undefined,
    );
  } catch (error) {
    const note = (error as Error).message;
    if (error instanceof DeniedError) await desk.requests.change(id, () => ({ kind: 'denied', note }));
    // AWS or Slack away: the person is told and asks again; a plan that comes minutes later helps nobody.
    else if (error instanceof UserError || (error instanceof UnavailableError && error.service !== 'Redis')) {
      if (error instanceof UnavailableError) desk.log.warn({ request: id, err: error }, 'a plan could not be made');
      const without = error instanceof SecretTyped ? maybeSecrets(operationOf(desk, request.operation)) : undefined;
      await desk.requests.change(id, () => ({ kind: 'refused', note, without }));
    } else if (error instanceof ConflictError || desk.clock.now() - request.receivedAt < longestMs) throw error;
    else {
      desk.log.error({ request: id, err: error }, 'a plan was given up');
      await desk.requests.change(id, () => ({
        kind: 'refused',
        note: `No plan could be made, by a fault of the bot; its log tells more under request ${id}.`,
      }));
    }
  }
}

/** Whoever breaks the glass is seen: without a place for the alarm it is not broken. */
async function mustAlarm(desk: Desk): Promise<void> {
  if (!desk.security)
    throw new UserError(
      'The glass can not be broken: no security channel is configured, so nobody would be alarmed. Ask for approval instead, without --break-glass.',
    );
  await desk.mustReach(desk.security);
}

/** The words of the input that choose targets, as they were typed. */
const targetWords = ({ form }: OperationSpec, input: Request['input']): string[] =>
  Object.entries<Field>(form).flatMap(([key, { kind }]) => (kind === 'targets' ? [input[key] ?? []].flat().map(String) : []));

/** The fields that may hold a secret. */
const maybeSecrets = ({ form }: OperationSpec): string[] =>
  Object.entries<Field>(form).flatMap(([key, { mayBeSecret }]) => (mayBeSecret ? [key] : []));

/** What this is compared with: the request that it repeats, else the last with the same texts, else the last on the same targets. */
async function earlier(desk: Desk, request: Request, likeness: readonly string[], plan: Plan): Promise<Comparison | undefined> {
  const [text, targets] = request.again === undefined ? await desk.requests.alike(likeness) : [];
  const found = (
    [
      ['again', request.again],
      ['text', text],
      ['targets', targets],
    ] as const
  ).find(([, id]) => id !== undefined);
  const before = found?.[1] === undefined ? undefined : await desk.requests.get(found[1]);
  return found && before && compare(before, found[0], plan);
}
