import type { Request } from '../../domain/request.ts';
import { stillMissing } from '../../domain/requirement.ts';
import { type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { needs, wants } from './scene.ts';

/** The groups of which somebody must still agree, one for each seat: ['sre', 'sre', 'security']. */
export const missingOf = ({ decision, approvals }: Request): string[] =>
  stillMissing(
    decision?.requirement ?? [],
    approvals.map(({ by, groups }) => ({ id: by.id, groups })),
  );

/** ['sre', 'sre', 'security'] -> '2 of sre and 1 of security'. */
export const seats = (missing: readonly string[]): string =>
  [...new Set(missing)].map((group) => `${missing.filter((each) => each === group).length} of ${group}`).join(' and ');

/** 'Needs 1 of sre-leads', and once somebody agreed: 'Still needs 1 of security'. */
export function wantedLine(request: Request): Mrkdwn {
  if (!request.decision) return mrkdwn`Needs nobody`;
  return request.approvals.length === 0 ? mrkdwn`Needs ${wants(request.decision)}` : mrkdwn`Still needs ${seats(missingOf(request))}`;
}

/** The same for everybody in the channel: 'Waits for 1 of sre-leads'. */
export const waitsLine = (request: Request): Mrkdwn =>
  request.approvals.length === 0
    ? mrkdwn`Waits for ${needs(request.decision?.requirement ?? [])}`
    : mrkdwn`Still waits for ${seats(missingOf(request))}`;
