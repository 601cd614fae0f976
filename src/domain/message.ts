import { isEnded, type Request } from './request.ts';
import { needsNobody } from './requirement.ts';

/**
 * The messages of a request.
 * card      ephemeral, for the asker alone: what would happen
 * root      the one message in the channel, edited
 * approval  in the thread, for the approvers
 * final     in the thread, broadcast: how it ended
 * link      in another thread, where it was asked: where the root is
 */
export type MessageKind = 'card' | 'root' | 'approval' | 'final' | 'link';

/** The messages that a request in this state has; each is drawn from the record as it stands. */
export function messagesOf(request: Request): MessageKind[] {
  if (request.state === 'received') return [];
  if (request.confirmedAt === undefined) return ['card'];
  const kinds: MessageKind[] = ['card', 'root'];
  // Also where a new plan needs nobody: the card that asked for the old one is settled then.
  if (request.decision && (request.drifted || !needsNobody(request.decision.requirement))) kinds.push('approval');
  // A failure is told at once, also while its rollback is offered or runs; the message is edited then.
  if (isEnded(request.state) || request.state === 'offered' || request.undoing) kinds.push('final');
  if (request.channel.thread !== undefined) kinds.push('link');
  return kinds;
}
