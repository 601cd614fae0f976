import { expect, test } from 'vitest';
import { checkRunbook } from '../../../src/workflows/runbook/check/runbook.ts';

/** A runbook of these steps, each on lines of its own from line 5. */
const of = (steps: string): string => `schemaVersion: "0.3"
assumeRole: arn:aws:iam::111122223333:role/runbooks
parameters: {InstanceId: {type: String}}
mainSteps:
${steps.replace(/^(?=.)/gm, '  ')}`;
const nap = (name: string, more = ''): string => `- {name: ${name}, action: aws:sleep, inputs: {Duration: PT1M}${more}}\n`;
const tag = (name: string, resource: string, more = ''): string =>
  `- {name: ${name}, action: aws:createTags, inputs: {ResourceIds: ["${resource}"], Tags: [{Key: a, Value: b}]}${more}}\n`;
const used = tag('used', '{{ InstanceId }}');
const said = (text: string) =>
  checkRunbook(text).map(({ line, step, level, words, fix }) => `${level} ${line}${step ? ` ${step}` : ''}: ${words} ${fix}`);

const image = `- name: image
  action: aws:createImage
  timeoutSeconds: 600
  inputs: {InstanceId: "{{ InstanceId }}", ImageName: "i-{{ global:DATE_TIME }}"}
`;

test('a step can refer to what an earlier one gives, and to nothing that has not run', () => {
  expect(said(of(`${image}${tag('mark', '{{ image.ImageId }}')}`))).toEqual([]);
  expect(said(of(`${tag('mark', '{{ image.ImageId }}')}${image}`))).toEqual([
    'error 5 mark: {{ image.ImageId }}: image has not run by then. Move image before this step, or let it lead here.',
  ]);
  // Written below, and run before.
  expect(
    said(of(`${nap('first', ', nextStep: image')}${tag('mark', '{{ image.ImageId }}', ', isEnd: true')}${image}  nextStep: mark\n`)),
  ).toEqual([]);
  expect(said(of(`${image}${tag('mark', '{{ image.ImgeId }}')}`))).toEqual([
    'error 9 mark: image gives no ImgeId, but ImageId or ImageState. Write ImageId.',
  ]);
  expect(said(of(`${image}${tag('mark', '{{ imgae.ImageId }}')}`))[0]).toContain('there is no step imgae. Write image.');
  expect(said(of(`${image}${tag('mark', '{{ image }}')}`))[0]).toContain(
    '{{ image }} names a step, and not what it gives. Write {{ image.OUTPUT }}: ImageId or ImageState.',
  );
});

test("parameters, variables and Automation's own are known by name; a template's braces are none", () => {
  expect(said(of(`${used}${tag('mark', '{{ InstanceID }}')}`))).toEqual([
    'error 6 mark: {{ InstanceID }} is no parameter. Write InstanceId.',
  ]);
  expect(said(of(`${used}${tag('mark', '{{ global:DATETIME }}')}`))[0]).toContain('Write global:DATE_TIME.');
  expect(said(of(`${used}${tag('mark', '{{ variable:count }}')}`))[0]).toContain('{{ variable:count }} is no variable.');
  expect(said(of(`${used}${tag('mark', "{{ssm:/a/b}} {{ .State }} {{ 'x' | y }}")}`))).toEqual([]);
});

test('what the runbook gives at its end must be given by a step', () => {
  expect(said(`${of(image)}outputs: ["image.ImageId"]\n`)).toEqual([]);
  expect(said(`${of(image)}outputs: ["image.Imgid", "image", "none.ImageId"]\n`)).toEqual([
    'error 9: image gives no Imgid, but ImageId or ImageState. Write ImageId.',
    'error 9: "image" is no output of a step. Write STEP.OUTPUT, as createImage.ImageId.',
    'error 9: There is no step none. There are image.',
  ]);
});

const branch = (more: string): string => `- name: choose
  action: aws:branch
  inputs:
    Choices:
      - {NextStep: yes, Variable: "{{ InstanceId }}", StringEquals: i-1}
${more}`;

test('a branch leads to steps that exist, by comparisons that exist', () => {
  const both = `${nap('yes', ', isEnd: true')}${nap('no')}`;
  expect(said(of(`${branch('    Default: no\n')}${both}`))).toEqual([]);
  expect(said(of(`${branch('    Default: non\n')}${both}`))[0]).toBe(
    'error 10 choose: Default names "non", which is no step here. Write no.',
  );
  expect(said(of(`${branch('      - {NextStep: noo, Variable: a, StringEqual: b}\n')}${both}`)).slice(0, 2)).toEqual([
    'error 10 choose: NextStep names "noo", which is no step here. Write no.',
    'error 10 choose: "StringEqual" is no comparison. Write StringEquals.',
  ]);
  expect(said(of(`${branch('      - {NextStep: no, And: [{Variable: a, StringEquals: b}]}\n')}${both}`))[0]).toContain(
    'And wants two conditions or more.',
  );
});

