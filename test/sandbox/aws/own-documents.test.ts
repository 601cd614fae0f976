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
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
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
