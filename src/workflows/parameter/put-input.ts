import { z } from 'zod';
import type { Form, KeptOut } from '../../domain/operation.ts';
import { secretLooking } from './secret-looking.ts';
import { bytesOf, maxBytes } from './tier.ts';
import { dataTypes } from './value.ts';
import { nameField, parameterName } from './words.ts';

const types = ['String', 'StringList', 'SecureString'] as const;
const tiers = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const;

/** What can be said of a parameter that is set. The value of a SecureString is not among it: it is asked for after approval. */
export const input = z.object({
  name: parameterName,
  value: z
    .string()
    .refine((text) => bytesOf(text) <= maxBytes.Advanced, 'a parameter holds 8,192 bytes at most')
    .optional(),
  type: z.enum(types).optional(),
  tier: z.enum(tiers).optional(),
  description: z.string().max(1_024, 'at most 1,024 characters').optional(),
  key: z
    .string()
    .regex(/^[a-zA-Z0-9:/_-]{1,256}$/, "write a key's id, its ARN, or alias/NAME")
    .optional(),
  pattern: z.string().max(1_024, 'at most 1,024 characters').optional(),
  dataType: z.string().max(128).optional(),
});

export type PutInput = z.infer<typeof input>;

export const form: Form<typeof input> = {
  name: nameField,
  type: {
    kind: 'select',
    label: 'Type',
    optional: true,
    options: types,
    example: 'String',
    hint: 'Without it: what it is already; a new one is a SecureString.',
  },
  value: {
    kind: 'text',
    label: 'Value',
    optional: true,
    example: 'db4.prod.acme.internal',
    hint: 'Not of a SecureString: that one is asked for after approval, and kept nowhere.',
  },
  tier: {
    kind: 'select',
    label: 'Tier',
    optional: true,
    options: tiers,
    example: 'Standard',
    hint: 'Advanced costs, and can not go back.',
  },
  description: { kind: 'text', label: 'Description', optional: true, example: '"primary of the main database"' },
  key: {
    kind: 'text',
    label: 'KMS key',
    optional: true,
    example: 'alias/myapp',
    hint: "Encrypts a SecureString. Without it: the one it has, else AWS's own.",
  },
  pattern: {
    kind: 'text',
    label: 'Allowed pattern',
    optional: true,
    example: '"[a-z0-9.-]+"',
    hint: 'A regular expression that AWS holds each value against.',
  },
  dataType: { kind: 'select', label: 'Data type', optional: true, options: dataTypes.map(({ name }) => name), example: 'text' },
};

const notTaken = 'This was not taken, and it is written down nowhere here.';
const rotate = 'It went through Slack, so if it was real, make a new one.';

/**
 * Why a value that was typed must not be kept. A line that could not be read counts as one whole value.
 * Whether a parameter is a SecureString already only AWS knows, and it is asked later: so a value wants its type beside it.
 */
export async function secretTyped(given: Readonly<Record<string, unknown>>, line?: string): Promise<KeptOut | undefined> {
  const words = await why(given, line);
  return words === undefined ? undefined : { field: 'value', words };
}

async function why(given: Readonly<Record<string, unknown>>, line: string | undefined): Promise<string | undefined> {
  const name = typeof given.name === 'string' ? given.name : '';
  const value = typeof given.value === 'string' ? given.value : line;
  if (value === undefined) return undefined;
  const way = `/ssm param put ${name || 'NAME'} --type SecureString, without a value: it is asked for when everybody has agreed.`;
  if (given.type === 'SecureString')
    return `The value of a SecureString is never typed with the request. ${notTaken} ${rotate} Send ${way}`;
  const looks = await secretLooking(name, value);
  if (looks)
    return `${looks} So it must be a SecureString, and its value is never typed with the request. ${notTaken} ${rotate} Send ${way}`;
  if (line === undefined && given.type === undefined)
    return `Say of what type this value is: --type String or --type StringList. ${notTaken} For a secret send ${way}`;
  return undefined;
}
