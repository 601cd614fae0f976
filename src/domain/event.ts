import type { Execution } from './execution.ts';
import type { PersonRef } from './person.ts';
import type { Plan } from './plan.ts';
import type { Approval, DecisionRecord, Verdict } from './request.ts';

/** Everything that can happen to a request. Each event is one change of the record and one audit row. */
export type RequestEvent =
  | { kind: 'planned'; plan: Plan; hash: string; decision: DecisionRecord; expiresAt: number; differs?: readonly string[] | undefined }
  | { kind: 'refused'; note: string }
  | { kind: 'denied'; note: string }
  | { kind: 'confirmed'; by: PersonRef; hash: string; expiresAt: number }
  | { kind: 'discarded'; by: PersonRef }
  | { kind: 'verdict-given'; verdict: Verdict }
  | { kind: 'verdict-dismissed'; key: string; why: string }
  | { kind: 'approved'; key: string; approval: Approval }
  | { kind: 'rejected'; key: string; by: PersonRef; comment?: string | undefined }
  | { kind: 'expired' }
  /** The plan is another today: it asks again. */
  | { kind: 'drifted'; plan: Plan; hash: string; decision: DecisionRecord; what: string; expiresAt: number }
  | { kind: 'starting'; wave: number; hash: string | undefined; gone: readonly string[]; session: string }
  | { kind: 'started'; wave: number; execution: Execution | undefined }
  /** AWS surely did not accept the call; it may be made again from retryAt on. */
  | { kind: 'put-off'; wave: number; why: string; retryAt: number }
  | { kind: 'start-refused'; wave: number; note: string }
  | { kind: 'lost'; wave: number; note: string }
  | { kind: 'progressed'; executions: readonly Execution[] }
  /** Which of the live waves AWS was asked to stop. */
  | { kind: 'stop-asked'; wave: number }
  | { kind: 'wave-skipped'; wave: number; note: string }
  /** Somebody reads what the targets said: recorded before it is read. `target` undefined: of all. */
  | { kind: 'output-read'; by: PersonRef; target?: string | undefined; shared?: true | undefined }
  | { kind: 'cancel-asked'; by: PersonRef; why?: string | undefined }
  /** It failed and there is a rollback: a person is asked. */
  | { kind: 'undo-offered'; expiresAt: number }
  /** `by` undefined: the plan says that it undoes itself. */
  | { kind: 'undo-asked'; by?: PersonRef | undefined }
  | { kind: 'settled'; wave: number; by: PersonRef; execution?: Execution | undefined }
  /** AWS or Slack is away; the next step is tried again. */
  | { kind: 'delayed'; why: string }
  /** `by`: who left a failure as it is, without the rollback that was offered. */
  | { kind: 'finished'; by?: PersonRef | undefined };
