import type { KnownBlock } from '@slack/types';
import { type Bound, context, section } from '../blocks.ts';
import { join, mrkdwn, person } from '../mrkdwn.ts';
import { driftLines, freezeLines, glassLines } from './cautions.ts';
import { comparedLines } from './compared.ts';
import { whereLine } from './plan-blocks.ts';
import { type Standing, standingLines } from './reader.ts';
import { planLine, reasonLines, type Scene, title, wants } from './scene.ts';
import { approver } from './settled.ts';

/** What stands above the whole plan: what and where, what its reader may do, and what must not be missed. */
export function planHead(scene: Scene, standing: Standing, bound: Bound = { whole: true }): KnownBlock[] {
  const { request } = scene;
  const lines = [
    mrkdwn`${title(scene)}\n${whereLine(scene)}`,
    ...standingLines(standing),
    ...glassLines(request),
    ...driftLines(request),
    ...freezeLines(request),
    ...reasonLines(scene),
  ];
  // The comparison sums up: where it is too long it is cut, and all of it stands in the plan.
  return [...lines.map((line) => section(line, undefined, bound)), ...comparedLines(request).map((line) => section(line))];
}

/** Who asked, who must agree, who did, and which plan it is. */
export function planFoot(scene: Scene): KnownBlock {
  const { request } = scene;
  const needed = request.decision ? wants(request.decision) : 'nobody';
  const given = request.approvals.map((each) => mrkdwn`approved by ${approver(each)}`);
  return context(join([mrkdwn`Asked by ${person(request.asker.id)}`, `needs ${needed}`, planLine(scene), ...given]));
}
