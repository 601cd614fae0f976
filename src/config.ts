import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { environmentOf } from './config/environment.ts';
import { fileSchema } from './config/file.ts';
import { freezeOf } from './config/freeze.ts';
import type { ChannelRule } from './domain/channel.ts';
import type { Environment } from './domain/environment.ts';
import type { Freeze } from './domain/freeze.ts';
import { seconds } from './domain/rate.ts';
import { UserError } from './errors.ts';

export { readSettings, type Settings } from './config/settings.ts';

/** What the file says, ready to use. Times are milliseconds. */
export interface Config {
  readonly environments: readonly Environment[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** By channel id or name. */
  readonly channels: Readonly<Record<string, ChannelRule>>;
  /** Absolute path of the folder with the policies. */
  readonly policies: string;
  readonly approvals: {
    readonly expireMs: number;
    /** How long after the ask approvers are called once more. */
    readonly remindMs: number;
    /** Group that must agree -> groups that are mentioned for it instead. None: nobody is. */
    readonly ping: Readonly<Record<string, readonly string[]>>;
  };
  readonly freezes: readonly Freeze[];
  /** IANA. What policies know as context.time is of this zone. */
  readonly timezone: string;
  /** Slack id of a person -> generation of the secret of their authenticator app. */
  readonly stepUp: Readonly<Record<string, number>>;
  /** The id of the channel to which the audit's seals are written. */
  readonly auditChannel: string | undefined;
  /** The id of the channel in which a broken glass is alarmed. */
  readonly securityChannel: string | undefined;
}

/** Reads and checks the file. Throws UserError with the path in the file and what is right there. */
export async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(
      `The configuration ${file} can't be read: ${error.message}. Copy config.example.yml to it, or name another file in SSM_CHATOPS_CONFIG.`,
    );
  });
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken) throw new UserError(`${file}: ${broken.message}`);
  const parsed = fileSchema.safeParse(document.toJS() ?? {}, { error: wayOut });
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`);
    throw new UserError(`${file} is not right:\n${lines.join('\n')}`);
  }
  return ready(file, parsed.data);
}

/** Our words where zod's show no way out. */
const wayOut: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code === 'unrecognized_keys') return `there is no setting ${issue.keys.join(', ')} here: config.example.yml shows all`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing: config.example.yml shows how to write it';
  return undefined;
};

/** The same as the file says it, in the shapes that the rest works with. */
function ready(file: string, raw: z.infer<typeof fileSchema>): Config {
  const { expireAfter, remindAfter, ping } = raw.approvals;
  const expireMs = seconds(expireAfter) * 1_000;
  return {
    environments: Object.entries(raw.environments).map(([name, each]) => environmentOf(name, each, raw.parameters)),
    groups: raw.groups,
    channels: Object.fromEntries(Object.entries(raw.channels).map(([channel, rule]) => [channel.replace(/^#/, ''), rule])),
    policies: resolve(dirname(file), raw.policies),
    approvals: { expireMs, remindMs: remindAfter === undefined ? expireMs / 2 : seconds(remindAfter) * 1_000, ping },
    // A sentence in a freeze's place was refused with the file.
    freezes: raw.freezes.map((freeze) => freezeOf(freeze, raw.timezone)).filter((freeze) => typeof freeze !== 'string'),
    timezone: raw.timezone,
    stepUp: raw.stepUp,
    auditChannel: raw.audit?.channel,
    securityChannel: raw.security?.channel,
  };
}
