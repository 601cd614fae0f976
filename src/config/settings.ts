import { z } from 'zod';
import { UserError } from '../errors.ts';

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
