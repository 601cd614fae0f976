import { z } from 'zod';
import { secretLooking, secretName } from '../../../aws/secrets/secret-looking.ts';
import { defineLook } from '../../../domain/look.ts';
import { text } from '../../../domain/part.ts';
import { type AdviceRow, advise } from '../advise.ts';
import { bytesOf } from '../tier.ts';
import type { ParameterType } from '../value.ts';
import { nameField, parameterName } from '../words.ts';
import { lineFor, lookUp, readsOf } from './one.ts';
import { lookRoles } from './path.ts';

/** Whether a value belongs into Parameter Store or into Secrets Manager, with both prices. */
export const adviseParameter = defineLook({
  name: 'param.advise',
  words: 'param advise',
  title: 'Advise between Parameter Store and Secrets Manager',
  inEnvironment: true,
  input: z.object({
    name: parameterName,
    rotates: z.boolean().optional(),
    otherAccounts: z.boolean().optional(),
    generated: z.boolean().optional(),
    count: z.number().int('write a whole number').min(1, 'write 1 or more').max(1_000_000, 'write a million or less').optional(),
    reads: z.number().int('write a whole number').min(0, 'write 0 or more').max(1e12, 'write fewer').optional(),
  }),
  form: {
    name: nameField,
    rotates: { kind: 'flag', label: 'It is to be changed by itself', optional: true },
    otherAccounts: { kind: 'flag', label: 'Other accounts read it', optional: true },
    generated: { kind: 'flag', label: 'AWS is to draw its value', optional: true },
    count: { kind: 'number', label: 'How many such values there are', optional: true, example: '20' },
    reads: { kind: 'number', label: 'How often all are read in a month', optional: true, example: '100000' },
  },
  roles: lookRoles,
  contexts: ({ name }) => [{ path: name }],
  reads: ({ name }, env) => readsOf(env, name),
  async look({ name, rotates, otherAccounts, generated, count, reads }, [{ env, aws }]) {
    const { shown } = await lookUp({ name }, aws, env);
    const type = (shown.Type ?? 'String') as ParameterType;
    const isSecret = type === 'SecureString';
    const value = shown.Value ?? '';
    const secret = isSecret ? secretName(name) : await secretLooking(name, value);
    const advice = advise({
      name,
      type,
      tier: shown.Tier === 'Advanced' ? 'Advanced' : 'Standard',
      // A secret's own length is not known without decrypting it, and what a parameter holds is never too long for one.
      bytes: isSecret ? 0 : bytesOf(value),
      secret,
      rotates,
      otherAccounts,
      generated,
      count,
      readsAMonth: reads,
    });
    const flags = ['--rotates', '--other-accounts', '--generated', '--count N', '--reads N'].join(', ');
    return [
      text(`${name} on ${env.name}, a ${type}: ${advice.store}. ${advice.because}`),
      { kind: 'table', columns: ['About', 'Parameter Store', 'Secrets Manager', 'Speaks for'], rows: advice.rows.map(cells) },
      ...advice.notes.map(text),
      text(`What was not said does not count: ${flags}.`),
      { kind: 'lines', lines: [{ label: 'Look at it', line: lineFor(env, `get ${name}`) }] },
    ];
  },
});

const cells = ({ about, parameterStore, secretsManager, speaksFor }: AdviceRow): string[] => [
  about,
  parameterStore,
  secretsManager,
  speaksFor ?? '',
];
