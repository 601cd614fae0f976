import {
  type AutomationExecution,
  GetAutomationExecutionCommand,
  SendAutomationSignalCommand,
  type SignalType,
  type SSMClient,
  StartAutomationExecutionCommand,
  type StartAutomationExecutionRequest,
  type StepExecution,
  StopAutomationExecutionCommand,
  type StopType,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleRequest } from '@aws-sdk/client-sts';
import { readContent } from '../../../sandbox/aws/document-content.ts';
import type { Policy, RoleSeed } from '../../../sandbox/aws/principal.ts';
import { accounts, externalId, nonProduction, production } from '../../../sandbox/aws/seed/accounts.ts';
import { type Clients, keysOf, type OpenAws } from './clients.ts';
import { tester } from './roles.ts';

type Statements = Policy['Statement'];

const policy = (statements: Statements): Policy => ({ Version: '2012-10-17', Statement: [...statements] });

export const roleArn = (name: string, account = production) => `arn:aws:iam::${account}:role/${name}`;

/** Adds a role that these may assume. */
export function addRole(aws: OpenAws, name: string, statements: Statements, trusts: object, account = production): string {
  const arn = roleArn(name, account);
  const role: RoleSeed = {
    arn,
    account,
    name,
    roleId: `AROA${name.toUpperCase().replaceAll(/\W/g, '').padEnd(12, '0').slice(0, 12)}${account.slice(0, 4)}`,
    maxSessionSeconds: 43_200,
    trust: policy([{ Effect: 'Allow', Principal: trusts, Action: 'sts:AssumeRole' }]),
    policies: [{ name: 'All', policy: policy(statements) }],
  };
  aws.local.world.roles.set(arn, role);
  return arn;
}

const everything: Statements = [{ Effect: 'Allow', Action: ['ssm:*', 'ec2:*', 'iam:PassRole', 'sts:AssumeRole'], Resource: '*' }];

/** Who starts runbooks and answers for their steps. */
export interface Runner {
  readonly ssm: SSMClient;
  start(runbook: string, wish?: Partial<StartAutomationExecutionRequest>): Promise<string>;
  get(id: string): Promise<AutomationExecution>;
  steps(id: string): Promise<Record<string, StepExecution>>;
  stop(id: string, Type?: StopType): Promise<unknown>;
  signal(id: string, type: SignalType, payload?: Record<string, string[]>): Promise<unknown>;
}

export function runnerWith({ ssm }: Pick<Clients, 'ssm'>): Runner {
  const get = async (id: string) => {
    const { AutomationExecution: found = {} } = await ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId: id }));
    return found;
  };
  return {
    ssm,
    get,
    start: async (DocumentName, wish = {}) => {
      const { AutomationExecutionId: id = '' } = await ssm.send(new StartAutomationExecutionCommand({ DocumentName, ...wish }));
      return id;
    },
    steps: async (id) => Object.fromEntries(((await get(id)).StepExecutions ?? []).map((step) => [step.StepName ?? '', step])),
    stop: (id, Type) => ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId: id, ...(Type && { Type }) })),
    signal: (id, SignalType, Payload) =>
      ssm.send(new SendAutomationSignalCommand({ AutomationExecutionId: id, SignalType, ...(Payload && { Payload }) })),
  };
}

/** Somebody with all rights that runbooks need, or these. New executions are in the lists at once and rates are no matter. */
export async function openRunner(
  aws: OpenAws,
  { name = 'test-runner', statements = everything, ...wish }: { name?: string; statements?: Statements } & Partial<AssumeRoleRequest> = {},
): Promise<Runner> {
  const arn = addRole(aws, name, statements, { AWS: tester.arn });
  const answer = await aws.user.sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'ana', ExternalId: externalId, ...wish }));
  await aws.visibleAfter(0);
  await aws.allowsRates(1000);
  return runnerWith(aws.clients(keysOf(answer.Credentials)));
}

/** Puts a runbook into both accounts, as one that was made by CreateDocument. */
export function addRunbook(aws: OpenAws, name: string, content: object, targetType?: string): void {
  const whole = { schemaVersion: '0.3', description: name, ...content };
  for (const account of accounts)
    for (const place of aws.local.world.places.values())
      if (place.account === account)
        place.documents.set(name, {
          name,
          type: 'Automation',
          owner: account,
          platforms: ['Linux', 'Windows'],
          tags: {},
          defaultVersion: '1',
          versions: [{ version: '1', createdAt: Date.now(), ...readContent(JSON.stringify(whole), 'Automation', 'JSON') }],
          ...(targetType !== undefined && { targetType }),
        });
}

/** A step that is over at once, or sleeps. */
export const sleeps = (name: string, Duration = 'PT0S', more: object = {}) => ({
  name,
  action: 'aws:sleep',
  inputs: { Duration },
  ...more,
});

/** A step that fails at once. */
export const fails = (name: string, more: object = {}) => ({ name, action: 'aws:sleep', inputs: { Duration: 'no duration' }, ...more });

export { everything, nonProduction, production };
