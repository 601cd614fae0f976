import { type ActionInputs, actionInputs } from './action-inputs.ts';

/** An action of Automation. Source: "Systems Manager Automation actions reference" of the user guide, and the page of each action. */
export interface Action extends ActionInputs {
  /** What a later step can refer to, besides what the step itself declares. */
  readonly outputs: readonly string[];
  /** Its page does not list all that it gives. */
  readonly givesMore?: true;
  /** It waits for something or somebody. `seconds`: for how long at most without timeoutSeconds, where its page says so. */
  readonly waits?: { readonly seconds?: number };
  /** Its page allows no longer timeoutSeconds. */
  readonly mostSeconds?: number;
  /** In words, before what it is done to: 'wait', 'run a script'. */
  readonly words: string;
}

const day = 86_400;
const week = { seconds: 7 * day };
const hour = { seconds: 3_600 };

const others: Readonly<Record<string, Omit<Action, keyof ActionInputs>>> = {
  'aws:approve': { words: 'wait for approval', outputs: ['ApprovalStatus', 'ApproverDecisions'], waits: week, mostSeconds: 30 * day },
  'aws:assertAwsResourceProperty': { words: 'make sure', outputs: [], waits: hour },
  'aws:branch': { words: 'choose the next step', outputs: [] },
  'aws:changeInstanceState': { words: 'change the state of instances', outputs: ['InstanceStates'], waits: hour },
  'aws:copyImage': { words: 'copy an image', outputs: ['ImageId', 'ImageState'], waits: {} },
  'aws:createImage': { words: 'create an image', outputs: ['ImageId', 'ImageState'], waits: {} },
  'aws:createStack': { words: 'create a stack', outputs: ['StackId', 'StackStatus', 'StackStatusReason'], waits: {} },
  'aws:createTags': { words: 'tag', outputs: [] },
  'aws:deleteImage': { words: 'delete an image and its snapshots', outputs: [] },
  'aws:deleteStack': { words: 'delete a stack', outputs: [], waits: {} },
  'aws:executeAutomation': { words: 'run the runbook', outputs: ['Output', 'ExecutionId', 'Status'], givesMore: true, waits: {} },
  'aws:executeAwsApi': { words: 'call', outputs: [] },
  'aws:executeScript': { words: 'run a script', outputs: ['Payload'], givesMore: true, waits: { seconds: 600 }, mostSeconds: 600 },
  'aws:executeStateMachine': { words: 'run a state machine', outputs: [], givesMore: true, waits: {} },
  'aws:invokeLambdaFunction': {
    words: 'invoke the Lambda function',
    outputs: ['StatusCode', 'FunctionError', 'LogResult', 'Payload'],
    givesMore: true,
    waits: { seconds: 300 },
    mostSeconds: 300,
  },
  'aws:invokeWebhook': { words: 'call the webhook', outputs: ['Response', 'ResponseCode'] },
  'aws:loop': { words: 'repeat', outputs: ['CurrentIteratorValue'], givesMore: true },
  'aws:pause': { words: 'wait until somebody resumes it', outputs: [], waits: week, mostSeconds: 30 * day },
  'aws:runCommand': { words: 'run', outputs: ['CommandId', 'Status', 'ResponseCode', 'Output'], givesMore: true, waits: {} },
  'aws:runInstances': { words: 'launch instances', outputs: ['InstanceIds', 'InstanceStates'], waits: {} },
  'aws:sleep': { words: 'sleep', outputs: [] },
  'aws:updateVariable': { words: 'set a variable', outputs: [] },
  'aws:waitForAwsResourceProperty': { words: 'wait', outputs: [], waits: hour },
};

/** By name, 'aws:runCommand'. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries(actionInputs).map(([name, inputs]): [string, Action] => [
    name,
    { ...inputs, ...(others[name] ?? { words: name, outputs: [] }) },
  ]),
);
