import { type SessionFor, SessionTooLarge } from '../../auth/sts-session.ts';
import { answerOf, inWords, isNamed } from '../../aws/errors.ts';
import { widened } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import { sumCounts } from '../../domain/execution.ts';
import type { Elsewhere, StartContext } from '../../domain/operation.ts';
import { type Drift, drift, type Plan, planHash, type Wave } from '../../domain/plan.ts';
import type { DecisionRecord, Request } from '../../domain/request.ts';
import { describeRequirement } from '../../domain/requirement.ts';
import { touchedBy } from '../../domain/touched.ts';
import { agreed as hasAgreed } from '../../domain/transition.ts';
import { doing } from '../../domain/waves.ts';
import { ConflictError, DeniedError, UnavailableError, UserError } from '../../errors.ts';
import { someoneCanAgree } from './agree.ts';
import { askerOf } from './asker.ts';
import { decidePlan, mayObserve } from './decide.ts';
import { type Desk, environmentOf, operationOf, waveKey } from './desk.ts';
import { makePlan } from './plan.ts';

/** Longer than this between the record and the call, and it is not made: the look-up comes after 75 s. */
const longestPauseMs = 30_000;
/** So often may AWS refuse a wave for now (throttled, a node just stopped) before it is given up. */
const maxRefusals = 8;
const retryMs = (refusals: number): number => Math.min(1_000 * 2 ** refusals, 60_000);

/**
 * Starts the wave. Everything is looked at afresh first: the person's rights, what was approved against today's
 * policy, the targets and the document. Then the intent is recorded, then AWS is called, once.
 * @param secret what the asker gave for a wave that takes one
 * @returns the secret of a wave that gives one
 */
export async function startWave(desk: Desk, request: Request, index: number, secret?: string): Promise<string | undefined> {
  const env = environmentOf(desk, request.environment);
  const plan = request.plan as Plan;
  const checked = await checkAgain(desk, request, env, index);
  if (!checked) return undefined;
  const planned = plan.waves[index] as Plan['waves'][number];
  const touched = planned.undo ? touchedBy(request) : undefined;
  const gone = planned.targets.filter((target) => checked.gone.includes(target) || touched?.has(target) === false);
  const wave = { ...planned, targets: planned.targets.filter((target) => !gone.includes(target)) };
  if (wave.targets.length === 0) {
    await desk.requests.change(request.id, () => ({ kind: 'wave-skipped', wave: index, note: 'None of its targets can be reached now.' }));
    return undefined;
  }

  const operation = operationOf(desk, request.operation);
  const who = { person: request.asker.id, request: request.id, purpose: `start-${index + 1}` };
  const exact = operation.iam(wave, env, 'start');
  const session = await desk.sessions
    .operate(env, who, wave.wide ? widened(exact) : exact)
    .catch((error) => withoutSession(desk, request, env, index, error));
  if (!session) return undefined;
  const began = desk.clock.now();
  await desk.requests.change(request.id, () => ({ kind: 'starting', wave: index, hash: request.hash, gone, session: session.arn }));
  // Nothing was called yet, so it is known that nothing was sent.
  const kept = await desk.durable().then(
    () => true,
    () => false,
  );
  if (!kept) return putOff(desk, request, index, 'Redis did not write to disk in time');
  // A process that slept since then must not call: others may have looked for the command by now.
  if (desk.clock.now() - began > longestPauseMs) return putOff(desk, request, index, 'the bot was held up');
  // A rollback goes on over errors: half undone would be worse.
  const usual = contextOf(request, index);
  const context = {
    ...usual,
    tolerates: planned.undo ? wave.targets.length : usual.tolerates,
    secret,
    elsewhere: (name: string) => actIn(desk, request, wave, name, who),
  };
  try {
    const { execution, secret: given } = await operation.start(wave, context, session.aws);
    await desk.requests.change(request.id, () => ({ kind: 'started', wave: index, execution }));
    return given;
  } catch (error) {
    await afterFailure(desk, request, index, error);
    return undefined;
  }
}

/** The wave's rights in another environment that its plan names. */
async function actIn(desk: Desk, request: Request, wave: Wave, name: string, who: SessionFor): ReturnType<Elsewhere> {
  if (!request.plan?.contexts.some(({ environment }) => environment === name))
    throw new UserError(`What was agreed to does not touch ${name}.`);
  const env = environmentOf(desk, name);
  const exact = operationOf(desk, request.operation).iam(wave, env, 'start');
  const { aws } = await desk.sessions.operate(env, who, wave.wide ? widened(exact) : exact);
  return { env, aws };
}

/** AWS packs session policies, and says only now that this one is too large: then it asks again, with a wider one. */
async function withoutSession(desk: Desk, request: Request, env: Environment, index: number, error: unknown): Promise<undefined> {
  if (!(error instanceof SessionTooLarge) || index > 0 || request.wide) return notNow(desk, request, index, error);
  try {
    const person = await askerOf(desk, request);
    const wide = { ...request, wide: true } as const;
    const plan = await makePlan(desk, wide, env);
    await askAgain(
      desk,
      wide,
      env,
      plan,
      'AWS can not pack an exact session policy for this, so it needs a wider one.',
      await decidePlan(desk, person, wide, env, plan),
    );
  } catch (another) {
    if (another instanceof ConflictError) throw another;
    if (another instanceof DeniedError) return notNow(desk, request, index, new DeniedError(`${error.message} ${another.message}`));
    return notNow(desk, request, index, another);
  }
}

