import { z } from 'zod';
import { secretLooking } from '../../aws/secrets/secret-looking.ts';
import type { Form, KeptOut } from '../../domain/operation.ts';
import type { SecretPattern } from '../../domain/parameter-rules.ts';
import { readEnd, readSpan } from './policy-form.ts';
import { mostTags, readTags } from './tags.ts';
import { bytesOf, maxBytes } from './tier.ts';
import { type Content, contentProblems, dataTypes } from './value.ts';
import { nameField, parameterName, says } from './words.ts';

const types = ['String', 'StringList', 'SecureString'] as const;
const tiers = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const;

const span = z.string().superRefine((typed, context) => says(context, () => void readSpan(typed)));

const fields = z.object({
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
  tags: z
    .array(z.string())
    .max(mostTags)
    .superRefine((typed, context) => says(context, () => void readTags(typed)))
    .optional(),
  expires: z
    .string()
    .superRefine((typed, context) => says(context, () => void readEnd(typed)))
    .optional(),
  notifyBefore: z.array(span).max(10).optional(),
  notifyUnchanged: span.optional(),
});

export type PutInput = z.infer<typeof fields>;

/**
 * What can be said of a parameter that is set. The value of a SecureString is not among it: it is asked for after approval. What
 * AWS would refuse whatever is there already is said at its field.
 */
export const input = fields.superRefine((said, context) => {
  for (const [path, message] of problemsOf(said)) context.addIssue({ code: 'custom', path: [path], message });
});

const fieldOf: Partial<Record<keyof Content, keyof PutInput>> = { allowedPattern: 'pattern', keyId: 'key' };

function problemsOf(said: PutInput): [string, string][] {
  const { value, pattern: allowedPattern, dataType, tier = 'Advanced', key: keyId, type } = said;
  // Without a type it may be of any: a key is for one of them, and an image for another.
  const content = { value, allowedPattern, dataType, tier, ...(type ? { type, keyId } : { type: 'String' as const }) };
  const problems = contentProblems(content).map(({ field, words }): [string, string] => [fieldOf[field] ?? field, words]);
  const { expires = 'never', notifyUnchanged = 'none' } = said;
  if (tier === 'Standard' && (expires !== 'never' || notifyUnchanged !== 'none'))
    problems.push(['tier', 'Only an Advanced parameter can have policies, as when it expires. Leave this, or choose Advanced.']);
  return problems;
}

export const form: Form<typeof input> = {
  name: nameField,
  type: {
    kind: 'select',
    label: 'Type',
    optional: true,
    options: types,
    example: 'SecureString',
    hint: 'Without it: what it is already; a new one is a SecureString.',
  },
  value: {
    kind: 'text',
    label: 'Value',
    optional: true,
    example: 'db4.prod.acme.internal',
    hint: 'Not of a SecureString: that one is asked for after approval, and kept nowhere.',
    mayBeSecret: true,
  },
  tier: {
    kind: 'select',
    label: 'Tier',
    optional: true,
    options: tiers,
    example: 'Advanced',
    hint: 'Advanced costs, and can not go back.',
  },
  description: { kind: 'text', label: 'Description', optional: true, example: '"primary of the main database"' },
  key: {
    kind: 'key',
    label: 'KMS key',
    optional: true,
    example: 'alias/myapp',
    hint: "Encrypts a SecureString. Without it: the one that secrets must use there, else the one it has, else AWS's own.",
  },
  pattern: {
    kind: 'text',
    label: 'Allowed pattern',
    optional: true,
    example: '"[a-z0-9.-]+"',
    hint: 'A regular expression that AWS holds each value against.',
  },
  dataType: { kind: 'select', label: 'Data type', optional: true, options: dataTypes.map(({ name }) => name), example: 'text' },
  tags: {
    kind: 'text',
    label: 'Tags',
    many: true,
    optional: true,
    example: 'App=myapp,Env=prod',
    hint: 'Of a new one: KEY=VALUE, as App and Env say whose it is. One that is there gets them by param tag.',
  },
  expires: {
    kind: 'end',
    label: 'Expires',
    optional: true,
    example: '2027-01-31T18:00',
    hint: 'AWS deletes it then. A date, in UTC where no zone stands behind it; or days from now, as 90d; or never. Only Advanced ones, which cost.',
  },
  notifyBefore: {
    kind: 'span',
    label: 'Notice before it expires',
    many: true,
    optional: true,
    example: '15d',
    hint: 'Through EventBridge. Days or hours, or none. What is not said stays.',
  },
  notifyUnchanged: {
    kind: 'span',
    label: 'Notice when unchanged',
    optional: true,
    example: '90d',
    hint: 'Through EventBridge, when it has not changed for so long. Or none.',
  },
};

const notTaken = 'This was not taken, and it is written down nowhere here.';
const rotate = 'It went through Slack, so if it was real, make a new one.';

/**
 * Why a value that was typed must not be kept. A line that could not be read counts as one whole value.
 * Whether a parameter is a SecureString already only AWS knows, and it is asked later: so a value wants its type beside it.
 */
export async function secretTyped(
  given: Readonly<Record<string, unknown>>,
  own: readonly SecretPattern[],
  line?: string,
): Promise<KeptOut | undefined> {
  const words = await why(given, own, line);
  return words === undefined ? undefined : { field: 'value', words };
}

async function why(
  given: Readonly<Record<string, unknown>>,
  own: readonly SecretPattern[],
  line: string | undefined,
): Promise<string | undefined> {
  const name = typeof given.name === 'string' ? given.name : '';
  const value = typeof given.value === 'string' ? given.value : line;
  if (value === undefined) return undefined;
  const way = `/ssm param put ${name || 'NAME'} --type SecureString, without a value: it is asked for when everybody has agreed.`;
  if (given.type === 'SecureString')
    return `The value of a SecureString is never typed with the request. ${notTaken} ${rotate} Send ${way}`;
  const looks = await secretLooking(name, value, own);
  if (looks)
    return `${looks} So it must be a SecureString, and its value is never typed with the request. ${notTaken} ${rotate} Send ${way}`;
  if (line === undefined && given.type === undefined)
    return `Say of what type this value is: --type String or --type StringList. ${notTaken} For a secret send ${way}`;
  return undefined;
}
