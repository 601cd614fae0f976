import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkRunbook } from '../../../src/workflows/runbook/check/runbook.ts';
import { asPublished, corrected } from './guide.ts';

/** Every finding stands on a line of the text, and says what is wrong and what to do. */
function holds(text: string): void {
  const lines = text.split('\n').length;
  for (const { line, words, fix } of checkRunbook(text)) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(words).toMatch(/[.!?]$/);
    expect(fix).not.toBe('');
  }
}

/** Names that mean something somewhere, so that what is made of them comes close to runbooks. */
const known = [
  ...[
    'schemaVersion',
    '0.3',
    'mainSteps',
    'parameters',
    'variables',
    'outputs',
    'assumeRole',
    'name',
    'action',
    'inputs',
    'type',
    'default',
  ],
  ...['aws:sleep', 'aws:branch', 'aws:loop', 'aws:approve', 'aws:runCommand', 'aws:runShellScript', 'Steps', 'Choices', 'Default'],
  ...['onFailure', 'step:a', 'nextStep', 'isEnd', 'a', 'b', '{{ a }}', '{{ a.b }}', '{{ global:DATE }}', 'Approvers', '__proto__'],
  ...['constructor', 'allowedPattern', '^(a+)+$', 'NextStep', 'Variable', 'And', 'MinRequiredApprovals', 'timeoutSeconds', 'String'],
];
const word = fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 8 }));
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, word, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(word, tie('value'), { maxKeys: 6 }),
}));
const shaped = fc.record(
  {
    schemaVersion: anything,
    assumeRole: anything,
    parameters: anything,
    mainSteps: fc.array(anything, { maxLength: 4 }),
    outputs: anything,
  },
  { requiredKeys: [] },
);

test('any text is checked, and each finding stands on one of its lines', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 })), holds), { numRuns: 150 });
});

test('any JSON and any YAML is checked', () => {
  fc.assert(
    fc.property(fc.oneof(anything, shaped), fc.boolean(), (value, asJson) => {
      holds(asJson ? JSON.stringify(value, null, 1) : stringify(value));
    }),
    { numRuns: 150 },
  );
});

test('a runbook in which lines are missing, twice or cut is checked', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(asPublished, corrected),
      fc.array(fc.tuple(fc.nat(80), fc.constantFrom('cut', 'drop', 'twice')), { maxLength: 4 }),
      (text, edits) => {
        const lines = text.split('\n');
        for (const [at, edit] of edits) {
          const line = lines[at % lines.length] ?? '';
          const instead = edit === 'drop' ? [] : edit === 'twice' ? [line, line] : [line.slice(0, line.length >> 1)];
          lines.splice(at % lines.length, 1, ...instead);
        }
        holds(lines.join('\n'));
      },
    ),
    { numRuns: 150 },
  );
});
