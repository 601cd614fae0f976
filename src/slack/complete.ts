import { ErrorCode } from '@slack/web-api';
import { shortId } from '../domain/request.ts';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { PlacePorts } from './place.ts';
import { isRefusal } from './refusal.ts';
import { wholeOutcome } from './render/outcome.ts';
import type { Scene } from './render/scene.ts';

/**
 * Tells the workflow whose step asked how it ended: the step completes with outputs, or fails with the reason. It may be called
 * twice: Slack refuses a step that is over. Returns 0, or the milliseconds after which to try again.
 */
export async function complete(
  { slack, shown, log }: Pick<PlacePorts, 'slack' | 'shown'> & { readonly log: Log },
  scene: Scene,
): Promise<number> {
  const { request } = scene;
  const { id, workflowStep: step = '', state } = request;
  if ((await shown.get(id, 'completed'))?.digest !== undefined) return 0;
  const outcome = wholeOutcome(scene);
  try {
    if (state === 'succeeded') {
      const executions = request.waves.flatMap(({ execution }) => (execution ? [execution.id] : []));
      const outputs = { request_id: shortId(id), outcome, execution_ids: executions.join(' ') };
      await slack.functions.completeSuccess({ function_execution_id: step, outputs });
    } else await slack.functions.completeError({ function_execution_id: step, error: outcome });
  } catch (error) {
    const { code, retryAfter } = error as { code?: string; retryAfter?: number };
    if (code === ErrorCode.RateLimitedError) return (retryAfter ?? 1) * 1_000;
    if (!isRefusal(error)) throw new UnavailableError('Slack', `Slack did not take the end of a step: ${(error as Error).message}`, error);
    log.warn({ request: id, err: error }, 'Slack refused the end of a step');
  }
  await shown.put(id, 'completed', { digest: state });
  return 0;
}
