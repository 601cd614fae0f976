import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkRunbook } from '../../../src/workflows/runbook/check/runbook.ts';
import { asPublished, corrected } from './guide.ts';

/** A runbook of these steps, with a parameter InstanceId that the last of them uses. */
const of = (steps: string, top = ''): string => `schemaVersion: "0.3"
assumeRole: arn:aws:iam::111122223333:role/runbooks
parameters:
  InstanceId: {type: String}
${top}mainSteps:
${steps.replace(/^(?=.)/gm, '  ')}
  - {name: last, action: aws:createTags, inputs: {ResourceIds: ["{{ InstanceId }}"], Tags: [{Key: a, Value: b}]}}
`;
const said = (text: string) =>
  checkRunbook(text).map(({ line, step, level, words, fix }) => `${level} ${line}${step ? ` ${step}` : ''}: ${words} ${fix}`);
const errors = (text: string) => said(text).filter((each) => each.startsWith('error'));
const sleep = (name: string, more = '') => `- {name: ${name}, action: aws:sleep, inputs: {Duration: PT1M}${more}}\n`;

test('the runbook of the guide runs a plugin of Command documents as a step; what it proposes instead is taken', () => {
  const found = checkRunbook(asPublished);
  const [error] = found.filter(({ level }) => level === 'error');
  expect(found.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(error).toMatchObject({ line: 54, step: 'runHealthCheck', words: expect.stringContaining('aws:runShellScript is no action') });
  const [words = '', ...lines] = error?.fix.split('\n') ?? [];
  expect(words).toBe('Run a Command document on the instances:');
  expect(parse(lines.join('\n'))[0]).toMatchObject({
    action: 'aws:runCommand',
    maxAttempts: 2,
    inputs: {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ['{{ InstanceId }}'],
      Parameters: { commands: ['curl -sf http://localhost/health || exit 1', "echo 'Health check passed on {{ InstanceId }}'"] },
    },
  });
  const mended = asPublished.slice(0, asPublished.indexOf('  - name: runHealthCheck')) + lines.map((line) => `  ${line}\n`).join('');
  expect(checkRunbook(mended).filter(({ level }) => level === 'error')).toEqual([]);
});

test('it advises an end for each wait, a role that must be given, and that a failure still counts', () => {
  expect(said(asPublished).filter((each) => each.startsWith('advice'))).toEqual([
    'advice 12: AutomationAssumeRole is empty where it is not given: the steps then run with the session of the request, at most an hour. Take the default out, so that a role must be given, or write the role as its default.',
    'advice 15 createAmiSnapshot: It may wait with no end of its own: it has no timeoutSeconds. Write timeoutSeconds: 600 beside inputs, or what it needs at most.',
    'advice 27 installPatches: It may wait with no end of its own: it has no timeoutSeconds. Write timeoutSeconds: 600 beside inputs, or what it needs at most.',
    'advice 29 installPatches: If it fails, the runbook goes on, and can still end as a success. Write isCritical: true, so that it still counts as failed, or isCritical: false, if it need not.',
  ]);
  expect(said(corrected)).toEqual([]);
  // The same as JSON.
  expect(said(JSON.stringify(parse(corrected), null, 2))).toEqual([]);
});

test('what can not be read says where', () => {
  expect(said('description: Note: this\n')[0]).toMatch(/^error 1: A value has ": " in it/);
  expect(said('a: 1\nb: "2\n')[0]).toMatch(/^error \d: A quote, colon, comma or bracket is missing/);
  expect(said('{"schemaVersion": "0.3",\n"mainSteps": [}')).toEqual([
    'error 2: It is no JSON. Look at the commas, quotes and brackets here and above.',
  ]);
  expect(said('schemaVersion: "0.3"\nassumeRole: {{ Role }}\n')).toEqual([
    'error 2: Braces begin a value without quotes. A reference stands in quotes: "{{ InstanceId }}".',
  ]);
  expect(said('description: a\ndescription: b\n')).toEqual(['error 2: "description" stands there already. Keep one of them.']);
  expect(said(`#${'x'.repeat(70_000)}`)[0]).toContain('It has 69 KB, and a runbook has at most 64.');
  expect(said('')).toEqual(['error 1: This is no runbook. At its top stand schemaVersion: "0.3" and mainSteps.']);
});

test.each([
  [
    'many aliases of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`).join('\n')}`,
  ],
  ['an alias of itself', 'a: &a [*a, *a]'],
  ['lists within lists', '- '.repeat(20_000)],
  ['maps within maps', 'a: '.repeat(20_000)],
  ['brackets', '['.repeat(30_000)],
  ['questions', '? '.repeat(20_000)],
])('%s end neither the process nor its time', (_name, text) => {
  expect(said(text)).toEqual([expect.stringMatching(/^error \d+: (?:Its aliases|It has (?:too many|more than 40) levels)/)]);
});

test('misspelt names are told with what was probably meant', () => {
  expect(errors(of('- {name: wait, action: aws:slep, inputs: {Duration: PT1M}}'))).toEqual([
    'error 6 wait: aws:slep is no action of Automation. Write aws:sleep.',
  ]);
  expect(errors(of('- {name: wait, action: aws:sleep, inputs: {Durration: PT1M}}'))).toEqual([
    'error 6 wait: aws:sleep has no input "Durration". Write Duration.',
  ]);
  expect(errors(of(sleep('wait', ', nextstep: last')))).toEqual(['error 6 wait: A step has no "nextstep". Write nextStep.']);
  expect(errors(of(sleep('wait', ', nextStep: lasst')))).toEqual([
    'error 6 wait: nextStep names "lasst", which is no step here. Write last.',
  ]);
  expect(errors(of(sleep('wait', ', onFailure: last')))).toEqual(['error 6 wait: onFailure is "last". Write step:last.']);
  expect(errors(of(sleep('wait', ', onFailure: abort')))).toEqual(['error 6 wait: onFailure is "abort". Write Abort.']);
  expect(errors(of('- {name: call, action: aws:executeAwsApi, inputs: {Servce: ec2, Api: DescribeInstances}}'))).toEqual([
    'error 6 call: aws:executeAwsApi has no input "Servce". Write Service.',
  ]);
  expect(errors(of(sleep('wait'), 'parametres: {}\n'))).toEqual(['error 5: A runbook has no "parametres". Write parameters.']);
});

test('an API takes inputs that Automation does not know', () => {
  expect(errors(of('- {name: call, action: aws:executeAwsApi, inputs: {Service: ec2, Api: DescribeInstances, MaxResults: 5}}'))).toEqual(
    [],
  );
});

test('names, numbers and types are held to what AWS takes', () => {
  expect(errors(of(`${sleep('a-b')}${sleep('twice')}${sleep('twice')}- {action: aws:sleep, inputs: {Duration: PT1M}}`))).toEqual([
    'error 6 a-b: "a-b" is no name of a step. It has 1 to 128 letters, digits and _: a_b.',
    'error 7 twice: More than one step is called twice. Give each a name of its own.',
    'error 8 twice: More than one step is called twice. Give each a name of its own.',
    'error 9: The step has no name. Write name: with letters, digits and _.',
  ]);
  expect(errors(of(sleep('wait', ', maxAttempts: 0, timeoutSeconds: "60"')))).toEqual([
    'error 6 wait: maxAttempts is no whole number from 1. Write maxAttempts: 3, or take it out.',
    'error 6 wait: timeoutSeconds is a text. Write it without quotes: timeoutSeconds: 60.',
  ]);
  expect(errors(of('- {name: run, action: aws:runCommand, inputs: {DocumentName: D, InstanceIds: "i-0a1b2c3d"}}'))).toEqual([
    'error 6 run: The input InstanceIds is no StringList. Write InstanceIds: and a list under it, as - "{{ InstanceId }}".',
  ]);
  expect(errors(of('- {name: run, action: aws:runCommand, inputs: {InstanceIds: "{{ InstanceId }}"}}'))).toEqual([
    'error 6 run: aws:runCommand wants the input DocumentName. Write DocumentName: a text.',
  ]);
  expect(errors('schemaVersion: 0.3\nmainSteps: []\n')).toEqual([
    'error 1: Its schemaVersion is a number. Write it in quotes: schemaVersion: "0.3".',
    'error 2: It has no steps. Write a list of steps under mainSteps, each with name, action and inputs.',
  ]);
  expect(errors(of(sleep('wait')).replace('"0.3"', '"2.2"'))[0]).toContain('This is a Command document');
});
