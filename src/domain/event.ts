import type { Execution } from './execution.ts';
import type { PersonRef } from './person.ts';
import type { Plan } from './plan.ts';
import type { Approval, Comparison, DecisionRecord, Verdict } from './request.ts';

/** Everything that can happen to a request. Each event is one change of the record and one audit row. */
export type RequestEvent =
  | {
      kind: 'planned';
      plan: Plan;
      hash: string;
      decision: DecisionRecord;
      expiresAt: number;
      likeness: readonly string[];
      compared?: Comparison | undefined;
    }
  /** `without`: fields of the input that turned out to hold a secret, and are kept no longer. */
  | { kind: 'refused'; note: string; without?: readonly string[] | undefined }
  | { kind: 'denied'; note: string }
  | { kind: 'confirmed'; by: PersonRef; hash: string; expiresAt: number; remindAt: number }
  | { kind: 'discarded'; by: PersonRef }
  | { kind: 'verdict-given'; verdict: Verdict }
  | { kind: 'verdict-dismissed'; key: string; why: string }
  | { kind: 'approved'; key: string; approval: Approval }
  | { kind: 'rejected'; key: string; by: PersonRef; comment?: string | undefined }
  /** An approver takes the own approval back. */
  | { kind: 'approval-withdrawn'; key: string; by: PersonRef }
  | { kind: 'expired' }
  /** Half of the time is over: approvers are called once more. */
  | { kind: 'reminded' }
  /** The plan is another today: it asks again. `wide`: AWS packs no exact session policy for it. */
  | {
      kind: 'drifted';
      plan: Plan;
      hash: string;
      decision: DecisionRecord;
      what: string;
      expiresAt: number;
      remindAt: number;
      wide?: true | undefined;
    }
  /** The next wave takes a secret or gives one: its asker must click. */
  | { kind: 'readied'; expiresAt: number }
  | { kind: 'starting'; wave: number; hash: string | undefined; gone: readonly string[]; session: string }
  /** `late`: it was found in AWS afterwards; the record of its start was not written when it began. */
  | { kind: 'started'; wave: number; execution: Execution | undefined; late?: true | undefined }
  /** AWS surely did not accept the call; it may be made again from retryAt on. */
  | { kind: 'put-off'; wave: number; why: string; retryAt: number }
  | { kind: 'start-refused'; wave: number; note: string }
  | { kind: 'lost'; wave: number; note: string }
  | { kind: 'progressed'; executions: readonly Execution[] }
  /** A step waits for people, and nobody answered for long: they are called once more. */
  | { kind: 'step-reminded'; wave: number; step: string }
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
  /** Nobody closed the review of a broken glass yet. */
  | { kind: 'review-reminded' }
  | { kind: 'review-closed'; by: PersonRef; comment: string }
  /** `by`: who left a failure as it is, without the rollback that was offered. */
  | { kind: 'finished'; by?: PersonRef | undefined };
