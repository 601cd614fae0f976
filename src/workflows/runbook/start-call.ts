import { StartAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { executionArn } from '../../aws/automations.ts';
import { literal } from '../../aws/session-policy.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Execution } from '../../domain/execution.ts';
import type { Act, Aws, StartContext, Statement } from '../../domain/operation.ts';
import type { Wave } from '../../domain/plan.ts';
import { tagsOf, tokenOf } from './mark.ts';

/** All that StartAutomationExecution says, but for the values it runs over, the error budget and the key. */
export interface RunbookCall {
  readonly document: string;
  /** A number, never $DEFAULT. */
  readonly version: string;
  readonly amazon: boolean;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** The parameter that each of the wave's targets fills; undefined: it runs once. */
  readonly over?: string | undefined;
  readonly concurrency?: string | undefined;
  /** As whom the steps run. */
  readonly role: string;
  /** Each account and region in which it runs, where it is not the environment's alone. */
  readonly locations?: readonly { readonly account: string; readonly region: string; readonly role: string }[] | undefined;
}

/** Starts it. The token is made of the key: AWS starts it once, however often it is asked. */
export async function startAutomation({ targets, call }: Wave<RunbookCall>, context: StartContext, { ssm, clock }: Aws) {
  const rates = { MaxConcurrency: call.concurrency ?? '1', MaxErrors: String(context.tolerates ?? 0) };
  const { AutomationExecutionId: id = '' } = await ssm.send(
    new StartAutomationExecutionCommand({
      DocumentName: call.document,
      DocumentVersion: call.version,
      ...(Object.keys(call.parameters).length > 0 && {
        Parameters: Object.fromEntries(Object.entries(call.parameters).map(([name, values]) => [name, [...values]])),
      }),
      ClientToken: tokenOf(context.key),
      Tags: tagsOf(context),
      ...(call.over !== undefined && {
        TargetParameterName: call.over,
        Targets: [{ Key: 'ParameterValues', Values: [...targets] }],
        ...rates,
      }),
      ...(call.locations && {
        TargetLocations: call.locations.map(({ account, region, role }) => ({
          Accounts: [account],
          Regions: [region],
          ExecutionRoleName: role,
        })),
        ...rates,
      }),
    }),
  );
  const execution: Execution = {
    id,
    status: 'running',
    detail: 'Pending',
    counts: { total: targets.length, succeeded: 0, failed: 0, notRun: 0 },
    failures: [],
    startedAt: clock.now(),
  };
  return { execution };
}

/** This runbook in this version, and the role that it assumes. */
export function runbookRights({ call }: Pick<Wave<RunbookCall>, 'call'>, env: Environment, act: Act): Statement[] {
  if (act === 'stop') return [{ actions: ['ssm:StopAutomationExecution'], resources: [executionArn(env, '*')] }];
  const name = literal(call.document.split('/').at(-1) ?? '');
  const ssm = `arn:${env.partition}:ssm:${env.region}:${call.amazon ? '' : env.account}`;
  return [
    {
      actions: ['ssm:StartAutomationExecution'],
      resources: [`${ssm}:document/${name}`, `${ssm}:automation-definition/${name}:${call.version}`, executionArn(env, '*')],
    },
    // Its tags: they tie what AWS did to the request.
    { actions: ['ssm:AddTagsToResource'], resources: [executionArn(env, '*')] },
    passing([call.role]),
  ];
}

/** To hand these roles to Systems Manager, and to nobody else. */
export const passing = (roles: readonly string[]): Statement => ({
  actions: ['iam:PassRole'],
  resources: roles,
  conditions: { StringEquals: { 'iam:PassedToService': ['ssm.amazonaws.com'] } },
});
