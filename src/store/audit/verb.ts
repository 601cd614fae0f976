import type { RequestEvent } from '../../domain/event.ts';
import type { Request } from '../../domain/request.ts';
import type { ScheduleEvent } from '../../domain/schedule.ts';

type Kind = RequestEvent['kind'];

/** Events that are one word each; the others depend on whom they are of and what came of them. */
const plain = {
  planned: 'planned',
  refused: 'refused',
  denied: 'denied',
  'verdict-given': 'clicked',
  'verdict-dismissed': 'dismissed',
  approved: 'approved',
  rejected: 'rejected',
  'approval-withdrawn': 'approval-withdrawn',
  expired: 'expired',
  reminded: 'reminded',
  drifted: 'asked-again',
  readied: 'ready',
  starting: 'starting',
  'put-off': 'put-off',
  'start-refused': 'failed',
  lost: 'unknown',
  progressed: 'progressed',
  'step-reminded': 'step-reminded',
  'stop-asked': 'stopping',
  'wave-skipped': 'skipped',
  'output-read': 'revealed',
  'undo-offered': 'rollback-offered',
  'undo-asked': 'rollback',
  settled: 'settled',
  delayed: 'delayed',
  'review-reminded': 'review-reminded',
  'review-closed': 'review-closed',
} as const satisfies Partial<Record<Kind, string>>;

/**
 * What a row says was done.
 * break-glass  confirmed without those who would have had to agree
 * clicked      an approver's click came in; approved, rejected, approval-withdrawn or dismissed follows, when it was judged
 * withdrawn    the asker took it back before anything was sent
 * cancelled    stopped by somebody else, or after it began
 * incomplete   it ran, but the record of its start was written only afterwards
 * failed       it ended failed, or AWS refused a wave for good
 * unknown      nobody knows whether it was sent
 * revealed     somebody read what the targets said
 * schedule-…   what a schedule's event is called; stopped: it paused itself
 */
export type AuditVerb =
  | (typeof plain)[keyof typeof plain]
  | 'requested'
  | 'confirmed'
  | 'break-glass'
  | 'withdrawn'
  | 'cancelled'
  | 'started'
  | 'incomplete'
  | 'finished'
  | 'schedule-added'
  | ScheduleEvent['kind'];

/** The verb of a change. `request` is the record after it; `event` undefined: it was just written. */
export function verbOf(request: Request, event: RequestEvent | undefined): AuditVerb {
  if (!event) return 'requested';
  switch (event.kind) {
    case 'confirmed':
      return request.breakGlass ? 'break-glass' : 'confirmed';
    case 'discarded':
    case 'cancel-asked':
      return event.by.id === request.asker.id && request.startedAt === undefined ? 'withdrawn' : 'cancelled';
    case 'started':
      if (event.late) return 'incomplete';
      return request.plan?.waves[event.wave]?.secret?.kind === 'gives' ? 'revealed' : 'started';
    case 'finished':
      return request.state === 'failed' ? 'failed' : 'finished';
    default:
      return plain[event.kind];
  }
}
