import type { RequestEvent } from '../domain/event.ts';
import type { PersonRef } from '../domain/person.ts';
import type { Request, WaveRecord } from '../domain/request.ts';
import { describeRequirement } from '../domain/requirement.ts';
import { whenWords } from '../domain/schedule/when.ts';
import type { Schedule, ScheduleEvent, ScheduleState } from '../domain/schedule.ts';
import { type AuditVerb, verbOf } from './audit/verb.ts';

/**
 * One row of the audit: who did what to which request (or schedule), when, and the ids that tie it to AWS. It has none of the plan's
 * texts and no output; people's own words in it (reason, comment, note) are masked before it is written.
 * A line that was refused before it became a request has no record, so no row; what policy denies afterwards has one.
 */
export interface AuditRow {
  /** ISO 8601, UTC, of the change. */
  readonly at: string;
  readonly request: string;
  /** The request's version after the change: its place in the request's chain. */
  readonly version: number;
  readonly verb: AuditVerb;
  /** The event itself, which is finer than the verb. Undefined: the request was just written. */
  readonly event?: RequestEvent['kind'] | ScheduleEvent['kind'] | undefined;
  readonly state: Request['state'] | ScheduleState;
  readonly operation: string;
  readonly environment: string;
  /** As the configuration had it when the row was written. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** Slack's id of who asked, and the name they had. */
  readonly asker: string;
  readonly askerName: string;
  /** Who did this, or whose click was dismissed; undefined: the bot itself, by what was agreed. */
  readonly by?: string | undefined;
  readonly byName?: string | undefined;
  /** The channel in which it was asked. */
  readonly channel?: string | undefined;
  /** The asker's words: in the rows in which it is asked for, confirmed and begun. */
  readonly reason?: string | undefined;
  /** What an approver or a reviewer wrote. */
  readonly comment?: string | undefined;
  /** SHA-256 of the plan, hex. */
  readonly plan?: string | undefined;
  /** The digest of the whole policy set that decided, and the ids of those of its policies that did. */
  readonly policies?: string | undefined;
  readonly decidedBy?: readonly string[] | undefined;
  /** The freezes that were active when it was decided. */
  readonly freezes?: readonly string[] | undefined;
  /** The glass is broken: it runs without those who must agree. */
  readonly breakGlass?: true | undefined;
  /** Who would have had to agree. */
  readonly setAside?: string | undefined;
  /** Slack's ids of those whose approval counts by now. */
  readonly approvers?: readonly string[] | undefined;
  /** They gave a right code of their authenticator app with it. */
  readonly steppedUp?: true | undefined;
  /** From 0. */
  readonly wave?: number | undefined;
  /** How many targets the wave is sent to. */
  readonly targets?: number | undefined;
  /** ARNs of the role sessions under which the waves of this row were started. */
  readonly sessions?: readonly string[] | undefined;
  /** AWS's ids of what it runs for the waves of this row. */
  readonly aws?: readonly string[] | undefined;
  readonly note?: string | undefined;
}

/** What the record does not know of a row: where an environment lies, and how secrets are masked in people's words. */
export interface AuditSources {
  place(environment: string): { readonly account: string; readonly region: string } | undefined;
  /** May reject: then the words are left out. */
  mask(text: string): Promise<string>;
}

/** The row for a change. `request` is the record after it; `event` undefined: the request was just written. */
export async function auditRow(request: Request, event: RequestEvent | undefined, sources: AuditSources): Promise<AuditRow> {
  const { decision } = request;
  const { account, region } = sources.place(request.environment) ?? {};
  const verb = verbOf(request, event);
  const by = personOf(request, event);
  const waves = wavesOf(request, event);
  const masked = (text: string | undefined) =>
    text === undefined ? undefined : sources.mask(text).catch(() => '[left out: it could not be looked through for secrets]');
  return {
    at: new Date(request.changedAt).toISOString(),
    request: request.id,
    version: request.version,
    verb,
    event: event?.kind,
    state: request.state,
    operation: request.operation,
    environment: request.environment,
    account,
    region,
    asker: request.asker.id,
    askerName: request.asker.name,
    by: by?.id,
    byName: by?.name,
    channel: event ? undefined : request.channel.name,
    reason: await masked(['requested', 'confirmed', 'break-glass', 'starting'].includes(verb) ? request.reason : undefined),
    comment: await masked(commentOf(event)),
    plan: request.hash,
    policies: decision?.digest,
    decidedBy: decision?.policies,
    freezes: some(decision?.freezes.map(({ name }) => name)),
    breakGlass: request.breakGlass,
    setAside: decision?.setAside && describeRequirement(decision.setAside),
    approvers: some(request.approvals.map((approval) => approval.by.id)),
    steppedUp: event?.kind === 'approved' ? event.approval.steppedUp : undefined,
    wave: event && 'wave' in event ? event.wave : undefined,
    targets: event?.kind === 'starting' ? (request.plan?.waves[event.wave]?.targets.length ?? 0) - event.gone.length : undefined,
    sessions: some(waves.map(({ session }) => session)),
    aws: some(waves.map(({ execution }) => execution?.id)),
    note: await masked(noteOf(event)),
  };
}

