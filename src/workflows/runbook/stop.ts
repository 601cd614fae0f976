import { StopAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { automationReads, executionArn, readAutomation } from '../../aws/automations.ts';
import { doneAtOnce } from '../../domain/execution.ts';
import { defineOperation } from '../../domain/operation.ts';
import type { Plan } from '../../domain/plan.ts';
import { UserError } from '../../errors.ts';
import { executionStatus } from './poll.ts';
import { executionField, executionId } from './words.ts';

interface StopCall {
  readonly execution: string;
  readonly type: 'Cancel' | 'Complete';
}

/** Stops an execution, also one that was started outside of Slack. */
export const stopRunbook = defineOperation({
  name: 'runbook.stop',
  words: 'runbook stop',
  title: 'Stop a runbook',
  risk: 'change',
  input: z.object({ execution: executionId, complete: z.boolean().optional() }),
  form: {
    execution: executionField,
    complete: { kind: 'flag', label: 'Let the step that runs finish first', optional: true },
  },
  async plan({ execution, complete }, observer): Promise<Plan<StopCall>> {
    const found = await readAutomation(execution, observer);
    const status = executionStatus(found.AutomationExecutionStatus);
    if (status !== 'running' && status !== 'waiting')
      throw new UserError(
        `The execution ${execution} of ${found.DocumentName} is ${found.AutomationExecutionStatus} already. There is nothing to stop.`,
      );
    return {
      summary: `Stop ${found.DocumentName}, at its step ${found.CurrentStepName ?? '(none yet)'}`,
      nouns: { target: 'execution', execution: 'stop' },
      quiet: true,
      facts: [
        { label: 'Runbook', value: `${found.DocumentName} version ${found.DocumentVersion}` },
        { label: 'Execution', value: execution },
        { label: 'The step that runs', value: complete ? 'finishes, and no further one begins' : 'is cancelled: it may be half done' },
      ],
      texts: [],
      targets: [{ id: execution }],
      warnings: ['What was done stays as it is: a runbook that is stopped undoes nothing.'],
      waves: [{ targets: [execution], call: { execution, type: complete ? 'Complete' : 'Cancel' }, within: 60_000 }],
      tolerates: 0,
      pins: {},
      contexts: [{ document: found.DocumentName }],
    };
  },
  roles: (env) => ({
    observe: automationReads(env),
    operate: [{ actions: ['ssm:StopAutomationExecution'], resources: [executionArn(env, '*')] }],
  }),
  iam: ({ call }, env) => [{ actions: ['ssm:StopAutomationExecution'], resources: [executionArn(env, call.execution)] }],
  async start({ call: { execution, type } }, _context, { ssm, clock }) {
    await ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId: execution, Type: type }));
    return { execution: { ...doneAtOnce(execution, clock.now()), detail: 'Stopping' } };
  },
  recover: 'same-key',
});
