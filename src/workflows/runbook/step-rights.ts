import { listOf, type RunbookStep, textOf } from './content.ts';
import { type Effect, effectOf, iamActions } from './iam-names.ts';

export interface StepRights {
  /** IAM's actions, 'ec2:CreateImage'. */
  readonly actions: readonly string[];
  /** What else it does that the runbook does not say: 'what the script calls'. */
  readonly beyond?: string | undefined;
}

/** What a step needs of the role that it runs as. Source: the pages of the actions, and what the APIs that they name need. */
export function rightsOf(step: RunbookStep): StepRights {
  const { action, inputs } = step;
  const fixed = fixedActions.get(action);
  switch (action) {
    case 'aws:executeAwsApi':
    case 'aws:waitForAwsResourceProperty':
    case 'aws:assertAwsResourceProperty': {
      const actions = iamActions(textOf(inputs.Service) ?? '', textOf(inputs.Api) ?? '');
      return actions ? { actions } : { actions: [], beyond: 'the API that its inputs name' };
    }
    case 'aws:changeInstanceState':
      return { actions: [...stateActions(inputs), 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'] };
    case 'aws:createTags':
      return { actions: [/^(?:ec2)?$/i.test(textOf(inputs.ResourceType) ?? '') ? 'ec2:CreateTags' : 'ssm:AddTagsToResource'] };
    case 'aws:approve':
      return { actions: inputs.NotificationArn === undefined ? [] : ['sns:Publish'] };
    case 'aws:runInstances': {
      const hasProfile = inputs.IamInstanceProfileArn !== undefined || inputs.IamInstanceProfileName !== undefined;
      return {
        actions: ['ec2:RunInstances', 'ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', ...(hasProfile ? ['iam:PassRole'] : [])],
      };
    }
    case 'aws:runCommand':
      return { actions: fixed ?? [], beyond: `what ${named(inputs.DocumentName, 'its document')} does on the instances` };
    case 'aws:executeAutomation':
      return { actions: fixed ?? [], beyond: `what the runbook ${named(inputs.DocumentName, 'that its inputs name')} does` };
    case 'aws:executeScript':
      return { actions: [], beyond: 'what its script calls' };
    case 'aws:invokeLambdaFunction':
      return { actions: fixed ?? [], beyond: `what the function ${named(inputs.FunctionName, 'that its inputs name')} does` };
    case 'aws:executeStateMachine':
      return { actions: fixed ?? [], beyond: 'what its state machine does' };
    case 'aws:createStack':
    case 'aws:deleteStack':
      return { actions: fixed ?? [], beyond: `what is in the stack ${named(inputs.StackName, 'that its inputs name')}` };
    case 'aws:invokeWebhook':
      return { actions: fixed ?? [], beyond: 'what the service behind its webhook does' };
    default:
      return { actions: fixed ?? [] };
  }
}

const fixedActions: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws:copyImage', ['ec2:CopyImage', 'ec2:DescribeImages']],
  ['aws:createImage', ['ec2:CreateImage', 'ec2:DescribeImages']],
  ['aws:createStack', ['cloudformation:CreateStack', 'cloudformation:DescribeStacks']],
  ['aws:deleteImage', ['ec2:DeregisterImage', 'ec2:DeleteSnapshot', 'ec2:DescribeImages']],
  ['aws:deleteStack', ['cloudformation:DeleteStack', 'cloudformation:DescribeStacks']],
  ['aws:executeAutomation', ['ssm:StartAutomationExecution', 'ssm:GetAutomationExecution']],
  ['aws:executeStateMachine', ['states:StartExecution', 'states:DescribeExecution']],
  ['aws:invokeLambdaFunction', ['lambda:InvokeFunction']],
  ['aws:invokeWebhook', ['ssm:GetParameter', 'kms:Decrypt']],
  ['aws:runCommand', ['ssm:SendCommand', 'ssm:ListCommands', 'ssm:ListCommandInvocations']],
]);

const states: ReadonlyMap<string, string> = new Map([
  ['running', 'ec2:StartInstances'],
  ['stopped', 'ec2:StopInstances'],
  ['terminated', 'ec2:TerminateInstances'],
]);

/** Where the state comes from a reference it may be any of them. */
function stateActions({ CheckStateOnly: only, DesiredState: state }: RunbookStep['inputs']): readonly string[] {
  if (only === true || only === 'true') return [];
  const action = states.get(textOf(state) ?? '');
  return action === undefined ? [...states.values()] : [action];
}

const named = (value: unknown, otherwise: string): string => {
  const [first = value] = listOf(value);
  return typeof first === 'string' && first !== '' ? first.slice(0, 80) : otherwise;
};

/** The worst that a step does, as far as the runbook says. What runs elsewhere counts as a change. */
export function stepEffect(step: RunbookStep): Effect {
  const { actions, beyond } = rightsOf(step);
  const effects = actions.map(effectOf);
  if (effects.includes('destructive')) return 'destructive';
  return effects.includes('change') || beyond !== undefined ? 'change' : 'read';
}
