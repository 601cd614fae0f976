import {
  DescribeAutomationExecutionsCommand,
  type DescribeAutomationExecutionsRequest,
  DescribeAutomationStepExecutionsCommand,
  ListTagsForResourceCommand,
  paginateDescribeAutomationStepExecutions,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenAws, openAws, refusalOf } from './clients.ts';
import { one } from './operator.ts';
import { addRole, addRunbook, openRunner, type Runner, roleArn, sleeps } from './runbooks.ts';

const token = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const documents = 'arn:aws:ssm:eu-central-1:111122223333';

let aws: OpenAws;
let ana: Runner;
beforeAll(async () => {
  aws = await openAws();
  ana = await openRunner(aws);
});
afterAll(() => aws.close());

const looks = { name: 'look', action: 'aws:executeAwsApi', inputs: { Service: 'ec2', Api: 'DescribeInstances', InstanceIds: [one] } };
const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

describe('parameters', () => {
  const parameters = {
    Name: { type: 'String', allowedPattern: '[a-z]+', maxChars: 5 },
    Env: { type: 'String', default: 'dev', allowedValues: ['dev', 'prod'] },
    Count: { type: 'Integer', default: 1 },
    Ids: { type: 'StringList', default: [], maxItems: 2 },
    Sure: { type: 'Boolean', default: false },
    Labels: { type: 'StringMap', default: {} },
  };
  beforeAll(() => addRunbook(aws, 'Typed', { parameters, mainSteps: [sleeps('one')] }));
  const start = (Parameters: Record<string, string[]>) => ana.start('Typed', { Parameters });

  test('those that are given are shown beside the defaults of the rest', async () => {
    const id = await start({ Name: ['abc'], Ids: ['a', 'b'], Labels: ['{"a":"b"}'] });
    expect((await ana.get(id)).Parameters).toEqual({
      Name: ['abc'],
      Env: ['dev'],
      Count: ['1'],
      Ids: ['a', 'b'],
      Sure: ['false'],
      Labels: ['{"a":"b"}'],
    });
  });

  test.each([
    ['one that is not declared', { Name: ['a'], Colour: ['red'] }],
    ['none for what has no default', { Env: ['dev'] }],
    ['a value that does not match the pattern', { Name: ['A1'] }],
    ['a value that is too long', { Name: ['abcdef'] }],
    ['a value that is not allowed', { Name: ['a'], Env: ['test'] }],
    ['a text for a number', { Name: ['a'], Count: ['many'] }],
    ['two values for one', { Name: ['a', 'b'] }],
    ['too many items', { Name: ['a'], Ids: ['a', 'b', 'c'] }],
    ['a text for yes or no', { Name: ['a'], Sure: ['perhaps'] }],
    ['no map for a map', { Name: ['a'], Labels: ['[1]'] }],
  ])('%s is refused', async (_what, given) => {
    expect(await refusalOf(start(given as Record<string, string[]>))).toMatchObject({
      name: 'InvalidAutomationExecutionParametersException',
    });
  });
});

describe('what is started', () => {
  beforeAll(() => addRunbook(aws, 'Plain', { parameters: { Who: { type: 'String', default: 'me' } }, mainSteps: [sleeps('one')] }));

  test('is found by name or ARN, in a version that there is', async () => {
    const id = await ana.start(`${documents}:document/Plain`, { DocumentVersion: '1' });
    expect(await ana.get(id)).toMatchObject({ DocumentName: 'Plain', DocumentVersion: '1' });
    expect(await refusalOf(ana.start('Nothing'))).toMatchObject({ name: 'AutomationDefinitionNotFoundException' });
    expect(await refusalOf(ana.start('AWS-RunShellScript'))).toMatchObject({ name: 'AutomationDefinitionNotFoundException' });
    expect(await refusalOf(ana.start('Plain', { DocumentVersion: '7' }))).toMatchObject({
      name: 'AutomationDefinitionVersionNotFoundException',
    });
  });

  test('the same token and the same call is the same execution; another call is refused', async () => {
    const wish = { ClientToken: token(1), Parameters: { Who: ['ana'] } };
    const ids = await Promise.all([ana.start('Plain', wish), ana.start('Plain', wish)]);
    expect(ids[0]).toBe(ids[1]);
    expect(await ana.start('Plain', wish)).toBe(ids[0]);
    expect(await refusalOf(ana.start('Plain', { ...wish, Parameters: { Who: ['bo'] } }))).toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
    expect(await ana.start('Plain', { ...wish, ClientToken: token(2) })).not.toBe(ids[0]);
  });

  test('has at most five tags, which can be read', async () => {
    const tags = (n: number) => Array.from({ length: n }, (_, i) => ({ Key: `k${i}`, Value: `v${i}` }));
    const id = await ana.start('Plain', { Tags: tags(2) });
    const { TagList } = await ana.ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Automation', ResourceId: id }));
    expect(TagList).toEqual(tags(2));
    expect(await refusalOf(ana.start('Plain', { Tags: tags(6) }))).toMatchObject({ name: 'ValidationException' });
  });

  test('a hundred run at a time, and no more', async () => {
    const crowd = await openAws();
    const runner = await openRunner(crowd);
    addRunbook(crowd, 'Long', { mainSteps: [sleeps('long', 'PT1H')] });
    await Promise.all(Array.from({ length: 100 }, () => runner.start('Long')));
    expect(await refusalOf(runner.start('Long'))).toMatchObject({ name: 'AutomationExecutionLimitExceededException' });
    await crowd.steps(3700);
    await runner.start('Long');
    await crowd.close();
  });
});

