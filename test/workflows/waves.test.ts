import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyDocument } from '../../src/aws/session-policy.ts';
import type { Environment } from '../../src/domain/environment.ts';
import { commandRights } from '../../src/workflows/command/send.ts';
import { cutIntoWaves } from '../../src/workflows/command/waves.ts';
import { prod } from '../domain/samples.ts';

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const id = fc.oneof(
  { arbitrary: hex(17).map((digits) => `i-${digits}`), weight: 3 },
  { arbitrary: hex(8).map((digits) => `i-${digits}`), weight: 1 },
  { arbitrary: hex(17).map((digits) => `mi-${digits}`), weight: 1 },
);
const ids = fc.uniqueArray(id, { maxLength: 200 });
const env: fc.Arbitrary<Environment> = fc.constantFrom(prod, { ...prod, partition: 'aws-us-gov', region: 'us-gov-west-1' });
const document = fc.constantFrom('AWS-RunShellScript', 'AWS-RunPowerShellScript', `Acme-${'x'.repeat(123)}`);

describe('cut into waves', () => {
  test('none is sent twice, none is left out, and their order is kept', () => {
    fc.assert(
      fc.property(ids, env, document, (targets, where, name) => {
        expect(
          cutIntoWaves(targets, (piece) => commandRights({ targets: piece, call: { document: name } }, where, 'start')).flat(),
        ).toEqual(targets);
      }),
      { numRuns: 40 },
    );
  });

  test('each fits one call and one session policy, and holds as many as fit', () => {
    fc.assert(
      fc.property(ids, env, document, (targets, where, name) => {
        const size = (piece: readonly string[]) =>
          policyDocument(commandRights({ targets: piece, call: { document: name } }, where, 'start')).length;
        const waves = cutIntoWaves(targets, (piece) => commandRights({ targets: piece, call: { document: name } }, where, 'start'));
        for (const [at, wave] of waves.entries()) {
          expect(wave.length).toBeGreaterThan(0);
          expect(wave.length).toBeLessThanOrEqual(50);
          expect(size(wave)).toBeLessThanOrEqual(2_048);
          const next = waves[at + 1]?.[0];
          if (next !== undefined) expect(wave.length === 50 || size([...wave, next]) > 2_048).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('nothing comes to no wave', () => {
    expect(cutIntoWaves([], () => [])).toEqual([]);
  });

  test('what fits no policy even alone is still a wave of its own: AWS says no, and nothing is left out silently', () => {
    const huge = [{ actions: ['ssm:SendCommand'], resources: ['x'.repeat(3_000)] }];
    expect(cutIntoWaves(['i-1', 'i-2'], () => huge)).toEqual([['i-1'], ['i-2']]);
  });

  test('the rights name this document and these machines in their partition, and nothing else', () => {
    const gov = { ...prod, partition: 'aws-us-gov' };
    expect(commandRights({ targets: ['i-1', 'mi-2'], call: { document: 'AWS-RunShellScript' } }, gov, 'start')).toEqual([
      {
        actions: ['ssm:SendCommand'],
        resources: [
          'arn:aws-us-gov:ssm:*:*:document/AWS-RunShellScript',
          'arn:aws-us-gov:ec2:*:*:instance/i-1',
          'arn:aws-us-gov:ssm:*:*:managed-instance/mi-2',
        ],
      },
    ]);
  });
});
