import { StopAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { automationReads, executionArn } from '../../aws/automations.ts';
import { documentReads } from '../../aws/documents.ts';
import { nodeReads } from '../../aws/nodes.ts';
import { inRegion } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import { defineOperation, type Statement } from '../../domain/operation.ts';
import { pollRunbooks } from './poll.ts';
import { roleRights } from './role-rights.ts';
import { passing, runbookRights, startAutomation } from './start-call.ts';
import { form, input } from './start-input.ts';
import { planRunbook } from './start-plan.ts';

/** Starts a runbook: once, or once for each of its targets. */
export const startRunbook = defineOperation({
  name: 'runbook.start',
  words: 'runbook start',
  title: 'Start a runbook',
  risk: 'change',
  input,
  form,
  plan: planRunbook,
  roles: (env) => ({ observe: observes(env), operate: operates(env), runbook: roleRights(env) }),
  iam: runbookRights,
  start: startAutomation,
  // AWS keeps the token with the execution: asked again, it gives the same one.
  recover: 'same-key',
  poll: pollRunbooks,
  async stop(execution, { ssm }) {
    await ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId: execution.id, Type: 'Cancel' }));
  },
  step: {
    callback: 'run_runbook',
    input: ({ runbook, parameters = '' }) => {
      const lines = parameters.split('\n').map((line) => line.trim());
      return { runbook, param: lines.filter((line) => line !== '') };
    },
  },
  retry: (given, failed) => (given.values ? { ...given, values: [...failed] } : { ...given, targets: [...failed] }),
});

const observes = (env: Environment): Statement[] => [
  ...[...nodeReads, ...documentReads].map(({ actions }) => inRegion(env, actions)),
  ...automationReads(env),
];

function operates(env: Environment): Statement[] {
  const { partition, region, account, roles } = env;
  const owned = (owner: string) => `arn:${partition}:ssm:${region}:${owner}`;
  const runbooks = ['', account].flatMap((owner) => [`${owned(owner)}:document/*`, `${owned(owner)}:automation-definition/*`]);
  // Without a role for runbooks none is started here.
  if (roles.runbook === undefined) return [{ actions: ['ssm:StopAutomationExecution'], resources: [executionArn(env, '*')] }];
  return [
    { actions: ['ssm:StartAutomationExecution'], resources: [...runbooks, executionArn(env, '*')] },
    { actions: ['ssm:AddTagsToResource', 'ssm:StopAutomationExecution'], resources: [executionArn(env, '*')] },
    passing([roles.runbook]),
  ];
}
