import type { KnownBlock } from '@slack/types';
import type { Approval } from '../../domain/request.ts';
import { stillMissing } from '../../domain/requirement.ts';
import { code } from '../blocks/code.ts';
import { actions, button, context, type Message, message, section } from '../blocks.ts';
import { bold, join, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { targetLine } from './plan-blocks.ts';
import { askedGroups, differsLines, needs, planLine, reasonLines, reference, type Scene, title, verbs } from './scene.ts';

/** One card in the thread for all approvers. Everything on it but the reason comes from the record. Approve is inside the plan. */
export function drawApproval(scene: Scene): Message {
  const { request } = scene;
  const requirement = request.decision?.requirement ?? [];
  if (request.state !== 'awaiting') {
    const settled = settledLine(scene);
    return message({ text: settled, blocks: [section(settled), context(planLine(scene))] });
  }
  const asks = mrkdwn`${askedGroups(requirement, scene.groupIds)}: ${person(request.asker.id)} asks`;
  const given = request.approvals.map((each) => mrkdwn`Approved by ${approver(each)}`);
  const missing = stillMissing(
    requirement,
    request.approvals.map(({ by, groups }) => ({ id: by.id, groups })),
  );
  const wants =
    given.length > 0 ? mrkdwn`Still needs ${missing.map((group) => `1 of ${group}`).join(' and ')}` : mrkdwn`Needs ${needs(requirement)}`;
  const blocks: KnownBlock[] = [
    section(mrkdwn`${asks}\n${title(scene)}`),
    ...(request.drifted ? [section(mrkdwn`${bold('Asks again.')} ${request.drifted}`)] : []),
    ...(request.plan
      ? [...request.plan.texts.flatMap(({ label, text }) => code(text, label, { most: 600 })), section(targetLine(request.plan))]
      : []),
    ...differsLines(request).map((line) => section(line)),
    ...reasonLines(scene).map((line) => section(line)),
    context(join([...given, wants, mrkdwn`expires ${time(new Date(request.expiresAt ?? 0))}`, planLine(scene)])),
    ...dismissed(scene),
    actions([
      button({ text: 'Read the plan', action: verbs.read, value: reference(request), style: 'primary' }),
      button({ text: 'Reject', action: verbs.reject, value: reference(request) }),
    ]),
  ];
  return message({ text: mrkdwn`${asks}: ${title(scene)}. ${wants}.`, blocks });
}

/** Who, when, and what they wrote with it. */
const approver = ({ by, at, comment }: Approval): Mrkdwn =>
  mrkdwn`${person(by.id)} at ${time(new Date(at), '{time}')}${comment ? mrkdwn`: “${comment}”` : mrkdwn``}`;

/** What became of it, without buttons. */
export function settledLine({ request }: Scene): Mrkdwn {
  const names = join(request.approvals.map(approver), ' and ');
  if (request.rejection)
    return mrkdwn`Rejected by ${person(request.rejection.by.id)}${request.rejection.comment ? mrkdwn`: “${request.rejection.comment}”` : mrkdwn``}`;
  if (request.state === 'expired') return mrkdwn`Nobody decided in time.`;
  if (request.startedAt === undefined && request.cancelledBy)
    return mrkdwn`Cancelled by ${person(request.cancelledBy.id)} before it was decided.`;
  return request.approvals.length > 0 ? mrkdwn`Approved by ${names}` : mrkdwn`Settled: ${request.state}.`;
}

const dismissed = ({ request }: Scene): KnownBlock[] =>
  request.dismissals.slice(-3).map(({ by, why }) => context(mrkdwn`${person(by.id)}'s click did not count: ${why}`));

/** Calls the approvers once more. */
export function drawReminder(scene: Scene): Message {
  const { request } = scene;
  const said =
    request.state === 'awaiting'
      ? mrkdwn`${askedGroups(request.decision?.requirement ?? [], scene.groupIds)}: ${title(scene)} still waits.`
      : settledLine(scene);
  return message({ text: said, blocks: [section(said)] });
}
