import type { KnownBlock } from '@slack/types';
import type { Request } from '../../domain/request.ts';
import { groupsOf } from '../../domain/requirement.ts';
import { code } from '../blocks/code.ts';
import { actions, button, context, type Message, message, section } from '../blocks.ts';
import { join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { driftLines, freezeLines, warningLines } from './cautions.ts';
import { comparedLines } from './compared.ts';
import { placeLine, targetLine } from './plan-blocks.ts';
import { askedGroups, planLine, reasonLines, reference, type Scene, title, verbs } from './scene.ts';
import { approver, settledLine } from './settled.ts';
import { missingOf, seats, wantedLine } from './wanted.ts';

const shownScript = 600;
const shownWarnings = 3;

/** One card in the thread for all approvers. Everything on it but the reason comes from the record. Approve is inside the plan. */
export function drawApproval(scene: Scene): Message {
  const { request } = scene;
  const { plan, decision } = request;
  if (request.state !== 'awaiting') {
    const settled = mrkdwn`${settledLine(scene)} · ${planLine(scene)}`;
    return message({ text: settled, blocks: [section(settled)] });
  }
  const asks = mrkdwn`${askedGroups(groupsOf(decision?.requirement ?? []), scene)}: ${person(request.asker.id)} asks`;
  const given = request.approvals.map((each) => mrkdwn`Approved by ${approver(each)}`);
  const wanted = wantedLine(request);
  const until = mrkdwn`expires ${time(new Date(request.expiresAt ?? 0), '{time}')}`;
  const blocks: KnownBlock[] = [
    section(mrkdwn`${asks}\n${title(scene)}\n${placeLine(scene)}`),
    ...cautions(request).map((line) => section(line)),
    ...(plan ? [...plan.texts.flatMap(({ label, text }) => code(text, label, { most: shownScript })), section(targetLine(plan))] : []),
    ...comparedLines(request).map((line) => section(line)),
    ...reasonLines(scene).map((line) => section(line)),
    context(join([...given, wanted, until, planLine(scene)])),
    ...dismissed(scene),
    actions(decisionButtons(request)),
  ];
  return message({ text: mrkdwn`${asks}: ${title(scene)}. ${wanted}.`, blocks });
}

/** The way to a decision: Approve stands in the plan that is read. */
const decisionButtons = (request: Request) => [
  button({ text: 'Read the plan', action: verbs.read, value: reference(request), style: 'primary' }),
  button({ text: 'Reject', action: verbs.reject, value: reference(request) }),
];

/** What an approver must not miss, before anything else of the plan. */
function cautions(request: Request): Mrkdwn[] {
  const warnings = request.plan ? warningLines(request.plan) : [];
  const more = warnings.length - shownWarnings;
  return [
    ...driftLines(request),
    ...freezeLines(request),
    ...warnings.slice(0, shownWarnings),
    ...(more > 0 ? [mrkdwn`${more} more ${more === 1 ? 'note is' : 'notes are'} in the plan.`] : []),
  ];
}

const dismissed = ({ request }: Scene): KnownBlock[] =>
  request.dismissals.slice(-3).map(({ by, why }) => context(mrkdwn`${person(by.id)}'s click did not count: ${why}`));

/** Calls the approvers once more: an edit of the card calls nobody. Only the newest of them has buttons. */
export function drawReminder(scene: Scene, kind: string): Message {
  const { request } = scene;
  if (request.state !== 'awaiting') return message({ text: settledLine(scene), blocks: [section(settledLine(scene))] });
  if (Number(kind.slice('reminder-'.length)) < request.reminders) {
    const later = mrkdwn`Called once more below.`;
    return message({ text: later, blocks: [section(later)] });
  }
  const said = reminder(scene);
  return message({ text: said, blocks: [section(said), actions(decisionButtons(request))] });
}

function reminder(scene: Scene): Mrkdwn {
  const { request } = scene;
  const until = time(new Date(request.expiresAt ?? 0), '{time}');
  const called = askedGroups(missingOf(request), scene);
  // Half time is past once remindAt is gone: before that, it was the new plan that called.
  return request.drifted && request.remindAt !== undefined
    ? mrkdwn`${called}: the plan changed and asks again. ${request.drifted}\n${title(scene)} · ${wantedLine(request)}, until ${until}`
    : mrkdwn`${called}: ${title(scene)} still needs ${seats(missingOf(request))}, until ${until}`;
}