test('a step that nothing leads to, and a circle without an end, are advised against', () => {
  expect(said(of(`${used}${nap('a', ', isEnd: true')}${nap('b')}`))).toEqual([
    'advice 7 b: No step leads here: it never runs. Name it as nextStep, in a choice or as onFailure: step:b of a step that should lead here, or take it out.',
  ]);
  // Only a failure leads there.
  expect(said(of(`${used}${nap('a', ', isEnd: true, onFailure: step:b')}${nap('b')}`))).toEqual([]);
  expect(said(of(`${used}${nap('a')}${nap('b', ', nextStep: a')}`))).toEqual([
    'advice 6 a: The steps run in a circle and end only by a failure: a, b. Let a branch in it lead out, or write isEnd: true.',
  ]);
  // A branch leads out.
  expect(said(of(`${used}${nap('wait')}${branch('    Default: wait\n')}${nap('yes')}`))).toEqual([]);
  expect(said(of(`${used}${nap('a', ', isEnd: true, nextStep: b')}${nap('b')}`))).toContain(
    'error 6 a: It has both isEnd and nextStep. Keep isEnd where the runbook ends here, else nextStep.',
  );
});

test('the steps of a loop are a list of their own, and know what goes round', () => {
  const loop = `- name: each
  action: aws:loop
  inputs:
    Iterators: ["{{ InstanceId }}"]
    Steps:
      - {name: stop, action: aws:changeInstanceState, timeoutSeconds: 600, inputs: {InstanceIds: ["{{ each.CurrentIteratorValue }}"], DesiredState: stopped}}
      - {name: rest, action: aws:sleep, inputs: {Duration: PT10S}, nextStep: away}
`;
  expect(said(of(`${loop}${nap('away')}`))).toEqual(['error 11 rest: nextStep names "away", which is no step here. It has stop or rest.']);
  expect(said(of(`${loop.replace(', nextStep: away', '')}${nap('away')}`))).toEqual([]);
});

test('approvals need approvers, and not more of them than there are', () => {
  const approve = (inputs: string, more = ', timeoutSeconds: 600') =>
    said(of(`${used}- {name: ask, action: aws:approve${more}, inputs: {${inputs}}}\n`));
  expect(approve('Approvers: [ops], MinRequiredApprovals: 1')).toEqual([]);
  expect(approve('Message: May it?')).toEqual([
    'error 6 ask: aws:approve wants the input Approvers. Write Approvers: and a list under it, as - "{{ InstanceId }}".',
  ]);
  expect(approve('Approvers: []')).toEqual(['error 6 ask: Nobody can approve it. Write who may: - arn:aws:iam::111122223333:role/ops.']);
  expect(approve('Approvers: [a, b], MinRequiredApprovals: 3')).toEqual([
    'error 6 ask: It wants 3 approvals, and only 2 can approve. Write MinRequiredApprovals: 2 or less, or name more under Approvers.',
  ]);
  // A parameter may name several.
  expect(approve('Approvers: ["{{ InstanceId }}"], MinRequiredApprovals: 3')).toEqual([]);
  expect(approve('Approvers: [ops]', '')).toEqual([
    'advice 6 ask: It may wait for 7 days: it has no timeoutSeconds. Write timeoutSeconds: 3600 beside inputs, or what it needs at most.',
  ]);
  expect(approve('Approvers: [ops]', ', timeoutSeconds: 2592001')).toEqual([
    'error 6 ask: timeoutSeconds is 2592001, and aws:approve waits at most 30 days. Write at most 2592000.',
  ]);
});

test('parameters are held to their own declaration, and those that nothing uses are told', () => {
  const withParameters = (parameters: string) =>
    said(of(used).replace('InstanceId: {type: String}', () => `InstanceId: {type: String}, ${parameters}`));
  const unused = 'advice 3: Nothing uses the parameter P. Use it as {{ P }}, or take it out: whoever starts it is asked for it.';
  expect(withParameters('P: {type: Strng}')).toEqual(['error 3: P has the type "Strng", which is none. Write String.', unused]);
  expect(withParameters('P: {type: "List<AWS::EC2::Image::Id>"}')).toEqual([unused]);
  expect(withParameters('P: {type: String, default: c, allowedValues: [a, b]}')[0]).toBe(
    'error 3: The default "c" is none of the allowedValues. Write a or b, or allow it.',
  );
  expect(withParameters("P: {type: String, default: c, allowedPattern: '^[ab]$'}")[0]).toBe(
    'error 3: The default "c" does not match ^[ab]$. Write one that does, or widen the pattern.',
  );
  expect(withParameters("P: {type: String, default: '', allowedPattern: '^[ab]$'}")).toEqual([unused]);
  expect(withParameters('P: {type: Integer, default: many}')[0]).toContain('The default of P is no Integer.');
  expect(withParameters("P: {type: String, allowedPattern: '['}")[0]).toContain('allowedPattern is no regular expression.');
  // A pattern that goes back over its text for ever is given up.
  expect(withParameters(`P: {type: String, default: ${'a'.repeat(60)}!, allowedPattern: '^(a+)+$'}`)).toEqual([unused]);
  expect(withParameters('P: {type: String, default: "{{ InstanceId }}"}')[0]).toContain("A default can't refer to {{ InstanceId }}.");
});
