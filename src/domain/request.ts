import type { Channel } from './channel.ts';
import type { Execution } from './execution.ts';
import type { FreezeSpan } from './freeze.ts';
import type { PersonRef } from './person.ts';
import type { Plan } from './plan.ts';
import type { Requirement } from './requirement.ts';

/**
 * received    written, acknowledged; to be planned
 * previewed   the asker sees the plan and has not said yes yet
 * awaiting    others must agree
 * approved    may start; nothing was sent
 * ready       may start, and waits for a click of its asker: the next wave takes a secret or gives one
 * running     at least one wave was begun
 * cancelling  no further wave starts; what runs is being stopped
 * offered     it failed, and the plan's rollback waits for a person's word
 * unknown     it is not known whether a wave was sent; later waves hold; a person decides
 */
export type LiveState = 'received' | 'previewed' | 'awaiting' | 'approved' | 'ready' | 'running' | 'cancelling' | 'offered' | 'unknown';
/** refused: it cannot be done as asked; denied: the person may not. */
export type EndState = 'succeeded' | 'failed' | 'cancelled' | 'rejected' | 'expired' | 'discarded' | 'denied' | 'refused';
export type State = LiveState | EndState;

export const endStates: readonly EndState[] = ['succeeded', 'failed', 'cancelled', 'rejected', 'expired', 'discarded', 'denied', 'refused'];
export const isEnded = (state: State): state is EndState => (endStates as readonly State[]).includes(state);

export interface WaveRecord {
  readonly state: 'pending' | 'starting' | 'running' | 'unknown' | 'succeeded' | 'failed' | 'cancelled' | 'skipped';
  /** When the intent to call AWS was written: always before the call. */
  readonly startingAt?: number | undefined;
  /** How often AWS refused the call before it took effect (throttled, a node that had just stopped). */
  readonly refusals: number;
  /** Not before this is it tried again. */
  readonly retryAt?: number | undefined;
  /** Approved targets that could not be reached when the wave started, so were not sent. */
  readonly gone: readonly string[];
  /** The role session under which it was started. */
  readonly session?: string | undefined;
  readonly execution?: Execution | undefined;
  readonly stopAskedAt?: number | undefined;
  /** Ids of the steps that waited for people so long that they were called once more. */
  readonly nudged?: readonly string[] | undefined;
  /** Why it ended so, where AWS's status does not say it. Shown. */
  readonly note?: string | undefined;
}

/** An approver's yes, bound to one plan. `groups` are those at the click. */
export interface Approval {
  readonly by: PersonRef;
  readonly groups: readonly string[];
  readonly hash: string;
  readonly comment?: string | undefined;
  /** They gave a right code of their authenticator app with it. */
  readonly steppedUp?: true | undefined;
  readonly at: number;
}

/** A click as it came in: to be judged by a job. `key` makes a doubled delivery one verdict. */
export interface Verdict {
  readonly key: string;
  readonly by: PersonRef;
  /** withdraw: takes an own approval back, as long as others must still agree. */
  readonly says: 'approve' | 'reject' | 'withdraw';
  readonly hash: string;
  readonly comment?: string | undefined;
  /** They gave a right code of their authenticator app with it. */
  readonly steppedUp?: true | undefined;
  readonly at: number;
}

/** A verdict that did not count, and why: told to the person who gave it. */
export interface Dismissal {
  readonly by: PersonRef;
  readonly why: string;
  readonly at: number;
}

export interface DecisionRecord {
  readonly requirement: Requirement;
  /** Whoever agrees must give a code of their authenticator app too. */
  readonly stepUp?: true | undefined;
  readonly policies: readonly string[];
  readonly digest: string;
  /** Who was in the groups when it was decided, ids by group: whoever joins one later does not count. */
  readonly eligible: Readonly<Record<string, readonly string[]>>;
  /** Those that were active. */
  readonly freezes: readonly FreezeSpan[];
  /** What would have had to be met, were the glass not broken. */
  readonly setAside?: Requirement | undefined;
}

/** An earlier request for the same, and what is different now: approvers read it. */
export interface Comparison {
  readonly id: string;
  /** again: this one repeats it; text: the last with the same texts and document; targets: the last on the same targets' words. */
  readonly how: 'again' | 'text' | 'targets';
  /** When that one was started, or asked for. */
  readonly at: number;
  /** How that one stood: 'succeeded on 50 of 50', 'runs'. */
  readonly outcome: string;
  readonly differs: readonly string[];
  /** Each text that is another now, as a unified diff. */
  readonly diffs: readonly { readonly label: string; readonly text: string }[];
}

/** Whoever breaks the glass owes a review: somebody else reads what was done and closes it. */
export interface Review {
  readonly remindAt: number;
  readonly reminders: number;
  readonly closed?: { readonly by: PersonRef; readonly comment: string; readonly at: number } | undefined;
}

export interface Request {
  readonly id: string;
  /** Grows by one with each change: the compare-and-swap's value and the place in the request's audit chain. */
  readonly version: number;
  readonly state: State;
  readonly operation: string;
  readonly environment: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
  /** It runs at once, without those who must agree; `reason` says why. */
  readonly breakGlass?: true | undefined;
  readonly asker: PersonRef;
  /** Slack's id of the run of a workflow's step: it is completed when the request is over. */
  readonly workflowStep?: string | undefined;
  readonly channel: Channel;
  readonly receivedAt: number;
  readonly changedAt: number;
  /** When the wait of `previewed` or `awaiting` ends. */
  readonly expiresAt?: number | undefined;
  /** When approvers are called once more. */
  readonly remindAt?: number | undefined;
  /** How often they were: at half time, and when a new plan asked again. */
  readonly reminders: number;
  readonly plan?: Plan | undefined;
  readonly hash?: string | undefined;
  readonly decision?: DecisionRecord | undefined;
  /** What is new since an earlier plan of this request was agreed to. */
  readonly drifted?: string | undefined;
  readonly verdicts: readonly Verdict[];
  /** Keys of the clicks that counted: delivered again, even after a withdrawal, they count no more. */
  readonly counted: readonly string[];
  readonly approvals: readonly Approval[];
  readonly dismissals: readonly Dismissal[];
  readonly rejection?: { readonly by: PersonRef; readonly comment?: string | undefined } | undefined;
  readonly confirmedAt?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly cancelledBy?: PersonRef | undefined;
  /** The rollback was begun: by whom, or by the plan itself. */
  readonly undoing?: PersonRef | 'itself' | undefined;
  readonly waves: readonly WaveRecord[];
  /** Why it was refused or denied, or how an unknown outcome was settled. Shown. */
  readonly note?: string | undefined;
  /** Why the next step waits, while it does: AWS or Slack does not answer. Shown. */
  readonly delay?: string | undefined;
  /** The request that this one repeats. */
  readonly again?: string | undefined;
  /** Under which keys it is found by a later request for the same, once it was started. */
  readonly likeness?: readonly string[] | undefined;
  readonly compared?: Comparison | undefined;
  /** AWS packs no exact session policy for it: its waves are wide. */
  readonly wide?: true | undefined;
  readonly review?: Review | undefined;
  /** The MAC of the request's last audit row. */
  readonly auditHead: string;
}

/** How much of an id is shown; enough to be unique among what people talk about. */
export const shortId = (id: string): string => id.slice(0, 6);
