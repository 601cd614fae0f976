import type { Approval, Request } from '../../domain/request.ts';
import { agreed } from '../../domain/transition.ts';
import { join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { oneLine, type Scene } from './scene.ts';

/** '“go”' after who wrote it; nothing where they wrote nothing. */
const comment = (text: string | undefined): Mrkdwn => (text ? mrkdwn`: “${oneLine(text)}”` : mrkdwn``);

const at = (ms: number | undefined): Mrkdwn => (ms === undefined ? mrkdwn`` : mrkdwn` at ${time(new Date(ms), '{time}')}`);

/** Who, when, and what they wrote with it. */
export const approver = (approval: Approval): Mrkdwn => mrkdwn`${person(approval.by.id)}${at(approval.at)}${comment(approval.comment)}`;

/** 'Approved by Bo at 14:09: “go”'; undefined where nobody did. */
const approvedLine = ({ request }: Scene): Mrkdwn | undefined =>
  request.approvals.length > 0 ? mrkdwn`Approved by ${join(request.approvals.map(approver), ' and ')}` : undefined;

/** What the question to the approvers came to, in one line: who, when, and their words. */
export function settledLine(scene: Scene): Mrkdwn {
  const { request } = scene;
  const approved = approvedLine(scene);
  const { state, rejection, cancelledBy, asker, endedAt, startedAt } = request;
  if (state === 'rejected') return mrkdwn`Rejected by ${person(rejection?.by.id ?? '')}${at(endedAt)}${comment(rejection?.comment)}`;
  if (state === 'expired' && agreed(request)) return approved ?? mrkdwn`${person(asker.id)} did not click in time`;
  if (state === 'expired') return approved ? mrkdwn`Too few decided in time · ${approved}` : mrkdwn`Nobody decided in time`;
  if (startedAt === undefined && cancelledBy)
    return isWithdrawn(request)
      ? mrkdwn`Withdrawn by ${person(asker.id)}${at(endedAt)}, before anything was sent`
      : mrkdwn`Cancelled by ${person(cancelledBy.id)}${at(endedAt)}, before anything was sent`;
  if (state === 'denied' || state === 'refused') {
    const not = mrkdwn`Not started${at(endedAt)}: ${request.note ?? ''}`;
    return approved ? mrkdwn`${approved} · ${not}` : not;
  }
  if (approved) return approved;
  return state === 'previewed'
    ? mrkdwn`The plan changed: it waits for ${person(asker.id)} now.`
    : mrkdwn`The plan changed: nobody has to agree to it now.`;
}

/** The asker took it back before anything was sent. */
export const isWithdrawn = ({ state, startedAt, cancelledBy, asker }: Request): boolean =>
  state === 'cancelled' && startedAt === undefined && cancelledBy?.id === asker.id;
