import {
  type AutomationExecution,
  CreateDocumentCommand,
  GetAutomationExecutionCommand,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { production } from '../../../sandbox/aws/seed/accounts.ts';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { openRole } from './author.ts';
import type { Clients, OpenAws } from './clients.ts';

/** A machine that nobody but its runbook may stop. */
export const unstoppable = seededId('myapp-prod-09');

/** Somebody who may make and start any runbook in production, in short words. */
export interface Runner extends Clients {
  /** Starts a runbook of AWS or of the company; its parameters are texts or lists. */
  start(name: string, parameters?: Record<string, string | string[]>): Promise<string>;
  /** Makes a runbook of these steps and starts it. */
  run(...mainSteps: object[]): Promise<string>;
  look(id: string): Promise<AutomationExecution>;
  /** How it stands after so many seconds. */
  followed(seconds: number, id: string): Promise<AutomationExecution>;
}

export async function openRunner(aws: OpenAws): Promise<Runner> {
  const clients = await openRole(aws, 'runner', [
    { Effect: 'Allow', Action: ['ssm:*', 'ec2:*', 's3:*EncryptionConfiguration'], Resource: '*' },
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `arn:aws:lambda:*:${production}:function:acme-*` },
    { Effect: 'Deny', Action: 'ec2:StopInstances', Resource: `arn:aws:ec2:*:*:instance/${unstoppable}` },
  ]);
  const { ssm } = clients;
  let made = 0;
  const start: Runner['start'] = async (name, parameters) => {
    const Parameters = parameters && Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, [value].flat()]));
    return (await ssm.send(new StartAutomationExecutionCommand({ DocumentName: name, Parameters }))).AutomationExecutionId ?? '';
  };
  const look: Runner['look'] = async (id) =>
    (await ssm.send(new GetAutomationExecutionCommand({ AutomationExecutionId: id }))).AutomationExecution ?? {};
  return {
    ...clients,
    start,
    look,
    async run(...mainSteps) {
      made += 1;
      const Name = `Acme-Test-${made}`;
      const Content = JSON.stringify({ schemaVersion: '0.3', mainSteps });
      await ssm.send(new CreateDocumentCommand({ Name, Content, DocumentType: 'Automation' }));
      return start(Name);
    },
    async followed(seconds, id) {
      await look(id);
      await aws.steps(seconds);
      return look(id);
    },
  };
}

/** Each step with its status. */
export const stepsOf = ({ StepExecutions: all = [] }: AutomationExecution) =>
  all.map(({ StepName, StepStatus }) => `${StepName} ${StepStatus}`);

export const stepOf = ({ StepExecutions: all = [] }: AutomationExecution, name: string) => all.find(({ StepName }) => StepName === name);
