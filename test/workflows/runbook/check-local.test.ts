import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { wrongRunbook } from '../../../sandbox/aws/automation/check.ts';
import { checkRunbook } from '../../../src/workflows/runbook/check/runbook.ts';
import { corrected } from './guide.ts';

/** Runbooks that are right, with most of what a runbook can have. */
const right: readonly unknown[] = [
  parse(corrected),
  {
    schemaVersion: '0.3',
    description: 'x',
    assumeRole: '{{ Role }}',
    parameters: {
      Role: { type: 'AWS::IAM::Role::Arn', description: 'r' },
      Count: { type: 'Integer', default: 1 },
      Names: { type: 'StringList', default: ['a'], allowedValues: ['a', 'b'], minItems: 1, maxItems: 3 },
      Text: { type: 'String', default: 'x', allowedPattern: '^x$', minChars: 1, maxChars: 5 },
    },
    variables: { seen: { type: 'String', default: 'no' } },
    mainSteps: [
      {
        name: 'ask',
        action: 'aws:approve',
        timeoutSeconds: 60,
        onFailure: 'step:tell',
        inputs: { Approvers: ['{{ Names }}', 'x'], MinRequiredApprovals: 2 },
      },
      {
        name: 'look',
        action: 'aws:executeAwsApi',
        maxAttempts: 3,
        inputs: { Service: 'ec2', Api: 'DescribeInstances', MaxResults: '{{ Count }}' },
        outputs: [{ Name: 'state', Selector: '$.State', Type: 'String' }],
      },
      {
        name: 'choose',
        action: 'aws:branch',
        isCritical: false,
        inputs: {
          Choices: [
            { NextStep: 'rest', Variable: '{{ look.state }}', StringEquals: 'running' },
            { NextStep: 'tell', And: [{ Variable: 'a', Contains: 'b' }, { Not: { Variable: '{{ Count }}', NumericGreater: 3 } }] },
          ],
          Default: 'hold',
        },
      },
      { name: 'hold', action: 'aws:pause', timeoutSeconds: 60, onCancel: 'step:tell', inputs: {} },
      { name: 'rest', action: 'aws:sleep', inputs: { Duration: 'PT1M' }, nextStep: 'mark' },
      { name: 'tell', action: 'aws:invokeWebhook', inputs: { IntegrationName: '{{ Text }}', Body: '{{ variable:seen }}' }, isEnd: true },
      { name: 'mark', action: 'aws:updateVariable', inputs: { Name: 'variable:seen', Value: 'yes' } },
    ],
    outputs: ['look.state'],
  },
];
const odd = fc.constantFrom<unknown>(
  ...[
    '',
    'x',
    'a b',
    'tell',
    'gone',
    'step:gone',
    'abort',
    'Abort',
    '{{ Gone }}',
    '{{ look.state }}',
    '{{ global:NOW }}',
    '{{ rest.X }}',
    '$',
  ],
  ...['5', '-5', 'true', 'aws:sleep', 'aws:none', 'String', 0, 5, -1, 1.5, true, null, [], ['x'], [[]], {}, { x: 1 }, [null]],
);
const otherName = fc.constantFrom(
  'x',
  'name',
  'nextStep',
  'isEnd',
  'default',
  'Default',
  'Not',
  'Or',
  'Duration',
  'timeoutSeconds',
  'outputs',
  'a b',
);
const edit = fc.record({ at: fc.nat(10_000), how: fc.constantFrom('set', 'drop', 'rename', 'add'), value: odd, name: otherName });
type Edit = { at: number; how: string; value: unknown; name: string };

/** Changes one place of a value: any of its lists and maps, however deep. */
function edited(value: unknown, { at, how, value: odd, name }: Edit): unknown {
  const whole = structuredClone(value);
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      visit(inner);
    }
  };
  visit(whole);
  const place = places[at % places.length];
  if (!place) return whole;
  const { holder, key } = place;
  if (how === 'set') holder[key] = odd;
  else if (Array.isArray(holder))
    holder.splice(Number(key), how === 'drop' ? 1 : 0, ...(how === 'drop' ? [] : [structuredClone(holder[Number(key)])]));
  else if (how === 'add') holder[name] = odd;
  else {
    if (how === 'rename') holder[name] = holder[key];
    delete holder[key];
  }
  return whole;
}

test('what it passes, the local AWS takes', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.constantFrom(...right), fc.array(edit, { minLength: 1, maxLength: 2 }), (value, edits) => {
      const yaml = stringify(edits.reduce(edited, value));
      if (checkRunbook(yaml).some(({ level }) => level === 'error')) return;
      passed++;
      expect(wrongRunbook(parse(yaml))).toBeUndefined();
    }),
    { numRuns: 600, examples: right.map((value): [unknown, Edit[]] => [value, []]) },
  );
  expect(passed).toBeGreaterThan(40);
});