/** The row for a change of a schedule; `event` undefined: it was just added. Its creator stands as the asker. */
export function scheduleRow(schedule: Schedule, event: ScheduleEvent | undefined, sources: Pick<AuditSources, 'place'>): AuditRow {
  const { account, region } = sources.place(schedule.environment) ?? {};
  const by = event === undefined ? schedule.creator : 'by' in event ? event.by : undefined;
  return {
    at: new Date(schedule.changedAt).toISOString(),
    request: schedule.id,
    version: schedule.version,
    verb: event ? event.kind : 'schedule-added',
    event: event?.kind,
    state: schedule.state,
    operation: schedule.look,
    environment: schedule.environment,
    account,
    region,
    asker: schedule.creator.id,
    askerName: schedule.creator.name,
    by: by?.id,
    byName: by?.name,
    channel: schedule.channel.title,
    note: scheduleNote(schedule, event),
  };
}

function scheduleNote({ look, when, channel, task }: Schedule, event: ScheduleEvent | undefined): string | undefined {
  if (!event) return `${look} to ${channel.title}, ${whenWords(when)}`;
  if (event.kind === 'schedule-stopped') return event.why;
  return event.kind === 'schedule-taken' && task
    ? `${task.kind}, due ${new Date(task.dueAt).toISOString()}, try ${task.attempt}`
    : undefined;
}

/** Undefined where there is nothing: the row is shorter then. */
function some(all: readonly (string | undefined)[] = []): readonly string[] | undefined {
  const given = [...new Set(all.filter((each) => each !== undefined))];
  return given.length > 0 ? given : undefined;
}

function personOf(request: Request, event: RequestEvent | undefined): PersonRef | undefined {
  if (!event) return request.asker;
  if (event.kind === 'approved') return event.approval.by;
  if (event.kind === 'verdict-given') return event.verdict.by;
  if (event.kind === 'verdict-dismissed') return request.dismissals.at(-1)?.by;
  return 'by' in event ? event.by : undefined;
}

/** The waves that the change is about: its own, those that made progress, else all. */
function wavesOf(request: Request, event: RequestEvent | undefined): readonly WaveRecord[] {
  if (event && 'wave' in event) return request.waves.filter((_, i) => i === event.wave);
  if (event?.kind !== 'progressed') return request.waves;
  return request.waves.filter(({ execution }) => event.executions.some(({ id }) => id === execution?.id));
}

function commentOf(event: RequestEvent | undefined): string | undefined {
  if (event?.kind === 'approved') return event.approval.comment;
  if (event?.kind === 'verdict-given') return event.verdict.comment;
  return event && 'comment' in event ? event.comment : undefined;
}

function noteOf(event: RequestEvent | undefined): string | undefined {
  if (!event) return undefined;
  if (event.kind === 'verdict-given') return event.verdict.says;
  if (event.kind === 'drifted') return event.what;
  if (event.kind === 'output-read') return `${event.target ?? 'all targets'}${event.shared ? ', shared in the thread' : ''}`;
  if (event.kind === 'settled') return event.execution ? 'it ran' : 'it did not run';
  if (event.kind === 'started' && event.late) return 'found in AWS afterwards';
  if (event.kind === 'progressed') return event.executions.map(({ counts, detail }) => `${detail}, ${progress(counts)}`).join('; ');
  if ('note' in event) return event.note;
  return 'why' in event ? event.why : undefined;
}

const progress = ({ succeeded, failed, total }: { succeeded: number; failed: number; total: number }) =>
  `${succeeded} succeeded and ${failed} failed of ${total}`;
