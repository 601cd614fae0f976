import type { PersonRef } from '../../domain/person.ts';
import type { Request } from '../../domain/request.ts';
import { ConflictError, UserError } from '../../errors.ts';
import { whyNoMore } from './advance.ts';
import { type Desk, operationOf } from './desk.ts';
import { startWave } from './start.ts';

/** The waves that wait for the asker now: those with a secret, up to the first without one. */
export function secretWaves(request: Request): number[] {
  const waves = request.plan?.waves ?? [];
  const first = request.waves.findIndex((wave) => wave.state === 'pending');
  const end = waves.findIndex((wave, i) => i > first && !wave.secret);
  return first < 0 ? [] : waves.flatMap((wave, i) => (wave.secret && i >= first && (end < 0 || i < end) ? [i] : []));
}

/** What is wrong with the values that were given, by wave. The words never hold one. */
export function wrongSecrets(desk: Desk, request: Request, given: ReadonlyMap<number, string>): Map<number, string> {
  const operation = operationOf(desk, request.operation);
  const wrong = new Map<number, string>();
  for (const i of secretWaves(request)) {
    const wave = request.plan?.waves[i];
    if (wave?.secret?.kind !== 'takes') continue;
    const value = given.get(i);
    const why = value ? operation.wrongSecret?.(wave, value) : `A value for ${wave.secret.name} is missing.`;
    if (why !== undefined) wrong.set(i, why);
  }
  return wrong;
}

/** What came of the waves that the asker clicked for. */
export interface Given {
  readonly request: Request;
  /** The secret of each wave that gave one. In memory alone: it goes into the view that asked for it and nowhere else. */
  readonly secrets: ReadonlyMap<number, string>;
}

/**
 * Starts the waves that take or give a secret, here and now, in their order. `given`: what the asker wrote, by wave.
 * Throws ConflictError where it does not wait for this person.
 */
export async function startSecret(desk: Desk, id: string, by: PersonRef, hash: string, given: ReadonlyMap<number, string>): Promise<Given> {
  let request = await desk.requests.change(id, () => undefined);
  if (by.id !== request.asker.id || by.team !== request.asker.team) throw new ConflictError('This is for who asked. Nothing was changed.');
  if (request.state !== 'ready') throw new ConflictError(`This request is ${request.state}; nothing was changed.`);
  if (request.hash !== hash) throw new ConflictError('The plan is another one now; nothing was changed.');
  const waves = secretWaves(request);
  const [wrong] = wrongSecrets(desk, request, given).values();
  if (wrong !== undefined) throw new UserError(`${wrong} Nothing was changed.`);
  const secrets = new Map<number, string>();
  for (const i of waves) {
    if (whyNoMore(request, i) !== undefined) break;
    const secret = await startWave(desk, request, i, given.get(i));
    if (secret !== undefined) secrets.set(i, secret);
    request = await desk.requests.change(id, () => undefined);
    if (request.state !== 'running' && request.state !== 'ready') break;
  }
  return { request, secrets };
}
