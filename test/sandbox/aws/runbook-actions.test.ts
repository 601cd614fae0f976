import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { StopAutomationExecutionCommand } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seededId } from '../../../sandbox/aws/seed/fleet.ts';
import { type OpenAws, openAws } from './clients.ts';
import { openRunner, type Runner, stepOf, stepsOf, unstoppable } from './runner.ts';

let aws: OpenAws;
let runner: Runner;
beforeAll(async () => {
  aws = await openAws();
  runner = await openRunner(aws);
});
afterEach(() => aws.clearsOutcomes());
afterAll(() => aws.close());

const one = seededId('myapp-prod-01');
const command = (...commands: string[]) => ({ DocumentName: 'AWS-RunShellScript', InstanceIds: [one], Parameters: { commands } });

describe('a step', () => {
  test('calls an API, and takes what its selectors find out of the answer', async () => {
    const id = await runner.run({
      name: 'find',
      action: 'aws:executeAwsApi',
      inputs: { Service: 'ec2', Api: 'DescribeInstances', InstanceIds: [one] },
      outputs: [
        { Name: 'State', Selector: '$.Reservations[0].Instances[0].State.Name', Type: 'String' },
        { Name: 'Code', Selector: '$.Reservations[0].Instances[0].State.Code', Type: 'Integer' },
      ],
    });
    const done = await runner.followed(5, id);
    expect(done.AutomationExecutionStatus).toBe('Success');
    expect(stepOf(done, 'find')?.Outputs).toMatchObject({ State: ['running'], Code: ['16'] });
  });

  test('fails in the words of the service whose API refused it', async () => {
    const inputs = { InstanceIds: [unstoppable], DesiredState: 'stopped' };
    const denied = await runner.followed(5, await runner.run({ name: 'stop', action: 'aws:changeInstanceState', inputs }));
    expect(denied.AutomationExecutionStatus).toBe('Failed');
    expect(stepOf(denied, 'stop')?.FailureMessage).toMatch(
      /^Step fails when it is Execute\/Cancelling action\. An error occurred \(UnauthorizedOperation\) when calling the StopInstances operation: You are not authorized to perform this operation\. .* Please refer to Automation Service Troubleshooting Guide for more diagnosis details\.$/,
    );
    expect(stepOf(denied, 'stop')?.FailureDetails).toMatchObject({ FailureType: 'Permission' });
    const unknown = await runner.followed(
      5,
      await runner.run({ name: 'ask', action: 'aws:executeAwsApi', inputs: { Service: 'rds', Api: 'DescribeDBInstances' } }),
    );
    expect(stepOf(unknown, 'ask')?.FailureMessage).toContain('This stand-in has no service rds.');
    const bad = await runner.followed(
      5,
      await runner.run({ name: 'ask', action: 'aws:executeAwsApi', inputs: { Service: 'ec2', Api: 'StopInstances' } }),
    );
    expect(stepOf(bad, 'ask')?.FailureMessage).toContain('failed to satisfy constraint');
  });

  test('waits for a property, up to its time-out, and asserts one', async () => {
    const property = (values: string[]) => ({
      Service: 'ec2',
      Api: 'DescribeInstanceStatus',
      InstanceIds: [one],
      PropertySelector: '$.InstanceStatuses[0].InstanceState.Name',
      DesiredValues: values,
    });
    const wait = { name: 'wait', action: 'aws:waitForAwsResourceProperty', timeoutSeconds: 60 };
    const assert = { name: 'check', action: 'aws:assertAwsResourceProperty' };
    expect(
      stepsOf(
        await runner.followed(
          5,
          await runner.run({ ...wait, inputs: property(['running']) }, { ...assert, inputs: property(['running', 'pending']) }),
        ),
      ),
    ).toEqual(['wait Success', 'check Success']);
    const late = await runner.run({ ...wait, inputs: property(['stopped']) });
    expect(stepsOf(await runner.followed(30, late))).toEqual(['wait InProgress']);
    expect(await runner.followed(31, late)).toMatchObject({ AutomationExecutionStatus: 'TimedOut' });
    const wrong = await runner.followed(5, await runner.run({ ...assert, inputs: property(['stopped']) }));
    expect(stepOf(wrong, 'check')?.FailureMessage).toContain('$.InstanceStatuses[0].InstanceState.Name is running, desired are [stopped]');
  });

  test('runs a command and gives its output; a failed one is told with all of it', async () => {
    const good = await runner.followed(30, await runner.run({ name: 'say', action: 'aws:runCommand', inputs: command('echo hello') }));
    expect(stepOf(good, 'say')?.Outputs).toMatchObject({ Status: ['Success'], ResponseCode: ['0'], Output: ['hello\n'] });
    const id = stepOf(good, 'say')?.Outputs?.CommandId?.[0] ?? '';
    expect((await aws.sent()).find((sent) => sent.id === id)).toMatchObject({ document: 'AWS-RunShellScript', instanceIds: [one] });
    const bad = await runner.followed(
      30,
      await runner.run({ name: 'say', action: 'aws:runCommand', inputs: command('echo no >&2', 'exit 3') }),
    );
    expect(stepOf(bad, 'say')?.FailureMessage).toMatch(
      /^Step fails when it is verifying the command has completed\. Command [\w-]+ returns unexpected invocation result: \n\{Status=\[Failed\], ResponseCode=\[3\], Output=\[\n-+ERROR-+\nno\nfailed to run commands: exit status 3\], OutputPayload=\[\{/,
    );
  });

  test('that runs a command cancels it when it is stopped', async () => {
    const id = await runner.run({ name: 'sleep', action: 'aws:runCommand', inputs: command('sleep 600') });
    const begun = await runner.followed(5, id);
    await runner.ssm.send(new StopAutomationExecutionCommand({ AutomationExecutionId: id, Type: 'Cancel' }));
    expect((await runner.followed(10, id)).AutomationExecutionStatus).toBe('Cancelled');
    const sent = (await aws.sent()).find((each) => each.id === stepOf(begun, 'sleep')?.Outputs?.CommandId?.[0]);
    expect(sent?.status).toBe('Cancelled');
  });

  test('makes an image in a minute, and removes it with its snapshots', async () => {
    const id = await runner.run(
      { name: 'make', action: 'aws:createImage', inputs: { InstanceId: one, ImageName: 'test {{ global:DATE_TIME }}', NoReboot: true } },
      { name: 'drop', action: 'aws:deleteImage', inputs: { ImageId: '{{ make.ImageId }}' } },
    );
    const begun = await runner.followed(30, id);
    expect(stepsOf(begun)[0]).toBe('make InProgress');
    const done = await runner.followed(60, id);
    expect(stepOf(done, 'make')?.Outputs).toMatchObject({ ImageState: ['available'] });
    expect(stepsOf(done)).toEqual(['make Success', 'drop Success']);
    const Filters = [{ Name: 'description', Values: [`*${stepOf(done, 'make')?.Outputs?.ImageId?.[0]}*`] }];
    expect((await runner.ec2.send(new DescribeSnapshotsCommand({ Filters }))).Snapshots).toEqual([]);
  });

  test('invokes a function by its name; one that throws or is not there fails it', async () => {
    const call = (FunctionName: string, inputs: object) => ({
      name: 'call',
      action: 'aws:invokeLambdaFunction',
      inputs: { FunctionName, ...inputs },
    });
    const good = await runner.followed(5, await runner.run(call('acme-count', { Payload: '[1,2,3]' })));
    expect(stepOf(good, 'call')?.Outputs).toMatchObject({ StatusCode: ['200'], Payload: ['3'] });
    const thrown = await runner.followed(5, await runner.run(call('acme-count', { InputPayload: { a: 1 } })));
    expect(stepOf(thrown, 'call')?.FailureMessage).toContain('The payload is no list.');
    const missing = await runner.followed(5, await runner.run(call('acme-none', {})));
    expect(stepOf(missing, 'call')?.FailureMessage).toContain('ResourceNotFoundException');
    const denied = await runner.followed(5, await runner.run(call('other', {})));
    expect(stepOf(denied, 'call')?.FailureDetails?.FailureType).toBe('Permission');
  });

  test('with a script is refused: there is no sandbox for it', async () => {
    const inputs = { Runtime: 'python3.11', Handler: 'main', Script: 'def main(e, c): return {}' };
    const refused = await runner.followed(5, await runner.run({ name: 'script', action: 'aws:executeScript', inputs }));
    expect(stepOf(refused, 'script')?.FailureMessage).toContain('no sandbox for scripts');
  });
});
