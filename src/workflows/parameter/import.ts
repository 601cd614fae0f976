import { z } from 'zod';
import { secretLooking } from '../../aws/secrets/secret-looking.ts';
import { defineOperation, type KeptOut } from '../../domain/operation.ts';
import type { SecretPattern } from '../../domain/parameter-rules.ts';
import { UserError } from '../../errors.ts';
import { findVersion } from './changed.ts';
import { type FileFormat, formatOf, type ImportEntry, readImport } from './import-file.ts';
import { parsePath } from './name.ts';
import { putRights } from './put-plan.ts';
import { putRoles, startPut, wrongValue } from './put-start.ts';
import { planSeveral } from './several.ts';
import { parameterPath } from './words.ts';

const formats = ['env', 'json', 'yaml'] as const;

/** Sets what a file says under a path. Secrets are not taken from it: they would stand in the request. */
export const importParameters = defineOperation({
  name: 'param.import',
  words: 'param import',
  title: 'Import settings as parameters',
  risk: 'change',
  input: z.object({
    path: parameterPath,
    format: z.enum(formats).optional(),
    content: z.string().min(1, 'paste the settings').max(64_000, 'at most 64,000 characters'),
  }),
  form: {
    path: { kind: 'text', label: 'Path', at: 'words', example: '/myapp/prod', hint: 'The names are put under it.' },
    format: {
      kind: 'select',
      label: 'Format',
      optional: true,
      options: formats,
      example: 'env',
      hint: "Without it: as the file's name says, and for pasted text env, as in KEY=VALUE.",
    },
    content: {
      kind: 'script',
      mayBeSecret: true,
      label: 'Settings',
      at: 'rest',
      example: 'LOG_LEVEL=info',
      hint: 'No secrets: those are set one by one, by param put.',
      file: { kinds: '.env, JSON or YAML', says: (name) => ({ format: formatOf(name) }) },
    },
  },
  async keepsOut(given, own, line): Promise<KeptOut | undefined> {
    const names = await secretsIn(given, own, line);
    if (names.length === 0) return undefined;
    const which = names.join(', ');
    const words = `${which} would have to be a SecureString, and a secret is never typed with a request. This was not taken, and it is written down nowhere here. It went through Slack, so if it was real, make a new one. Send the rest without it, and each secret by /ssm param put NAME --type SecureString.`;
    return { field: 'content', words };
  },
  async plan({ path, format = 'env', content }, observer, env) {
    const entries = await read(content, format, path, env, env.parameters.secrets);
    const problems = entries.flatMap((entry) => entry.problems);
    if (problems.length > 0) throw new UserError(problems.join('\n'));
    const wanted = entries.map(({ name, value, type }) => ({ name, value, type }));
    return planSeveral(
      { wanted, summary: (count) => `Import ${count === 1 ? '1 parameter' : `${count} parameters`} under ${parsePath(path)}` },
      observer,
      env,
    );
  },
  roles: putRoles,
  iam: putRights,
  wrongSecret: ({ call }, value) => wrongValue(call, value),
  start: startPut,
  recover: findVersion,
});

const read = (
  text: string,
  format: FileFormat,
  path: string,
  env: Parameters<typeof readImport>[0]['env'],
  patterns: readonly SecretPattern[],
): Promise<readonly ImportEntry[]> => readImport({ text, format, path: parsePath(path), env, patterns });

/** Names of what looks like a secret; what can't be read is looked at as one text. */
async function secretsIn(
  { path, format, content }: Readonly<Record<string, unknown>>,
  own: readonly SecretPattern[],
  line: string | undefined,
): Promise<string[]> {
  const text = typeof content === 'string' ? content : (line ?? '');
  const nowhere = { partition: 'aws', region: '', account: '' };
  try {
    const entries = await read(text, (format ?? 'env') as FileFormat, typeof path === 'string' ? path : '/', nowhere, own);
    return entries.flatMap(({ name, secret }) => (secret ? [name] : []));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return (await secretLooking(typeof path === 'string' ? path : '', text, own)) ? ['Something in it'] : [];
  }
}
