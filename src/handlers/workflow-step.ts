import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { OperationSpec } from '../domain/operation.ts';
import type { PersonRef } from '../domain/person.ts';
import { UserError } from '../errors.ts';
import { anyWorkflow } from '../workflows/lifecycle/asker.ts';
import { submit } from '../workflows/lifecycle/submit.ts';
import { isOurs, toPerson, within, wrongWorkspace } from './boundary.ts';
import { channelName } from './channel-name.ts';
import type { Front } from './front.ts';
import { keptOut } from './kept-out.ts';

/** What every step is asked with in Workflow Builder; manifest.workflow.yml declares it, and what the operation's own inputs are. */
const inputs = z
  .object({
    environment: z.string().min(1),
    reason: z.string().optional(),
    channel: z.string().regex(/^[CG][A-Z0-9]+$/, 'choose a channel'),
  })
  .catchall(z.string());

/**
 * Workflow Builder's steps. A step's request is the workflow's own, never that of whoever set it off, and a person must always
 * agree. It is written down before it is acknowledged; the step completes when the request is over.
 */
export function registerWorkflowSteps(app: App, front: Front): void {
  for (const operation of front.operations) if (operation.step) registerStep(app, front, operation, operation.step);
}

function registerStep(app: App, front: Front, operation: OperationSpec, step: NonNullable<OperationSpec['step']>): void {
  app.function(step.callback, { autoAcknowledge: false }, async ({ ack, event, body }) => {
    const execution = event.function_execution_id;
    try {
      const { team_id: team, enterprise_id: enterprise } = body as { team_id?: string; enterprise_id?: string | null };
      if (!isOurs(front, team, enterprise)) throw new UserError(wrongWorkspace);
      await within(takeDown(front, operation, step, execution, event.inputs, anyWorkflow(team ?? '')), 2_500);
      await ack();
    } catch (error) {
      const words = toPerson(front, error, "taking a workflow's step");
      await ack();
      await front.slack.functions.completeError({ function_execution_id: execution, error: words });
    }
  });
}

async function takeDown(
  front: Front,
  operation: OperationSpec,
  step: NonNullable<OperationSpec['step']>,
  execution: string,
  given: unknown,
  asker: PersonRef,
): Promise<void> {
  const { environment, reason, channel, ...own } = parsed(inputs, given);
  const input = parsed(operation.input, step.input(own));
  const secret = await keptOut(front, operation, input);
  if (secret) throw new UserError(secret.words);
  await submit(front.desk, {
    id: front.idOf(`function:${execution}`),
    operation: operation.name,
    input,
    environment,
    reason,
    asker,
    channel: { id: channel, name: await channelName(front, channel) },
    workflowStep: execution,
  });
}

function parsed<T extends z.ZodType>(schema: T, given: unknown): z.infer<T> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new UserError(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