describe('rights', () => {
  beforeAll(() => {
    addRunbook(aws, 'Looks', { mainSteps: [looks] });
    addRunbook(aws, 'Assumes', {
      assumeRole: '{{ AutomationAssumeRole }}',
      parameters: { AutomationAssumeRole: { type: 'String', default: '' } },
      mainSteps: [looks],
    });
    addRole(aws, 'runs', [allow('ec2:DescribeInstances')], { Service: 'ssm.amazonaws.com' });
    addRole(aws, 'idle', [], { Service: 'ssm.amazonaws.com' });
    addRole(aws, 'others', [allow('ec2:DescribeInstances')], { Service: 'ec2.amazonaws.com' });
  });
  const starts = [
    allow('ssm:StartAutomationExecution', [
      `${documents}:automation-definition/*:*`,
      `${documents}:document/*`,
      `${documents}:automation-execution/*`,
    ]),
    allow(['ssm:GetAutomationExecution'], `${documents}:automation-execution/*`),
  ];
  const withRole = (role: string) => ({ Parameters: { AutomationAssumeRole: [role] } });
  const ends = async (runner: Runner, id: string) => {
    const { AutomationExecutionStatus: status, StepExecutions: [step] = [] } = await runner.get(id);
    return { status, said: step?.FailureMessage ?? '' };
  };

  test('steps have those of who started it, cut policy included', async () => {
    const may = await openRunner(aws, { name: 'test-may', statements: [...starts, allow('ec2:DescribeInstances')] });
    expect(await ends(may, await may.start('Looks'))).toEqual({ status: 'Success', said: '' });
    expect(await ends(may, await may.start('Assumes'))).toEqual({ status: 'Success', said: '' });
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: starts });
    const cut = await openRunner(aws, { name: 'test-may', statements: [...starts, allow('ec2:DescribeInstances')], Policy });
    const { status, said } = await ends(cut, await cut.start('Looks'));
    expect(status).toBe('Failed');
    expect(said).toContain('UnauthorizedOperation');
  });

  test('a start needs the runbook, its document and the execution', async () => {
    const missing = await openRunner(aws, {
      name: 'test-missing',
      statements: [allow('ssm:StartAutomationExecution', `${documents}:document/*`)],
    });
    const said = await refusalOf(missing.start('Looks', { DocumentVersion: '1' }));
    expect(said.name).toBe('AccessDeniedException');
    expect(said.message).toContain(`ssm:StartAutomationExecution on resource: ${documents}:automation-definition/Looks:1`);
  });

  test('with an assume role steps have its rights, and it must be passed', async () => {
    const passes = allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } });
    const may = await openRunner(aws, { name: 'test-passes', statements: [...starts, passes] });
    const id = await may.start('Assumes', withRole(roleArn('runs')));
    expect(await ends(may, id)).toEqual({ status: 'Success', said: '' });
    const { said } = await ends(may, await may.start('Assumes', withRole(roleArn('idle'))));
    expect(said).toContain('assumed-role/idle/Automation-');
    const mayNot = await openRunner(aws, { name: 'test-passes-not', statements: starts });
    const refused = await refusalOf(mayNot.start('Assumes', withRole(roleArn('runs'))));
    expect(refused.message).toContain(`iam:PassRole on resource: ${roleArn('runs')}`);
  });

  test.each([
    ['trusts another service', roleArn('others'), 'unable to be assumed'],
    ['is not there', roleArn('nobody'), 'unable to be assumed'],
    ['is no ARN', 'runs', 'format of the supplied assume role ARN is invalid'],
  ])('a role that %s is refused', async (_what, role, words) => {
    const said = await refusalOf(ana.start('Assumes', withRole(role)));
    expect(said.name).toBe('InvalidAutomationExecutionParametersException');
    expect(said.message).toContain(words);
  });

  test('a runbook dies with the session of who started it', async () => {
    addRunbook(aws, 'Outlives', { mainSteps: [sleeps('long', 'PT2H'), looks] });
    addRunbook(aws, 'Endures', { assumeRole: roleArn('runs'), mainSteps: [sleeps('long', 'PT2H'), looks] });
    const [id, other] = await Promise.all([ana.start('Outlives'), ana.start('Endures')]);
    await aws.steps(2.5 * 3600);
    const { StepExecutions: [, step] = [], AutomationExecutionStatus: status } = await ana.get(id);
    expect(status).toBe('Failed');
    expect(step?.FailureMessage).toMatch(/RequestExpired|ExpiredToken/);
    expect((await ana.get(other)).AutomationExecutionStatus).toBe('Success');
  });
});

