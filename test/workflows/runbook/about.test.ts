import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { awsRunbooks } from '../../../sandbox/aws/seed/aws-runbooks.ts';
import { ownRunbooks } from '../../../sandbox/aws/seed/own-runbooks.ts';
import { type About, aboutRunbook } from '../../../src/workflows/runbook/about.ts';
import { aboutParts, asText } from '../../../src/workflows/runbook/about-parts.ts';
import { actions } from '../../../src/workflows/runbook/actions.ts';
import { checkRunbook } from '../../../src/workflows/runbook/check/runbook.ts';
import { readRunbook } from '../../../src/workflows/runbook/content.ts';
import { effectOf, iamActions } from '../../../src/workflows/runbook/iam-names.ts';
import { corrected } from './guide.ts';

const about = (text: string): About => aboutRunbook(readRunbook(text));
const all = { ...awsRunbooks, ...ownRunbooks };

test('what a runbook does is told in words: its steps, what it can change, as whom and for how long', () => {
  expect(asText(about(corrected))).toBe(`Snapshot, patch, and verify an EC2 instance

Runs as: {{ AutomationAssumeRole }}
Worst it does: changes something
Takes: at most 2 hours 5 minutes, and what its calls take

Parameters
InstanceId (String, required): Target EC2 instance ID
AutomationAssumeRole (String, required): IAM role ARN for the automation execution

Steps
1 createAmiSnapshot: create an image of {{ InstanceId }} without a restart, at most 30 minutes
2 installPatches: run AWS-RunPatchBaseline on {{ InstanceId }}, at most 1 hour, goes on if it fails
3 verifyInstanceOnline: wait until ec2 DescribeInstances gives running at $.Reservations[0].Instances[0].State.Name, at most 5 minutes, up to 5 times
4 runHealthCheck: run AWS-RunShellScript on {{ InstanceId }}, at most 5 minutes, up to 2 times

What it can change
changes ec2: CreateImage
changes ssm: SendCommand
reads ec2: DescribeImages, DescribeInstances
reads ssm: ListCommandInvocations, ListCommands
and installPatches: what AWS-RunPatchBaseline does on the instances
and runHealthCheck: what AWS-RunShellScript does on the instances`);
});

test('what ends or removes something stands first', () => {
  const restart = about(awsRunbooks['AWS-RestartEC2Instance'] ?? '');
  expect(restart.effect).toBe('destructive');
  expect(restart.calls.map(({ service, effect, actions: names }) => [effect, service, ...names])).toEqual([
    ['destructive', 'ec2', 'StopInstances'],
    ['change', 'ec2', 'StartInstances'],
    ['read', 'ec2', 'DescribeInstanceStatus', 'DescribeInstances'],
  ]);
});

test.each(Object.keys(all))('%s has nothing that AWS would refuse, and can be told', (name) => {
  const text = all[name] ?? '';
  expect(checkRunbook(text).filter(({ level }) => level === 'error')).toEqual([]);
  expect(asText(about(text))).not.toMatch(/not said|does not know|undefined/);
});

test("APIs are known by IAM's names for them", () => {
  expect(iamActions('s3', 'PutBucketEncryption')).toEqual(['s3:PutEncryptionConfiguration']);
  expect(iamActions('lambda', 'Invoke')).toEqual(['lambda:InvokeFunction']);
  expect(iamActions('elbv2', 'DescribeTargetHealth')).toEqual(['elasticloadbalancing:DescribeTargetHealth']);
  expect(iamActions('ec2', 'describe_instances')).toEqual(['ec2:DescribeInstances']);
  expect(iamActions('{{ Service }}', 'DescribeInstances')).toBeUndefined();
  expect(['ec2:TerminateInstances', 'rds:RebootDBInstance', 'ec2:CreateTags', 'ssm:GetParameter'].map(effectOf)).toEqual([
    ...['destructive', 'destructive', 'change', 'read'],
  ]);
});

const timed = (steps: string) => about(`schemaVersion: "0.3"\nmainSteps:\n${steps}`).time;

test('how long it takes is told where the steps say it', () => {
  const nap = (name: string, duration: string, more = '') =>
    `- {name: ${name}, action: aws:sleep, inputs: {Duration: ${duration}}${more}}\n`;
  expect(timed(nap('a', 'PT1H') + nap('b', 'PT30S'))).toMatchObject({ atLeast: 3_630, atMost: 3_630 });
  // The short way round, and the long one.
  const fork = `- {name: fork, action: aws:branch, inputs: {Choices: [{NextStep: b, Variable: x, StringEquals: x}], Default: a}}\n`;
  expect(timed(fork + nap('a', 'P1D', ', isEnd: true') + nap('b', 'PT5M'))).toMatchObject({ atLeast: 300, atMost: 86_700 });
  expect(timed(nap('a', 'PT1S') + nap('b', 'PT1S', ', nextStep: a'))).toMatchObject({ atMost: undefined, circles: true });
  expect(timed('- {name: ask, action: aws:approve, inputs: {Approvers: [x]}}\n')).toMatchObject({ atLeast: 0, atMost: 604_800 });
  expect(timed('- {name: run, action: aws:runCommand, inputs: {DocumentName: D}}\n')).toMatchObject({
    atMost: undefined,
    unbounded: ['run'],
  });
  expect(timed('- {name: run, action: aws:runCommand, maxAttempts: 3, timeoutSeconds: 60, inputs: {}}\n')).toMatchObject({ atMost: 180 });
});

const odd = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('{{ a }}', 'constructor', '__proto__', 'running', 'a', 'step:a'),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const inputs = fc.dictionary(
  fc.constantFrom(
    'InstanceIds',
    'DesiredState',
    'Service',
    'Api',
    'Choices',
    'Default',
    'Duration',
    'Steps',
    'Iterators',
    'DocumentName',
    'Approvers',
    'Targets',
  ),
  fc.oneof(odd, fc.array(fc.oneof(odd, fc.dictionary(fc.constantFrom('NextStep', 'Variable', 'And', 'Not', 'name', 'action'), odd)))),
);
const step = fc.record(
  {
    name: odd,
    action: fc.oneof(fc.constantFrom(...actions.keys(), 'constructor'), odd),
    inputs: fc.oneof(inputs, odd),
    nextStep: odd,
    onFailure: odd,
    timeoutSeconds: odd,
    isEnd: odd,
  },
  { requiredKeys: [] },
);

test('whatever a runbook holds, it can be told', () => {
  fc.assert(
    fc.property(
      fc.record({ parameters: fc.dictionary(odd.map(String), odd), mainSteps: fc.array(fc.oneof(step, odd), { maxLength: 5 }) }),
      (runbook) => {
        const told = about(stringify(runbook));
        expect(asText(told)).not.toMatch(/undefined|native code|\[object/);
        expect(aboutParts(told).length).toBeGreaterThanOrEqual(3);
        for (const { actions: names } of told.calls) expect(names.every((name) => /^\w+$/.test(name))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
