import type { Plan } from '../../domain/plan.ts';
import type { Request } from '../../domain/request.ts';
import { bold, type Mrkdwn, mrkdwn, person, time } from '../mrkdwn.ts';
import { needs, oneLine } from './scene.ts';

/** '*Freeze* year-end until 5 Jan at 08:00': one line for each that is active. */
export const freezeLines = ({ decision }: Request): Mrkdwn[] =>
  // One that has no end is kept without one.
  (decision?.freezes ?? []).map(({ name, until }) =>
    Number.isFinite(until) ? mrkdwn`${bold('Freeze')} ${name} until ${time(new Date(until))}` : mrkdwn`${bold('Freeze')} ${name}`,
  );

/** What is new since an earlier plan was agreed to. */
export const driftLines = ({ drifted }: Request): Mrkdwn[] => (drifted ? [mrkdwn`${bold('Asks again.')} ${drifted}`] : []);

export const isWide = (plan: Plan): boolean => plan.waves.some((wave) => wave.wide);

/** The plan's warnings. That of a wide session comes first and is marked: it is about the bot's own rights. */
export function warningLines(plan: Plan): Mrkdwn[] {
  // The planner adds it last.
  const wide = isWide(plan) ? plan.warnings.at(-1) : undefined;
  const others = wide === undefined ? plan.warnings : plan.warnings.slice(0, -1);
  return [
    ...(wide === undefined ? [] : [mrkdwn`${bold('Wide session.')} ${wide}`]),
    ...others.map((warning) => mrkdwn`${bold('Note.')} ${warning}`),
  ];
}

/** '*Broken glass:* runs without 1 of sre-leads'. Nothing where it is no such request. */
export function glassLines({ breakGlass, decision }: Request): Mrkdwn[] {
  if (!breakGlass) return [];
  return [mrkdwn`${bold('Broken glass:')} without the approval of ${needs(decision?.setAside ?? [])}`];
}

/** How the review of a broken glass stands. */
export function reviewLines({ review, asker }: Request): Mrkdwn[] {
  if (!review) return [];
  if (!review.closed) return [mrkdwn`Not reviewed yet: somebody else than ${asker.name} must close the review`];
  const { by, at, comment } = review.closed;
  return [mrkdwn`Reviewed by ${person(by.id)}, ${time(new Date(at))}: “${oneLine(comment)}”`];
}
