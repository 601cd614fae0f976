import type { RequestEvent } from '../domain/event.ts';
import type { Request } from '../domain/request.ts';

/** One row of the audit: who did what to which request when, and the ids that tie it to AWS. No secret, no output. */
export interface AuditRow {
  readonly at: string;
  readonly request: string;
  /** The request's version after the change: its place in the request's chain. */
  readonly version: number;
  readonly verb: RequestEvent['kind'] | 'requested';
  readonly state: string;
  readonly operation: string;
  readonly environment: string;
  readonly asker: string;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
  readonly plan?: string | undefined;
  readonly policies?: string | undefined;
  readonly approvers?: readonly string[] | undefined;
  readonly wave?: number | undefined;
  readonly targets?: number | undefined;
  readonly session?: string | undefined;
  readonly aws?: readonly string[] | undefined;
  readonly note?: string | undefined;
}

/** The row for a change. `event` undefined: the request was just written. */
export function auditRow(request: Request, event: RequestEvent | undefined): AuditRow {
  const wave = event && 'wave' in event ? request.waves[event.wave] : undefined;
  const ids = request.waves.flatMap((each) => (each.execution ? [each.execution.id] : []));
  return {
    at: new Date(request.changedAt).toISOString(),
    request: request.id,
    version: request.version,
    verb: event?.kind ?? 'requested',
    state: request.state,
    operation: request.operation,
    environment: request.environment,
    asker: request.asker.id,
    by: personOf(event),
    reason: event ? undefined : request.reason,
    plan: request.hash,
    policies: request.decision?.digest,
    approvers: request.approvals.length > 0 ? request.approvals.map((approval) => approval.by.id) : undefined,
    wave: event && 'wave' in event ? event.wave : undefined,
    targets: event?.kind === 'starting' ? (request.plan?.waves[event.wave]?.targets.length ?? 0) - event.gone.length : undefined,
    session: wave?.session,
    aws: ids.length > 0 ? ids : undefined,
    note: noteOf(event),
  };
}

function personOf(event: RequestEvent | undefined): string | undefined {
  if (event?.kind === 'approved') return event.approval.by.id;
  if (event?.kind === 'verdict-given') return event.verdict.by.id;
  return event && 'by' in event ? event.by?.id : undefined;
}

function noteOf(event: RequestEvent | undefined): string | undefined {
  if (!event) return undefined;
  if (event.kind === 'verdict-given') return event.verdict.says;
  if (event.kind === 'drifted') return event.what;
  if (event.kind === 'output-read') return `${event.target ?? 'all targets'}${event.shared ? ', shared in the thread' : ''}`;
  if (event.kind === 'settled') return event.execution ? 'it ran' : 'it did not run';
  if ('note' in event) return event.note;
  return 'why' in event ? event.why : undefined;
}
