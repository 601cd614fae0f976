import type { Approval, DecisionRecord, Request } from '../../domain/request.ts';
import { needsNobody } from '../../domain/requirement.ts';
import { join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { plural } from './scene.ts';

const namedPeople = 8;

/** What the reader of a plan may do with it. `why` says why they may not decide; nothing where there is nothing to decide. */
export type Standing =
  | { readonly may: 'approve' }
  | { readonly may: 'take back'; readonly approval: Approval }
  | { readonly may: 'read'; readonly why?: Mrkdwn };

/** Who may decide is in the record: nobody came into it after it was asked. The click is judged afresh all the same. */
export function standingOf(request: Request, reader: { readonly id: string }): Standing {
  const { state, decision, asker, approvals, hash } = request;
  if (state !== 'awaiting' || !decision || needsNobody(decision.requirement)) return { may: 'read' };
  if (reader.id === asker.id) return { may: 'read', why: mrkdwn`You asked for this: somebody else decides. ${whoMay(request, decision)}` };
  const approval = approvals.find(({ by, hash: of }) => by.id === reader.id && of === hash);
  if (approval) return { may: 'take back', approval };
  const eligible = Object.values(decision.eligible).some((ids) => ids.includes(reader.id));
  return eligible ? { may: 'approve' } : { may: 'read', why: mrkdwn`You may read this, not decide on it. ${whoMay(request, decision)}` };
}

/** 'Those may who were …: of sre-leads @Bo, @Cleo · of security @Sam': those who were in the groups when it was asked. */
function whoMay({ asker }: Request, { eligible }: DecisionRecord): Mrkdwn {
  const groups = Object.entries(eligible).map(([group, ids]) => {
    const others = ids.filter((id) => id !== asker.id);
    const more = others.length - namedPeople;
    const names = [...others.slice(0, namedPeople).map(person), ...(more > 0 ? [`${plural(more, 'other')}`] : [])];
    return mrkdwn`of ${group} ${names.length > 0 ? join(names, ', ') : 'nobody'}`;
  });
  return mrkdwn`Those may who were in the groups when it was asked: ${join(groups)}.`;
}

/** What stands above the plan for this reader. */
export function standingLines(standing: Standing): Mrkdwn[] {
  if (standing.may === 'approve') return [];
  if (standing.may === 'read') return standing.why ? [standing.why] : [];
  return [
    mrkdwn`You approved at ${time(new Date(standing.approval.at), '{time}')}. As long as others must still agree, you can take it back.`,
  ];
}