describe('the lists', () => {
  const list = async (wish: DescribeAutomationExecutionsRequest = {}) =>
    (await ana.ssm.send(new DescribeAutomationExecutionsCommand(wish))).AutomationExecutionMetadataList ?? [];
  const ids = async (Key: NonNullable<DescribeAutomationExecutionsRequest['Filters']>[number]['Key'], ...Values: string[]) =>
    (await list({ Filters: [{ Key, Values }] })).map(({ AutomationExecutionId: id }) => id);

  test('do not know a new execution for a moment; a single look-up does', async () => {
    await aws.visibleAfter(60_000);
    const id = await ana.start('Plain');
    await aws.visibleAfter(0);
    expect(await ids('ExecutionId', id)).toEqual([]);
    expect((await ana.get(id)).AutomationExecutionId).toBe(id);
  });

  test('are filtered by ids, name, status, action, time and tags', async () => {
    addRunbook(aws, 'Filtered-Waits', { mainSteps: [{ name: 'stop', action: 'aws:pause', inputs: {} }] });
    addRunbook(aws, 'Filtered-Done', { mainSteps: [sleeps('one')] });
    const before = new Date(aws.local.world.clock.now()).toISOString();
    await aws.steps(10);
    const waits = await ana.start('Filtered-Waits', { Tags: [{ Key: 'request', Value: 'r-1' }] });
    const done = await ana.start('Filtered-Done');
    expect(new Set(await ids('ExecutionId', waits, done))).toEqual(new Set([waits, done]));
    expect(await ids('DocumentNamePrefix', 'Filtered-')).toEqual([done, waits]); // newest first
    expect(await ids('CurrentAction', 'aws:pause')).toContain(waits);
    expect(await ids('ExecutionStatus', 'Waiting')).toContain(waits);
    expect(await ids('ExecutionStatus', 'Waiting')).not.toContain(done);
    expect(await ids('TagKey', 'request')).toEqual([waits]);
    expect(await ids('AutomationType', 'CrossAccount')).toEqual([]);
    expect(await ids('StartTimeAfter', before)).toEqual([done, waits]);
    expect(await ids('StartTimeBefore', before)).not.toContain(waits);
    expect(await refusalOf(ids('ExecutionStatus', 'Asleep'))).toMatchObject({ name: 'InvalidFilterValue' });
    expect((await list({ Filters: [{ Key: 'ExecutionId', Values: [waits] }] }))[0]).toMatchObject({
      DocumentName: 'Filtered-Waits',
      CurrentStepName: 'stop',
      AutomationType: 'Local',
      ExecutedBy: expect.stringContaining('assumed-role/test-runner/ana'),
    });
  });

  test('come in pages', async () => {
    const first = await ana.ssm.send(new DescribeAutomationExecutionsCommand({ MaxResults: 2 }));
    expect(first.AutomationExecutionMetadataList).toHaveLength(2);
    const second = await ana.ssm.send(new DescribeAutomationExecutionsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect(second.AutomationExecutionMetadataList?.[0]?.AutomationExecutionId).not.toBe(
      first.AutomationExecutionMetadataList?.[1]?.AutomationExecutionId,
    );
    expect(await refusalOf(ana.ssm.send(new DescribeAutomationExecutionsCommand({ NextToken: 'wrong' })))).toMatchObject({
      name: 'InvalidNextToken',
    });
  });

  test('an execution of very many steps is shown in part, and in pages', async () => {
    addRunbook(aws, 'Many', { mainSteps: Array.from({ length: 120 }, (_, i) => sleeps(`s${i}`)) });
    const id = await ana.start('Many');
    const shown = await ana.get(id);
    expect(shown).toMatchObject({ AutomationExecutionStatus: 'Success', StepExecutionsTruncated: true });
    expect(shown.StepExecutions).toHaveLength(100);
    const names: (string | undefined)[] = [];
    for await (const page of paginateDescribeAutomationStepExecutions({ client: ana.ssm }, { AutomationExecutionId: id }))
      names.push(...(page.StepExecutions ?? []).map(({ StepName }) => StepName));
    expect(names).toEqual(Array.from({ length: 120 }, (_, i) => `s${i}`));
  });

  test('steps come by their filters, from either end', async () => {
    addRunbook(aws, 'Steps', { mainSteps: [sleeps('a'), sleeps('b', 'PT1H'), sleeps('c')] });
    const id = await ana.start('Steps');
    const names = async (wish: object) =>
      (await ana.ssm.send(new DescribeAutomationStepExecutionsCommand({ AutomationExecutionId: id, ...wish }))).StepExecutions?.map(
        ({ StepName }) => StepName,
      );
    expect(await names({})).toEqual(['a', 'b', 'c']);
    expect(await names({ ReverseOrder: true, MaxResults: 2 })).toEqual(['c', 'b']);
    expect(await names({ Filters: [{ Key: 'StepExecutionStatus', Values: ['InProgress', 'Pending'] }] })).toEqual(['b', 'c']);
    expect(await names({ Filters: [{ Key: 'StepName', Values: ['a'] }] })).toEqual(['a']);
  });
});
