import { promptsOf } from './prompt.ts';
import { isEnded, type Request } from './request.ts';
import { needsNobody } from './requirement.ts';

/**
 * The messages of a request.
 * card         ephemeral, for the asker alone: what would happen
 * root         the one message in the channel, edited
 * approval     in the thread, for the approvers
 * reminder-N   in the thread: calls the approvers once more
 * step-ID      in the thread: a step of AWS's waits for people, or did
 * nudge-ID     in the thread: it still waits
 * final        in the thread, broadcast: how it ended
 * link         in another thread, where it was asked: where the root is
 * completed    no message: the workflow's step that asked is told how it ended
 * told         a direct message to the asker: what was decided, then how it ended
 * alarm        in the security channel: the glass was broken
 * alarm-ID     the same, a direct message to each who could have agreed
 * review-N     under the alarm: nobody closed the review yet
 */
export type MessageBase =
  | 'card'
  | 'completed'
  | 'root'
  | 'approval'
  | 'reminder'
  | 'step'
  | 'nudge'
  | 'final'
  | 'link'
  | 'told'
  | 'alarm'
  | 'review';
export type MessageKind =
  | MessageBase
  | `alarm-${string}`
  | `step-${string}`
  | `nudge-${string}`
  | `reminder-${number}`
  | `review-${number}`;

export const baseOf = (kind: MessageKind): MessageBase => kind.split('-')[0] as MessageBase;

/** So many of those who could have agreed get the alarm of a broken glass. */
const mostAlarmed = 50;

/** Who could have agreed to what somebody does without asking. */
export const alarmed = ({ decision, asker }: Pick<Request, 'decision' | 'asker'>): string[] =>
  [...new Set(Object.values(decision?.eligible ?? {}).flat())].filter((id) => id !== asker.id).slice(0, mostAlarmed);

/** The messages that a request in this state has; each is drawn from the record as it stands. */
export function messagesOf(request: Request): MessageKind[] {
  if (request.state === 'received') return [];
  const own = ownOf(request);
  if (request.confirmedAt === undefined) return own;
  const kinds: MessageKind[] = [...own, 'root'];
  // Also where a new plan needs nobody: the card that asked for the old one is settled then.
  const asked = request.decision !== undefined && !request.breakGlass && (request.drifted || !needsNobody(request.decision.requirement));
  if (asked) kinds.push('approval', ...numbered('reminder', request.reminders));
  for (const { step, wave } of promptsOf(request)) {
    kinds.push(`step-${step.id}`);
    if (request.waves[wave]?.nudged?.includes(step.id)) kinds.push(`nudge-${step.id}`);
  }
  // A failure is told at once, also while its rollback is offered or runs; the message is edited then.
  if (isEnded(request.state) || request.state === 'offered' || request.undoing) kinds.push('final');
  if (request.channel.thread !== undefined) kinds.push('link');
  // While it asks again, what was decided before is not true any more.
  const decided = request.drifted || (request.state !== 'awaiting' && request.state !== 'previewed');
  const hears = request.channel.name !== 'directmessage' && !request.asker.workflow;
  if (asked && decided && hears) kinds.push('told');
  if (request.review) {
    const each = alarmed(request).map((id) => `alarm-${id}` as const);
    kinds.push('alarm', ...each, ...numbered('review', request.review.reminders));
  }
  return kinds;
}

/** What its asker alone gets to see of it: a person a card, a workflow the end. */
function ownOf({ workflowStep, state }: Request): MessageKind[] {
  if (workflowStep === undefined) return ['card'];
  return isEnded(state) ? ['completed'] : [];
}

const numbered = <B extends string>(base: B, count: number): `${B}-${number}`[] =>
  Array.from({ length: count }, (_, i) => `${base}-${i + 1}` as const);
