import { inWords } from '../../aws/errors.ts';
import { widened } from '../../aws/session-policy.ts';
import type { Execution } from '../../domain/execution.ts';
import type { PersonRef } from '../../domain/person.ts';
import type { Plan, Wave } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError, UserError } from '../../errors.ts';
import { mayEnd, mayObserve } from './decide.ts';
import { type Desk, environmentOf, operationOf, waveKey } from './desk.ts';
import { contextOf } from './start.ts';

/** A wave was being started and nobody knows what came of it, and the call's deadline and a minute are over: look. */
export async function recoverWave(desk: Desk, request: Request, index: number): Promise<void> {
  const found = await lookUp(desk, request, index);
  if (found === 'not found') {
    const at = new Date(request.waves[index]?.startingAt ?? 0).toISOString();
    const note = `AWS did not answer when it was sent (${at}), and it is not in AWS's history. It is not known whether it was sent. Nothing was repeated.`;
    await desk.requests.change(request.id, () => ({ kind: 'lost', wave: index, note }));
  } else {
    await desk.requests.change(request.id, () => ({ kind: 'started', wave: index, execution: found, late: true }));
  }
}

/** AWS still calls it running after the longest time that it could take: it is not followed for ever. */
export async function giveUp(desk: Desk, request: Request, index: number): Promise<void> {
  const note = 'AWS still calls it running after the longest time that it could take. It is not followed any more.';
  await desk.requests.change(request.id, () => ({ kind: 'lost', wave: index, note }));
}

async function lookUp(desk: Desk, request: Request, index: number): Promise<Execution | undefined | 'not found'> {
  const env = environmentOf(desk, request.environment);
  const operation = operationOf(desk, request.operation);
  const wave = sentPart(request, index);
  const key = waveKey(request, index);
  const who = { person: request.asker.id, request: request.id, purpose: `look-${index + 1}` };
  try {
    if (operation.recover === 'same-key') {
      const exact = operation.iam(wave, env, 'start');
      const { aws } = await desk.sessions.operate(env, who, wave.wide ? widened(exact) : exact);
      return (await operation.start(wave, contextOf(request, index), aws)).execution;
    }
    const { aws } = await desk.sessions.observe(env, who, operation.roles(env).observe);
    return await operation.recover(wave, key, aws);
  } catch (error) {
    throw inWords(error, `looking for a command on ${env.name}`);
  }
}

/** The wave as it was sent: without the targets that were gone by then. */
function sentPart(request: Request, index: number): Wave {
  const wave = (request.plan as Plan).waves[index] as Wave;
  const gone = request.waves[index]?.gone ?? [];
  return { ...wave, targets: wave.targets.filter((target) => !gone.includes(target)) };
}

/**
 * A person says what came of a wave whose outcome is not known. "It ran" wants AWS's id, and the key, document and
 * targets of that must be the wave's; "it did not run" ends the request. The asker may, and whoever may cancel.
 */
export async function settle(desk: Desk, id: string, by: PersonRef, executionId: string | undefined): Promise<Request> {
  const request = await desk.requests.get(id);
  const index = request?.waves.findIndex((wave) => wave.state === 'unknown') ?? -1;
  if (!request || index < 0) throw new ConflictError('Its outcome is known already; nothing was changed.');
  const env = environmentOf(desk, request.environment);
  await mayEnd(desk, request, by);
  if (executionId === undefined) return desk.requests.change(id, () => ({ kind: 'settled', wave: index, by }));
  mayObserve(desk, await desk.people.person(by.id, by.team), env, request.channel.name);
  const operation = operationOf(desk, request.operation);
  const { aws } = await desk.sessions.observe(
    env,
    { person: by.id, request: id, purpose: `settle-${index + 1}` },
    operation.roles(env).observe,
  );
  const found =
    operation.recover === 'same-key'
      ? 'not found'
      : await operation.recover(sentPart(request, index), waveKey(request, index), aws, executionId).catch((error: unknown) => {
          throw inWords(error, `looking for it on ${env.name}`);
        });
  if (found === 'not found')
    throw new UserError(
      `${executionId} is not it: what this request makes in AWS bears its mark, ${waveKey(request, index)}, and is exactly what the plan says.`,
    );
  return desk.requests.change(id, () => ({ kind: 'settled', wave: index, by, execution: found }));
}
