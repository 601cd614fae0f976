import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServiceName } from './model.ts';
import type { Access } from './operation.ts';
import type { Caller, Session } from './principal.ts';

/** One answered call as it is written down. */
export interface Recorded {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
}

const secrets = new Set(['SecretAccessKey', 'SessionToken', 'TokenValue']);

function redact(key: string, value: unknown): unknown {
  if (secrets.has(key)) return '<redacted>';
  if (key === 'Body') return '<content>';
  const secure = typeof value === 'object' && value !== null && 'Type' in value && value.Type === 'SecureString' && 'Value' in value;
  return secure ? { ...value, Value: '<redacted>' } : value;
}

/** An overwrite may leave out that it is of a SecureString, and one that is refused may name another type. */
const mayBeSecret = ({ operation, input, error }: Recorded) =>
  operation === 'PutParameter' && (error !== undefined || !['String', 'StringList'].includes((input as { Type?: string }).Type ?? ''));

/** Appends a call to a file of JSON lines, without its secrets. */
export function record(file: string, call: Recorded): void {
  const shown = mayBeSecret(call) ? { ...call, input: { ...(call.input as object), Value: '<redacted>' } } : call;
  appendFileSync(file, `${JSON.stringify(shown, redact)}\n`);
}

/** One question that IAM was asked for a call, with all that it was decided by but for the policies of the role. */
export interface Evaluated {
  /** The role, or the user where there is no session. */
  readonly role: string;
  readonly caller: Pick<Caller, 'arn' | 'account' | 'userId'> & { readonly session?: Omit<Session, 'token' | 'expiresAt'> };
  readonly region: string;
  readonly access: Access;
  readonly allowed: boolean;
}

const known = new Map<string, Set<string>>();

/** What is the same about two questions that differ in ids alone. */
const shapeOf = (text: string) => text.replace(/[0-9a-f]{8,}(-[0-9a-f]{4,})*/g, '#');

/** Appends a question about rights to a file of JSON lines: of those that are alike the first. */
export function recordRight(
  file: string,
  { arn, account, userId, session }: Caller,
  region: string,
  access: Access,
  allowed: boolean,
): void {
  const role = session?.roleArn ?? arn;
  const seen = known.get(file) ?? new Set<string>();
  if (!known.has(file)) mkdirSync(dirname(file), { recursive: true });
  known.set(file, seen);
  const shape = `${role} ${shapeOf(JSON.stringify([region, access.action, access.resource, session?.policy, allowed]))}`;
  if (seen.has(shape)) return;
  seen.add(shape);
  const { token: _token, expiresAt: _end, ...kept } = session ?? { token: '', expiresAt: 0 };
  const evaluated = { role, caller: { arn, account, userId, ...(session && { session: kept }) }, region, access, allowed };
  appendFileSync(file, `${JSON.stringify(evaluated)}\n`);
}
