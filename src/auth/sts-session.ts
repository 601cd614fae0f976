import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createAws, type SharedThere } from '../aws/clients.ts';
import { answerOf, inWords, isNamed } from '../aws/errors.ts';
import { policyDocument } from '../aws/session-policy.ts';
import type { Clock } from '../domain/clock.ts';
import type { Environment } from '../domain/environment.ts';
import type { Aws, Statement } from '../domain/operation.ts';
import type { Where } from '../domain/pace.ts';
import { UnavailableError, UserError } from '../errors.ts';

/** For whom and what a session is made: it shows in CloudTrail with every call. */
export interface SessionFor {
  /** The Slack id of the asker: the session's source identity, which nobody can change later. */
  readonly person: string;
  readonly request: string;
  /** What the session does: 'plan', 'start-1', 'stop-1'. */
  readonly purpose: string;
}

export interface Session {
  readonly aws: Aws;
  /** arn:aws:sts::ACCOUNT:assumed-role/ROLE/NAME, for the audit. */
  readonly arn: string;
}

export interface Sessions {
  /** Exactly these reads, whatever the observing role may. */
  observe(env: Environment, who: SessionFor, reads: readonly Statement[]): Promise<Session>;
  /** Exactly these statements, and one attempt per call. */
  operate(env: Environment, who: SessionFor, statements: readonly Statement[]): Promise<Session>;
  /** A reading session of the bot itself for one operation, renewed shortly before it ends: following goes on longer than any session. */
  follow(env: Environment, operation: string, reads: readonly Statement[]): Promise<Session>;
}

/** AWS packs session policies and tags, and this one is larger than it packs. */
export class SessionTooLarge extends UserError {
  override name = 'SessionTooLarge';
}

// AssumeRole: DurationSeconds is at least 900, and at most 3,600 where the bot's own identity is a role's session.
const lastsMs = 900_000;
const renewBeforeMs = 120_000;
/** More than there are environments and operations: what is not followed any more is let go. */
const mostKept = 200;

/**
 * Role sessions, one AssumeRole per request and purpose. Credentials stay in this process.
 * @param sharedOf what all processes share about an account and region
 */
export function createSessions(clock: Clock, sharedOf?: (where: Where) => SharedThere): Sessions {
  const clients = new Map<string, STSClient>();
  const kept = new Map<string, { session: Promise<Session>; until: number }>();

  async function assume(
    env: Environment,
    role: string,
    who: SessionFor,
    statements: readonly Statement[],
    acting: boolean,
  ): Promise<Session> {
    try {
      const answer = await stsFor(env.region).send(
        new AssumeRoleCommand({
          RoleArn: role,
          RoleSessionName: `ssm-chatops-${who.request.slice(0, 12)}-${who.purpose}`,
          SourceIdentity: who.person,
          ExternalId: env.externalId,
          Policy: policyDocument(statements),
          DurationSeconds: lastsMs / 1_000,
          Tags: [
            { Key: 'ssm-chatops-request', Value: who.request },
            { Key: 'ssm-chatops-person', Value: who.person },
          ],
        }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return { aws: createAws(credentials, env.region, clock, acting, sharedOf?.(env)), arn: answer.AssumedRoleUser?.Arn ?? role };
    } catch (error) {
      throw refusal(error, env, role);
    }
  }

  function stsFor(region: string): STSClient {
    const client =
      clients.get(region) ??
      new STSClient({ region, maxAttempts: 2, requestHandler: { requestTimeout: 5_000, throwOnRequestTimeout: true } });
    clients.set(region, client);
    return client;
  }

  /** Those that ended, and where there are still too many the oldest: a Map keeps the order of the first keeping. */
  function letGo(now: number): void {
    for (const [key, { until }] of kept) if (until <= now || kept.size >= mostKept) kept.delete(key);
  }

  return {
    observe: (env, who, reads) => assume(env, env.roles.observe, who, reads, false),
    operate: (env, who, statements) => assume(env, env.roles.operate, who, statements, true),
    follow(env, operation, reads) {
      const key = `${env.name} ${operation}`;
      const known = kept.get(key);
      const now = clock.now();
      if (known && known.until > now) return known.session;
      letGo(now);
      const who = { person: 'ssm-chatops', request: 'follow', purpose: env.name.slice(0, 20) };
      const session = assume(env, env.roles.observe, who, reads, false);
      const renewing = { session, until: now + lastsMs - renewBeforeMs };
      kept.set(key, renewing);
      session.catch(() => {
        if (kept.get(key) === renewing) kept.delete(key);
      });
      return session;
    },
  };
}

function refusal(error: unknown, env: Environment, role: string): Error {
  if (isNamed(error, 'AccessDenied')) {
    return new UserError(
      `The role ${role} of ${env.name} can't be assumed. Its trust policy must let this bot do sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity` +
        `${env.externalId ? ' with the external id of the configuration' : ''}. AWS said: ${(error as Error).message}`,
    );
  }
  if (isNamed(error, 'PackedPolicyTooLarge', 'PackedPolicyTooLargeException')) {
    return new SessionTooLarge('The session policy for this is larger than AWS packs.');
  }
  return answerOf(error) === 'unknown'
    ? new UnavailableError(
        'AWS',
        `AWS did not answer (making a role session in ${env.name}). Nothing was changed. Try again in a minute.`,
        error,
      )
    : inWords(error, `making a role session in ${env.name}`);
}
