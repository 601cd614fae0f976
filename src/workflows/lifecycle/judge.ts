import type { Request, Verdict } from '../../domain/request.ts';
import { ConflictError, DeniedError } from '../../errors.ts';
import type { Desk } from './desk.ts';

/** Judges the clicks that came in, in their order: a click only submits a verdict, rights are looked up afresh here. */
export async function judge(desk: Desk, request: Request): Promise<void> {
  for (const verdict of request.verdicts) {
    try {
      await judgeOne(desk, request, verdict);
    } catch (error) {
      // Another worker judged it, or an earlier verdict ended the wait.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

async function judgeOne(desk: Desk, request: Request, verdict: Verdict): Promise<void> {
  const { key, by, hash, comment, steppedUp } = verdict;
  if (verdict.says === 'withdraw') {
    const has = (now: Request) => now.approvals.some((approval) => approval.by.id === by.id);
    const why = 'There is no approval of yours to take back.';
    await desk.requests.change(request.id, (now) =>
      has(now) ? { kind: 'approval-withdrawn', key, by } : { kind: 'verdict-dismissed', key, why },
    );
    return;
  }
  const answer = await eligible(desk, request, verdict);
  if ('why' in answer) {
    await desk.requests.change(request.id, () => ({ kind: 'verdict-dismissed', key, why: answer.why }));
  } else if (verdict.says === 'reject') {
    await desk.requests.change(request.id, () => ({ kind: 'rejected', key, by, comment }));
  } else {
    const approval = { by, groups: answer.groups, hash, comment, steppedUp, at: verdict.at };
    await desk.requests.change(request.id, () => ({ kind: 'approved', key, approval }));
  }
}

async function eligible(
  desk: Desk,
  request: Request,
  { by, hash, says, steppedUp }: Verdict,
): Promise<{ groups: readonly string[] } | { why: string }> {
  if (by.id === request.asker.id) return { why: 'You asked for it yourself; somebody else must decide.' };
  if (hash !== request.hash) return { why: 'You read an older plan. Read the new one and decide again.' };
  if (says === 'approve' && request.decision?.stepUp && !steppedUp)
    return { why: 'This wants a code of your authenticator app with the approval.' };
  try {
    const person = await desk.people.person(by.id, by.team, { fresh: true });
    const { eligible = {} } = request.decision ?? {};
    const wanted = Object.keys(eligible);
    const groups = person.groups.filter((group) => wanted.includes(group));
    if (groups.length === 0) return { why: `You are in none of the groups that may decide: ${wanted.join(', ')}.` };
    // Whoever can change a group must not be able to make themselves an approver of what waits already.
    const then = groups.filter((group) => eligible[group]?.includes(by.id));
    return then.length > 0
      ? { groups: then }
      : { why: `You came into ${groups.join(', ')} after this was asked, so you may not decide on it.` };
  } catch (error) {
    if (error instanceof DeniedError) return { why: error.message };
    throw error;
  }
}
