import {
  CreateDocumentCommand,
  type CreateDocumentRequest,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  ListDocumentVersionsCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
  type UpdateDocumentRequest,
} from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { wrongRunbook } from '../../../sandbox/aws/automation/check.ts';
import { knownActions } from '../../../sandbox/aws/automation/known-actions.ts';
import { openRole } from './author.ts';
import { type Clients, type OpenAws, openAws, refusalOf } from './clients.ts';

let aws: OpenAws;
let author: Clients;
beforeAll(async () => {
  aws = await openAws();
  author = await openRole(aws, 'author', [
    { Effect: 'Allow', Action: 'ssm:*Document*', Resource: '*' },
    { Effect: 'Deny', Action: 'ssm:*Document', Resource: 'arn:aws:ssm:*:*:document/Acme-Locked' },
  ]);
});
afterAll(() => aws.close());

const wait = { name: 'wait', action: 'aws:sleep', inputs: { Duration: 'PT1M' } };
const runbook = (steps: unknown = [wait], rest: object = {}) => ({
  schemaVersion: '0.3',
  description: 'Waits.',
  mainSteps: steps,
  ...rest,
});

const create = (wish: Partial<CreateDocumentRequest> & { Name: string }) =>
  author.ssm.send(new CreateDocumentCommand({ Content: JSON.stringify(runbook()), DocumentType: 'Automation', ...wish }));
const update = (wish: Partial<UpdateDocumentRequest> & { Name: string }) =>
  author.ssm.send(new UpdateDocumentCommand({ Content: JSON.stringify(runbook()), DocumentVersion: '$LATEST', ...wish }));
const content = async (Name: string, DocumentFormat?: 'JSON' | 'YAML') =>
  (await author.ssm.send(new GetDocumentCommand({ Name, DocumentFormat }))).Content ?? '';
const wrong = async (steps: unknown, rest: object = {}) => {
  const { name, message } = await refusalOf(create({ Name: 'Acme-Wrong', Content: JSON.stringify(runbook(steps, rest)) }));
  return `${name}: ${message}`;
};

