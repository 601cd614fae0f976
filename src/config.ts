import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { ChannelRule } from './domain/channel.ts';
import type { Environment } from './domain/environment.ts';
import type { Freeze } from './domain/freeze.ts';
import { duration, rate, seconds } from './domain/rate.ts';
import { UserError } from './errors.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'a name is at most 30 of a-z, 0-9 and -');
const roleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'write the ARN of a role: arn:aws:iam::111122223333:role/NAME');

const environmentSchema = z.strictObject({
  label: z.string().max(60).optional(),
  // Unquoted, YAML reads a number, and an octal one where it begins with 0.
  account: z.string('an account is 12 digits, in quotes').regex(/^\d{12}$/, 'an account is 12 digits, in quotes'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region is written like eu-central-1'),
  roles: z.strictObject({ observe: roleArn, operate: roleArn }),
  externalId: z.string().min(2).max(1224).optional(),
  defaults: z
    .strictObject({ concurrency: rate.default('20%'), errors: rate.default('5'), timeout: duration.default('10m') })
    .default({ concurrency: '20%', errors: '5', timeout: '10m' }),
});

const fileSchema = z.strictObject({
  environments: z.record(name, environmentSchema).refine((all) => Object.keys(all).length > 0, 'name at least one environment'),
  /** Groups whose members are listed here; any other group is a Slack user group, by its handle. */
  groups: z.record(name, z.array(z.string().regex(/^[UW][A-Z0-9]+$/, "a person is Slack's id: U012ABCDEF"))).default({}),
  /** By the channel's id or its name without '#'. */
  channels: z.record(z.string(), z.strictObject({ environment: name })).default({}),
  policies: z.string().default('policies'),
  approvals: z.strictObject({ expireAfter: duration.default('30m') }).default({ expireAfter: '30m' }),
});

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
  return checked(file, parsed.data);
}

/** Our words where zod's show no way out. */
const wayOut: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code === 'unrecognized_keys') return `there is no setting ${issue.keys.join(', ')} here: config.example.yml shows all`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing: config.example.yml shows how to write it';
  return undefined;
};

function checked(file: string, raw: z.infer<typeof fileSchema>): Config {
  const environments = Object.entries(raw.environments).map(([key, each]): Environment => {
    for (const [which, arn] of Object.entries(each.roles)) {
      if (arn.split(':')[4] !== each.account)
        throw new UserError(`${file} is not right:\n  environments.${key}.roles.${which}: the role is not of account ${each.account}`);
    }
    return {
      ...each,
      output: {},
      requiredTags: {},
      name: key,
      label: each.label ?? key,
      partition: each.roles.operate.split(':')[1] ?? 'aws',
    };
  });
  for (const [channel, { environment }] of Object.entries(raw.channels)) {
    if (!raw.environments[environment]) {
      throw new UserError(
        `${file} is not right:\n  channels.${channel}.environment: there is no environment "${environment}"; there are ${Object.keys(raw.environments).join(', ')}`,
      );
    }
  }
  return {
    environments,
    groups: raw.groups,
    channels: Object.fromEntries(Object.entries(raw.channels).map(([channel, rule]) => [channel.replace(/^#/, ''), rule])),
    policies: resolve(dirname(file), raw.policies),
    approvals: { expireMs: seconds(raw.approvals.expireAfter) * 1_000, remindMs: seconds(raw.approvals.expireAfter) * 500, ping: {} },
    freezes: [],
    timezone: 'UTC',
    auditChannel: undefined,
    securityChannel: undefined,
    stepUp: {},
  };
}

const aPort = 'a port is a number from 0 to 65535';
const port = z.coerce.number(aPort).int(aPort).min(0, aPort).max(65_535, aPort);

const settingsSchema = z.object({
  SSM_CHATOPS_CONFIG: z.string().default('./ssm-chatops.yml'),
  SSM_CHATOPS_KEY: z
    .string({ error: 'is not set: make one with "openssl rand -hex 32" and keep it' })
    .min(32, 'must have at least 32 characters'),
  SLACK_BOT_TOKEN: z.string({ error: "is not set: the app's bot token, xoxb-..." }).startsWith('xoxb-', 'a bot token begins with xoxb-'),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'an app-level token begins with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url('write it as https://HOST/api/').optional(),
  PORT: port.default(3_000),
  HEALTH_PORT: port.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'write it as redis://HOST:PORT' }).default('redis://127.0.0.1:6379'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** What the environment says: tokens, addresses. The AWS SDK reads its own variables. */
export type Settings = z.infer<typeof settingsSchema>;

/** Throws UserError naming each variable that is missing or wrong. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = settingsSchema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    throw new UserError(
      `The environment is not right:\n${parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`).join('\n')}`,
    );
  }
  const { SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = parsed.data;
  if (!SLACK_APP_TOKEN && !SLACK_SIGNING_SECRET) {
    throw new UserError(
      'The environment is not right:\n  SLACK_APP_TOKEN is not set (Socket Mode), and neither is SLACK_SIGNING_SECRET (HTTP mode). Set one of them.',
    );
  }
  return parsed.data;
}
