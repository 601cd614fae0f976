import { answerOf, inWords, isDenied } from '../../aws/errors.ts';
import { isOver } from '../../domain/execution.ts';
import type { PersonRef } from '../../domain/person.ts';
import type { Plan, Wave } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { mayEnd } from './decide.ts';
import { type Desk, environmentOf, operationOf } from './desk.ts';

/** The asker may always cancel; another if policy lets them. No approval is needed to stop. */
export async function cancelRequest(desk: Desk, id: string, by: PersonRef): Promise<Request> {
  const request = await desk.requests.change(id, () => undefined);
  await mayEnd(desk, request, by);
  return desk.requests.change(id, (now) => {
    if (now.state === 'cancelling') return undefined;
    if (now.state === 'offered') return { kind: 'finished', by };
    return now.state === 'previewed' ? { kind: 'discarded', by } : { kind: 'cancel-asked', by };
  });
}

/** Asks AWS to stop the wave that runs. May be repeated. */
export async function stopWave(desk: Desk, request: Request, index: number): Promise<void> {
  const operation = operationOf(desk, request.operation);
  const { execution } = request.waves[index] ?? {};
  const wave = (request.plan as Plan).waves[index] as Wave;
  const env = environmentOf(desk, request.environment);
  if (operation.stop && execution && !isOver(execution)) {
    const who = { person: request.cancelledBy?.id ?? request.asker.id, request: request.id, purpose: `stop-${index + 1}` };
    const { aws } = await desk.sessions.operate(env, who, operation.iam(wave, env, 'stop'));
    try {
      await operation.stop(execution, aws);
    } catch (error) {
      // It is over already: following tells. All else is said in the thread and tried again, a missing right too.
      if (answerOf(error) !== 'refused' || isDenied(error)) throw inWords(error, `stopping on ${env.name}`);
      desk.log.warn({ request: request.id, wave: index, err: error }, 'AWS refused to stop it');
    }
  }
  await desk.requests.change(request.id, () => ({ kind: 'stop-asked', wave: index }));
}
