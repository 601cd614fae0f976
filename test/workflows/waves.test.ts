import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merged, policyDocument, widened } from '../../src/aws/session-policy.ts';
import type { Environment } from '../../src/domain/environment.ts';
import type { Statement } from '../../src/domain/operation.ts';
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

  test('what fits no policy even alone is still a wave of its own: it needs a wider session, and is not left out silently', () => {
    const huge = [{ actions: ['ssm:SendCommand'], resources: ['x'.repeat(3_000)] }];
    expect(cutIntoWaves(['i-1', 'i-2'], () => huge)).toEqual([['i-1'], ['i-2']]);
  });

  test('where AWS chooses by tags, the rights name the tags as they are: no value means more than itself', () => {
    const said = (name: string) => `\${${name}}`;
    const odd = { key: 'App', values: ['web', '*', said('aws:username'), 'a?b'] };
    const call = { document: 'AWS-RunShellScript', live: [odd] };
    const [, machines] = commandRights({ targets: [], call }, prod, 'start');
    expect(machines?.resources).toEqual(['arn:aws:ec2:*:*:instance/*', 'arn:aws:ssm:*:*:managed-instance/*']);
    expect(machines?.conditions).toEqual({
      StringEquals: { 'ssm:resourceTag/App': ['web', '*', `${said('$')}{aws:username}`, 'a?b'] },
    });
  });

  test('the wider session has the same actions on anything, and none besides', () => {
    const call = { document: 'AWS-RunShellScript', live: [{ key: 'App', values: ['web'] }], alarm: 'errors' };
    expect(widened(commandRights({ targets: [], call }, prod, 'start'))).toEqual([
      { actions: ['ssm:SendCommand', 'iam:CreateServiceLinkedRole'], resources: ['*'] },
    ]);
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

describe('statements that are joined', () => {
  const some = (...of: string[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: 3 });
  const operator = fc.constantFrom('StringEquals', 'StringNotEquals', 'ForAllValues:StringEquals');
  const conditions = fc
    .array(fc.tuple(operator, fc.constantFrom('k', 'l'), some('1', '2', '3')), { minLength: 1, maxLength: 2 })
    .map((all) => Object.fromEntries(all.map(([each, key, values]) => [each, { [key]: values }])));
  const statement: fc.Arbitrary<Statement> = fc
    .tuple(some('s:A', 's:B', 's:C'), some('r/1', 'r/2', 'r/3'), fc.option(conditions))
    .map(([actions, resources, only]) => ({ actions, resources, ...(only && { conditions: only }) }));
  /** What a question says of k and l: one value each. */
  const question = fc.record({ action: fc.constantFrom('s:A', 's:B', 's:C'), resource: fc.constantFrom('r/1', 'r/2', 'r/3') });
  const known = fc.record({ k: fc.constantFrom('1', '2', '3'), l: fc.constantFrom('1', '2', '3') });

  const holds = (how: string, values: readonly string[], value: string) => values.includes(value) !== how.includes('Not');
  const allows = (all: readonly Statement[], { action, resource }: { action: string; resource: string }, about: Record<string, string>) =>
    all.some(
      (each) =>
        each.actions.includes(action) &&
        each.resources.includes(resource) &&
        Object.entries(each.conditions ?? {}).every(([how, keys]) =>
          Object.entries(keys).every(([key, values]) => holds(how, values, about[key] ?? '')),
        ),
    );

  test('allow exactly what they allowed apart', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), question, known, (all, asked, about) => {
        expect(allows(merged(all), asked, about)).toBe(allows(all, asked, about));
        expect(merged(all).length).toBeLessThanOrEqual(all.length);
      }),
      { numRuns: 500 },
    );
  });
});