describe('a runbook of the account', () => {
  test('stays as it was given, comments and all; in the other format it says the same', async () => {
    const Content =
      '# first\nschemaVersion: "0.3"\nmainSteps:\n- name: wait   # a minute\n  action: aws:sleep\n  inputs: { Duration: PT1M }\n';
    await create({ Name: 'Acme-Yaml', Content, DocumentFormat: 'YAML' });
    expect(await content('Acme-Yaml', 'YAML')).toBe(Content);
    expect(JSON.parse(await content('Acme-Yaml'))).toEqual(parse(Content));
    await create({ Name: 'Acme-Json', Content: ' {"schemaVersion":"0.3",  "mainSteps":[{"name":"a","action":"aws:pause","inputs":{}}]}' });
    expect(await content('Acme-Json')).toMatch(/^ \{"schemaVersion":"0\.3", {2}"/);
    expect(parse(await content('Acme-Json', 'YAML'))).toMatchObject({ mainSteps: [{ action: 'aws:pause' }] });
  });

  test('is described with its parameters and type, and listed under Automation', async () => {
    const parameters = {
      InstanceId: { type: 'AWS::EC2::Instance::Id', description: 'Which.' },
      Ids: { type: 'List<AWS::EC2::Instance::Id>', default: [] },
      Quick: { type: 'Boolean', default: true },
    };
    const Content = stringify(runbook([wait], { parameters, assumeRole: '{{ Quick }}' }));
    await create({ Name: 'Acme-Told', Content, DocumentFormat: 'YAML', TargetType: '/AWS::EC2::Instance', VersionName: 'first' });
    const { Document: found } = await author.ssm.send(new DescribeDocumentCommand({ Name: 'Acme-Told', VersionName: 'first' }));
    expect(found).toMatchObject({
      DocumentType: 'Automation',
      SchemaVersion: '0.3',
      DocumentFormat: 'YAML',
      TargetType: '/AWS::EC2::Instance',
    });
    expect(found?.Parameters?.map(({ Name, Type, DefaultValue }) => [Name, Type, DefaultValue])).toEqual([
      ['InstanceId', 'String', undefined],
      ['Ids', 'StringList', '[]'],
      ['Quick', 'String', 'true'],
    ]);
    const Filters = [
      { Key: 'DocumentType', Values: ['Automation'] },
      { Key: 'Owner', Values: ['Self'] },
      { Key: 'Name', Values: ['Acme-T'] },
    ];
    const { DocumentIdentifiers: listed } = await author.ssm.send(new ListDocumentsCommand({ Filters }));
    expect(listed).toMatchObject([{ Name: 'Acme-Told', DocumentType: 'Automation', VersionName: 'first' }]);
  });

  test('has versions of which one is the default; the same text or name is no new one', async () => {
    await create({ Name: 'Acme-Versions', VersionName: 'one' });
    const again = JSON.stringify(runbook([{ ...wait, inputs: { Duration: 'PT2M' } }]));
    expect((await refusalOf(update({ Name: 'Acme-Versions' }))).name).toBe('DuplicateDocumentContent');
    expect((await refusalOf(update({ Name: 'Acme-Versions', Content: again, VersionName: 'one' }))).name).toBe(
      'DuplicateDocumentVersionName',
    );
    const { DocumentDescription: second } = await update({ Name: 'Acme-Versions', Content: again, VersionName: 'two' });
    expect(second).toMatchObject({ DocumentVersion: '2', LatestVersion: '2', DefaultVersion: '1' });
    const makeDefault = (DocumentVersion: string) =>
      author.ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: 'Acme-Versions', DocumentVersion }));
    expect((await makeDefault('2')).Description).toEqual({ Name: 'Acme-Versions', DefaultVersion: '2', DefaultVersionName: 'two' });
    expect((await refusalOf(makeDefault('3'))).name).toBe('InvalidDocumentVersion');
    const remove = (DocumentVersion?: string) => author.ssm.send(new DeleteDocumentCommand({ Name: 'Acme-Versions', DocumentVersion }));
    expect((await refusalOf(remove('2'))).name).toBe('InvalidDocumentOperation');
    await remove('1');
    const { DocumentVersions: left } = await author.ssm.send(new ListDocumentVersionsCommand({ Name: 'Acme-Versions' }));
    expect(left).toMatchObject([{ DocumentVersion: '2', VersionName: 'two', IsDefaultVersion: true }]);
    expect((await update({ Name: 'Acme-Versions' })).DocumentDescription?.DocumentVersion).toBe('3');
    await remove();
    expect((await refusalOf(content('Acme-Versions'))).name).toBe('InvalidDocument');
  });

  test('is refused where the name is taken or reserved, the text too long or no text of its format, the right missing', async () => {
    await create({ Name: 'Acme-Taken' });
    const refused = async (call: Promise<unknown>) => (await refusalOf(call)).name;
    expect(await refused(create({ Name: 'Acme-Taken' }))).toBe('DocumentAlreadyExists');
    expect(await refused(create({ Name: 'AWS-Mine' }))).toBe('ValidationException');
    expect(
      await refused(create({ Name: 'Acme-Long', Content: JSON.stringify(runbook([wait], { description: 'x'.repeat(65_536) })) })),
    ).toBe('MaxDocumentSizeExceeded');
    expect(await refused(create({ Name: 'Acme-Yaml2', Content: 'schemaVersion: "0.3"' }))).toBe('InvalidDocumentContent');
    expect(await refused(create({ Name: 'Acme-Old', Content: '{"schemaVersion":"2.2"}' }))).toBe('InvalidDocumentSchemaVersion');
    expect(await refused(create({ Name: 'Acme-Locked' }))).toBe('AccessDeniedException');
    expect(await refused(update({ Name: 'AWS-RunShellScript' }))).toBe('InvalidDocumentOperation');
    expect(await refused(author.ssm.send(new DeleteDocumentCommand({ Name: 'AWS-RunShellScript' })))).toBe('InvalidDocumentOperation');
  });
});

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
