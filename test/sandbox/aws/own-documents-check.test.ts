import { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wrongRunbook } from '../../../sandbox/aws/automation/check.ts';
import { knownActions } from '../../../sandbox/aws/automation/known-actions.ts';
import { openRole } from './author.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
let author: Clients;
beforeAll(async () => {
  aws = await openAws();
  author = await openRole(aws, 'author', [{ Effect: 'Allow', Action: 'ssm:CreateDocument', Resource: '*' }]);
});
afterAll(() => aws.close());

const wait = { name: 'wait', action: 'aws:sleep', inputs: { Duration: 'PT1M' } };

/** What the service says of a runbook with these steps. */
async function wrong(mainSteps: unknown): Promise<string> {
  const Content = JSON.stringify({ schemaVersion: '0.3', mainSteps });
  const { name, message } = await refusalOf(
    author.ssm.send(new CreateDocumentCommand({ Name: 'Acme-Wrong', Content, DocumentType: 'Automation' })),
  );
  return `${name}: ${message}`;
}

test.each([
  [
    'an action of Command documents',
    [{ name: 'health', action: 'aws:runShellScript', inputs: { runCommand: ['true'] } }],
    'Unknown action aws:runShellScript in step: health.',
  ],
  [
    'a missing input',
    [{ name: 'run', action: 'aws:runCommand', inputs: { InstanceIds: ['i-1'] } }],
    'Missing required input names. Required=[ [DocumentName] ], Provided =[ [InstanceIds] ] in step: run.',
  ],
  [
    'an unknown input',
    [{ ...wait, inputs: { Duration: 'PT1M', Hours: 1 } }],
    'Unknown input names provided. Known=[ [Duration, Timestamp] ], Provided=[ [Duration, Hours] ] in step: wait.',
  ],
  [
    'an input of another type',
    [{ name: 'stop', action: 'aws:changeInstanceState', inputs: { InstanceIds: 'i-1', DesiredState: 'stopped' } }],
    'Input InstanceIds must be of type StringList in step: stop.',
  ],
  ['a name with a hyphen', [{ ...wait, name: 'wait-here' }], 'Step name wait-here must match [a-zA-Z0-9_]{1,128}.'],
  ['a name that is there twice', [wait, wait], 'Duplicate step name: wait.'],
  ['a next step that is not there', [{ ...wait, nextStep: 'end' }], 'nextStep end does not exist in step: wait.'],
  ['a failure that leads nowhere', [{ ...wait, onFailure: 'step:end' }], 'onFailure step end does not exist in step: wait.'],
  [
    'an unknown way to fail',
    [{ ...wait, onFailure: 'Retry' }],
    'onFailure must be Abort, Continue or step:step_name, not Retry, in step: wait.',
  ],
  [
    'a parameter that is not declared',
    [{ ...wait, inputs: { Duration: '{{ HowLong }}' } }],
    'Parameter "HowLong" is not declared in step: wait.',
  ],
  [
    'an output of no step',
    [{ ...wait, inputs: { Duration: '{{ before.Time }}' } }],
    'Step "before" does not exist, but is referred to in step: wait.',
  ],
  [
    'an Or of one',
    [wait, { name: 'fork', action: 'aws:branch', inputs: { Choices: [{ Or: [{ Variable: 'a', StringEquals: 'a' }], NextStep: 'wait' }] } }],
    'Expect at lease two expressions for operator: Or in step: fork. Provided: 1',
  ],
  [
    'a choice that leads nowhere',
    [{ name: 'fork', action: 'aws:branch', inputs: { Choices: [{ Variable: 'a', StringEquals: 'a', NextStep: 'end' }] } }],
    'NextStep end does not exist in step: fork.',
  ],
  ['no steps', [], 'mainSteps must be a list of at least one step.'],
] as [string, unknown, string][])('a runbook with %s is refused, with the step by name', async (_what, steps, message) => {
  expect(await wrong(steps)).toBe(`InvalidDocumentContent: ${message}`);
});

test('whatever stands in a document, the check ends with a sentence or with nothing', () => {
  const word = fc.constantFrom(
    'wait',
    'step:wait',
    '{{ wait.A }}',
    '{{ P }}',
    '{{',
    '__proto__',
    'constructor',
    'Abort',
    ...Object.keys(knownActions),
  );
  const key = fc.constantFrom(
    'name',
    'action',
    'inputs',
    'Choices',
    'And',
    'Variable',
    'NextStep',
    'type',
    'default',
    'nextStep',
    'onFailure',
    'toString',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 3 }),
      tie('map'),
    ),
    map: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  }));
  const step = fc.record(
    { name: word, action: word, inputs: tree, outputs: tree, nextStep: tree, onFailure: tree },
    { requiredKeys: ['name', 'action'] },
  );
  const content = fc.record(
    {
      schemaVersion: word,
      parameters: fc.oneof(fc.constant({ P: { type: 'String' } }), tree),
      mainSteps: fc.oneof(fc.array(step, { maxLength: 3 }), tree),
      outputs: tree,
      assumeRole: tree,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(content, tree), (given) => {
      const said = wrongRunbook(given);
      return said === undefined || (typeof said === 'string' && said.length > 0);
    }),
    { numRuns: 2000 },
  );
});