async function afterFailure(desk: Desk, request: Request, index: number, error: unknown): Promise<void> {
  const refusals = request.waves[index]?.refusals ?? 0;
  // What the operation itself finds wrong it finds before its call.
  const answer = error instanceof UserError ? 'refused' : answerOf(error);
  // No answer: it may have been sent. The record stays `starting`; it is looked up after the deadline.
  if (answer === 'unknown') {
    desk.log.warn({ request: request.id, wave: index, err: error }, 'no answer to a call that changes something');
    return;
  }
  // A node that stopped in the last seconds fails the whole call: the next try leaves it out.
  const forNow = answer === 'throttled' || isNamed(error, 'InvalidInstanceId');
  if (forNow && refusals < maxRefusals) return putOff(desk, request, index, (error as Error).name);
  const note = inWords(error, `starting on ${request.environment}`).message;
  await desk.requests.change(request.id, () => ({ kind: 'start-refused', wave: index, note }));
}

async function putOff(desk: Desk, request: Request, index: number, why: string): Promise<undefined> {
  const retryAt = desk.clock.now() + retryMs(request.waves[index]?.refusals ?? 0);
  await desk.requests.change(request.id, () => ({ kind: 'put-off', wave: index, why, retryAt }));
}

/** What a wave is started with; the same again where it is started with the same key once more. */
export const contextOf = (request: Request, index: number): StartContext => ({
  key: waveKey(request, index),
  tolerates: errorsLeft(request),
  asker: request.asker,
  approvers: request.approvals.map(({ by }) => by),
});

/** What remains of the error budget that the plan has over all its waves. */
export function errorsLeft(request: Request): number | undefined {
  const { tolerates } = request.plan as Plan;
  const { failed } = sumCounts(doing(request).flatMap((wave) => (wave.execution ? [wave.execution.counts] : [])));
  return tolerates === undefined ? undefined : tolerates - failed;
}

/** Today's rights, policy and plan against what was agreed to. Undefined: it may not start now, and the record says why. */
async function checkAgain(desk: Desk, request: Request, env: Environment, index: number): Promise<Drift | undefined> {
  const agreed = request.plan as Plan;
  try {
    const person = await askerOf(desk, request);
    mayObserve(desk, person, env, request.channel.name);
    const today = await makePlan(desk, request, env);
    const difference = ofOthers(sinceAgreed(request, env, today), agreed, index);
    const isNew = difference.added.length > 0 || difference.moved.length > 0;
    // Once a wave ran, nothing new can come in: the waves hold exactly what was approved.
    if (isNew && index === 0)
      return await askAgain(desk, request, env, today, inWhat(difference), await decidePlan(desk, person, request, env, today));
    if (difference.moved.length > 0)
      throw new UserError(`${difference.moved.join(', ')} changed since it was approved. The rest does not run.`);
    // What the targets carry is looked at as it is today: a tag may have changed what policy says of them.
    const decision = await decidePlan(desk, person, request, env, { ...agreed, tags: today.tags });
    if (hasAgreed({ ...request, decision })) return difference;
    const more = `Policy asks for more now: ${describeRequirement(decision.requirement)}${decision.stepUp ? ', with codes of their authenticator apps' : ''}.`;
    if (index > 0) throw new DeniedError(`${more} The rest does not run.`);
    return await askAgain(desk, request, env, agreed, more, decision);
  } catch (error) {
    if (error instanceof ConflictError) throw error;
    return notNow(desk, request, index, error);
  }
}

/** Once a wave ran, what moved with its targets was moved by this request; those of later waves are looked at in their turn. */
function ofOthers(difference: Drift, { waves }: Plan, index: number): Drift {
  if (index === 0) return difference;
  const others = new Set(waves.flatMap(({ targets }, i) => (i === index ? [] : targets)));
  return { ...difference, moved: difference.moved.filter((pin) => !others.has(pin)) };
}

/** What differs today. The configuration may name another account, region or role by now: that was not approved either. */
function sinceAgreed(request: Request, env: Environment, today: Plan): Drift {
  const agreed = request.plan as Plan;
  const difference = drift(agreed, today);
  const sameEnvironment = planHash(request.operation, env, agreed) === request.hash;
  return sameEnvironment ? difference : { ...difference, moved: [...difference.moved, `the account, region or role of ${env.name}`] };
}

async function askAgain(
  desk: Desk,
  request: Request,
  env: Environment,
  plan: Plan,
  what: string,
  decision: DecisionRecord,
): Promise<undefined> {
  await someoneCanAgree(desk, decision, request.asker);
  const hash = planHash(request.operation, env, plan);
  const { approvalMs, remindMs } = desk.waits;
  const now = desk.clock.now();
  const { wide } = request;
  await desk.requests.change(request.id, () => ({
    kind: 'drifted',
    plan,
    hash,
    decision,
    what,
    expiresAt: now + approvalMs,
    remindAt: now + remindMs,
    wide,
  }));
}

function inWhat({ added, moved }: Drift): string {
  const parts = [added.length > 0 ? `new targets: ${added.join(', ')}` : '', moved.length > 0 ? `changed: ${moved.join(', ')}` : ''];
  return `Since the plan was made: ${parts.filter(Boolean).join('; ')}.`;
}

async function notNow(desk: Desk, request: Request, index: number, error: unknown): Promise<undefined> {
  // AWS or Slack is away: the sweep tries again, until the person cancels.
  if (error instanceof UnavailableError) throw error;
  if (!(error instanceof UserError || error instanceof DeniedError)) throw error;
  const note = error.message;
  const kind = error instanceof DeniedError ? 'denied' : 'refused';
  await desk.requests.change(request.id, (now) =>
    now.startedAt === undefined ? { kind, note } : { kind: 'wave-skipped', wave: index, note },
  );
  return undefined;
}
