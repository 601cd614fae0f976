import { appendFileSync } from 'node:fs';
import type { ServiceName } from './model.ts';

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

/** Appends a call to a file of JSON lines, without its secrets. */
export function record(file: string, call: Recorded): void {
  appendFileSync(file, `${JSON.stringify(call, redact)}\n`);
}
