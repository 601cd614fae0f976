import {
  DescribeDocumentCommand,
  GetCommandInvocationCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  type ListDocumentsRequest,
  ListDocumentVersionsCommand,
  type SendCommandRequest,
} from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { type Operator, one, openOperator } from './operator.ts';

let aws: OpenAws;
let operator: Operator;
beforeAll(async () => {
  aws = await openAws();
  operator = await openOperator(aws);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const windows = seededId('web-prod-03');
const restart = { DocumentName: 'Acme-RestartService' };
const names = async (wish: ListDocumentsRequest) =>
  (await operator.ssm.send(new ListDocumentsCommand(wish))).DocumentIdentifiers?.map(({ Name }) => Name);
const filter = (Key: string, ...Values: string[]) => ({ Filters: [{ Key, Values }] });

describe('looking for documents', () => {
  test('by owner, beginning, keyword, kind and platform', async () => {
    const own = ['Acme-RestartService', 'Acme-CollectLogs'];
    const runbooks = ['Acme-DrainAndPause', 'Acme-Failover', 'Acme-PatchAndVerify', 'Acme-RestartWithApproval'];
    expect(await names(filter('Owner', 'Self'))).toEqual([...own, ...runbooks]);
    expect(await names(filter('Owner', 'Amazon'))).toHaveLength(13);
    expect(await names(filter('Name', 'Acme-Re'))).toEqual(['Acme-RestartService', 'Acme-RestartWithApproval']);
    expect(await names(filter('SearchKeyword', 'powershell'))).toEqual(['AWS-RunPowerShellScript']);
    expect(await names(filter('SearchKeyword', 'restart', 'service'))).toEqual(['Acme-RestartService']);
    const both = { Filters: [...filter('DocumentType', 'Automation').Filters, ...filter('Owner', 'Self').Filters] };
    expect(await names(both)).toEqual(runbooks);
    expect(await names(filter('DocumentType', 'Command'))).toHaveLength(7);
    expect(await names(filter('PlatformTypes', 'Windows'))).not.toContain('AWS-RunShellScript');
    expect((await refusalOf(names(filter('Colour', 'red')))).name).toBe('InvalidFilterKey');
  });

  test('page by page, at most fifty', async () => {
    const commands = { MaxResults: 4, ...filter('DocumentType', 'Command') };
    const first = await operator.ssm.send(new ListDocumentsCommand(commands));
    const second = await operator.ssm.send(new ListDocumentsCommand({ ...commands, NextToken: first.NextToken }));
    expect([first.DocumentIdentifiers?.length, second.DocumentIdentifiers?.length, second.NextToken]).toEqual([4, 3, undefined]);
    expect((await refusalOf(names({ MaxResults: 51 }))).name).toBe('ValidationException');
  });
});

describe('reading a document', () => {
  test('its parameters tell name, default and whether they are lists; the rest stands in the content, as JSON and as YAML', async () => {
    const { Document: found } = await operator.ssm.send(new DescribeDocumentCommand({ Name: 'Acme-RestartService' }));
    expect(found?.Parameters?.map(({ Name, Type, DefaultValue }) => [Name, Type, DefaultValue])).toEqual([
      ['Service', 'String', undefined],
      ['Grace', 'String', '5'],
      ['Notify', 'String', 'true'],
      ['Hosts', 'StringList', '[]'],
    ]);
    const json = await operator.ssm.send(new GetDocumentCommand({ Name: 'Acme-RestartService' }));
    const yaml = await operator.ssm.send(new GetDocumentCommand({ Name: 'Acme-RestartService', DocumentFormat: 'YAML' }));
    expect(JSON.parse(json.Content ?? '').parameters.Service.allowedValues).toEqual(['myapp', 'nginx', 'billing-worker']);
    expect(JSON.parse(json.Content ?? '').parameters.Grace.type).toBe('Integer');
    expect(parse(yaml.Content ?? '')).toEqual(JSON.parse(json.Content ?? ''));
  });

  test('its versions are listed with the default one among them; $LATEST and $DEFAULT name two of them', async () => {
    const { DocumentVersions: found = [] } = await operator.ssm.send(new ListDocumentVersionsCommand({ Name: 'Acme-RestartService' }));
    expect(found.map(({ DocumentVersion, IsDefaultVersion }) => [DocumentVersion, IsDefaultVersion])).toEqual([
      ['3', false],
      ['2', true],
      ['1', false],
    ]);
    const version = async (wanted: string) =>
      (await operator.ssm.send(new GetDocumentCommand({ Name: 'Acme-RestartService', DocumentVersion: wanted }))).DocumentVersion;
    expect([await version('$LATEST'), await version('$DEFAULT'), await version('1')]).toEqual(['3', '2', '1']);
    expect((await refusalOf(version('4'))).name).toBe('InvalidDocumentVersion');
    expect((await refusalOf(operator.ssm.send(new ListDocumentVersionsCommand({ Name: 'Acme-Nothing' })))).name).toBe('InvalidDocument');
  });
});

describe('parameters are held against the content', () => {
  test.each([
    ['a value that is not allowed', { Service: ['sshd'] }],
    ['a needed one that is missing', { Grace: ['5'] }],
    ['two values of a String', { Service: ['myapp', 'nginx'] }],
    ['words for an Integer', { Service: ['myapp'], Grace: ['soon'] }],
    ['a Boolean that is none', { Service: ['myapp'], Notify: ['perhaps'] }],
    ['a list with one item out of its pattern', { Service: ['myapp'], Hosts: ['web1', 'Web 2'] }],
    ['a list that is too long', { Service: ['myapp'], Hosts: Array.from({ length: 11 }, (_, index) => `web${index}`) }],
    ['one of another version', { Service: ['myapp'], Drain: ['cut'] }],
  ] as [string, Record<string, string[]>][])('%s', async (_what, Parameters) => {
    expect((await refusalOf(operator.request({ ...restart, Parameters }))).name).toBe('InvalidParameters');
  });

  test('maps are JSON, and short texts are too short', async () => {
    const install = (additionalArguments: string) =>
      operator.request({
        DocumentName: 'AWS-ConfigureAWSPackage',
        Parameters: { action: ['Install'], name: ['AmazonCloudWatchAgent'], additionalArguments: [additionalArguments] },
      });
    expect((await refusalOf(install('[1]'))).name).toBe('InvalidParameters');
    expect((await install('{"A":"b"}')).Command?.DocumentName).toBe('AWS-ConfigureAWSPackage');
    const short = operator.request({ DocumentName: 'Acme-CollectLogs', Parameters: { Unit: ['x'] } });
    expect((await refusalOf(short)).message).toContain('shorter than 2');
  });
});

describe('running a document', () => {
  const run = async (wish: Partial<SendCommandRequest>) => {
    const id = (await operator.request(wish)).Command?.CommandId ?? '';
    await aws.steps(60);
    return id;
  };

  test('what comes out depends on the parameters and on the version', async () => {
    const second = await run({ ...restart, Parameters: { Service: ['nginx'], Grace: ['7'], Hosts: ['web1', 'web2'] } });
    expect(await operator.run(second)).toMatchObject({
      PluginName: 'restart',
      StandardOutputContent: 'nginx restarted after 7 s\nhosts ["web1","web2"] notify true\nactive\n',
    });
    const latest = await run({ ...restart, DocumentVersion: '$LATEST', Parameters: { Service: ['myapp'] } });
    expect((await operator.run(latest)).StandardOutputContent).toBe('drain wait\nmyapp restarted after 10 s\n');
  });

  test('scripts run in the working directory', async () => {
    const id = await run({ Parameters: { commands: ['pwd'], workingDirectory: ['/srv/myapp'] } });
    expect((await operator.run(id)).StandardOutputContent).toBe('/srv/myapp\n');
  });

  test('of several steps each is asked for by its name; without one nothing is shown', async () => {
    await aws.outcome({ script: /journalctl/, exitCode: 4, stderr: 'no journal\n', times: 1 });
    const id = await run({ DocumentName: 'Acme-CollectLogs', Parameters: { Unit: ['myapp'], Lines: ['3'] } });
    expect(await operator.run(id)).toMatchObject({ Status: 'Failed', PluginName: '', StandardOutputContent: '', StandardErrorContent: '' });
    const plugins = (await operator.runs(id))[one]?.CommandPlugins?.map(({ Name, Status, ResponseCode }) => [Name, Status, ResponseCode]);
    expect(plugins).toEqual([
      ['collect', 'Failed', 4],
      ['measure', 'Success', 0],
    ]);
    const measured = await operator.ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: one, PluginName: 'measure' }));
    expect(measured.StandardOutputContent).toMatch(/^3 lines of myapp\nFilesystem/);
    const wrong = operator.ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: one, PluginName: 'aws:runShellScript' }));
    expect((await refusalOf(wrong)).name).toBe('InvalidPluginName');
  });

  test('steps for another platform are passed over and count as a success', async () => {
    const id = await run({
      DocumentName: 'AWS-RunPatchBaseline',
      InstanceIds: [one, windows],
      Parameters: { Operation: ['Scan'], RebootOption: ['NoReboot'] },
    });
    const runs = await operator.runs(id);
    const outputs = (instance: string) => runs[instance]?.CommandPlugins?.map(({ Name, Output = '' }) => [Name, Output.split(':')[0]]);
    const skipped = 'Step execution skipped due to unsatisfied preconditions';
    expect(outputs(one)).toEqual([
      ['PatchWindows', skipped],
      ['PatchMacOS', skipped],
      ['PatchLinux', 'Scan with NoReboot\n'],
    ]);
    expect(outputs(windows)?.[0]).toEqual(['PatchWindows', 'Scan with NoReboot\n']);
  });

  test('the agent is updated and packages are installed', async () => {
    const updated = await run({ DocumentName: 'AWS-UpdateSSMAgent', Parameters: {} });
    expect(await operator.run(updated)).toMatchObject({ PluginName: 'aws:updateSsmAgent', Status: 'Success' });
  });
});
