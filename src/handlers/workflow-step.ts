import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { PersonRef } from '../domain/person.ts';
import { UserError } from '../errors.ts';
import { anyWorkflow } from '../workflows/lifecycle/asker.ts';
import { submit } from '../workflows/lifecycle/submit.ts';
import { isOurs, toPerson, within, wrongWorkspace } from './boundary.ts';
import { channelName } from './channel-name.ts';
import type { Front } from './front.ts';
import { keptOut } from './kept-out.ts';

/** What the step is asked with in Workflow Builder: manifest.workflow.yml declares the same. */
const inputs = z.object({
  environment: z.string().min(1),
  runbook: z.string().min(1),
  parameters: z.string().optional(),
  reason: z.string().optional(),
  channel: z.string().regex(/^[CG][A-Z0-9]+$/, 'choose a channel'),
});

/**
 * Workflow Builder's step "Run an SSM runbook". Its request is the workflow's own, never that of whoever set it off, and a person
 * must always agree. It is written down before it is acknowledged; the step completes when the request is over.
 */
export function registerWorkflowStep(app: App, front: Front): void {
  app.function('run_runbook', { autoAcknowledge: false }, async ({ ack, event, body }) => {
    const execution = event.function_execution_id;
    try {
      const team = (body as { team_id?: string }).team_id;
      if (!isOurs(front, team, (body as { enterprise_id?: string | null }).enterprise_id)) throw new UserError(wrongWorkspace);
      await within(takeDown(front, execution, event.inputs, anyWorkflow(team ?? '')), 2_500);
      await ack();
    } catch (error) {
      const words = toPerson(front, error, "taking a workflow's step");
      await ack();
      await front.slack.functions.completeError({ function_execution_id: execution, error: words });
    }
  });
}

async function takeDown(front: Front, execution: string, given: unknown, asker: PersonRef): Promise<void> {
  const read = inputs.safeParse(given);
  if (!read.success) throw new UserError(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const { environment, runbook, parameters = '', reason, channel } = read.data;
  const operation = front.operations.find(({ name }) => name === 'runbook.start');
  if (!operation) throw new UserError('This version of the bot runs no runbooks.');
  const param = parameters.split('\n').map((line) => line.trim());
  const input = { runbook, param: param.filter((line) => line !== '') };
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) throw new UserError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const secret = await keptOut(front, operation, parsed.data);
  if (secret) throw new UserError(secret.words);
  await submit(front.desk, {
    id: front.idOf(`function:${execution}`),
    operation: operation.name,
    input: parsed.data,
    environment,
    reason,
    asker,
    channel: { id: channel, name: await channelName(front, channel) },
    workflowStep: execution,
  });
}
