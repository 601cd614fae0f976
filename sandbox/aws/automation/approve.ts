import type { Caller } from '../principal.ts';
import { refuse } from '../refusal.ts';
import type { StepAction, StepNews, StepRun } from './action.ts';
import { failed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { asTexts } from './value.ts';

const maxApprovers = 10; // aws:approve

interface Decision {
  /** Who decided: sessions of one role are one principal. AWS does not say how it counts them; this is the careful reading. */
  readonly principal: string;
  readonly approver: string;
  readonly decision: 'Approve' | 'Reject';
  readonly comment?: string;
  readonly at: number;
}

const principalOf = ({ arn, session }: Caller) => session?.roleArn ?? arn;

/** Approvers are named by a user's name or ARN, or by the ARN of a role or of its session (aws:approve). */
const isNamed = (by: Caller, approver: string) =>
  approver === by.arn || approver === by.session?.roleArn || (!by.session && approver === by.arn.split('/').at(-1));

const wanted = ({ inputs }: StepRun) => Number(inputs.MinRequiredApprovals ?? 1);

const outputsOf = (status: 'Approved' | 'Rejected' | 'Waiting', decisions: readonly Decision[]) => ({
  ApprovalStatus: status,
  ApproverDecisions: decisions.map(({ approver, decision, comment, at }) => ({
    Approver: approver,
    Decision: decision,
    ...(comment !== undefined && { Comment: comment }),
    Time: new Date(at).toISOString(),
  })),
});

const waiting = (decisions: readonly Decision[]): StepNews => ({
  status: 'Waiting',
  state: decisions,
  outputs: outputsOf('Waiting', decisions),
});

/** Waits until enough principals of a list agree, or one does not. */
export const approve: StepAction = {
  name: 'aws:approve',
  inputs: inputsOf('aws:approve'),
  begin(run) {
    const approvers = asTexts(run.inputs.Approvers);
    const least = wanted(run);
    if (approvers.length === 0 || approvers.length > maxApprovers)
      return failed(`Approvers must name between 1 and ${maxApprovers} principals, and names ${approvers.length}.`);
    if (!(Number.isInteger(least) && least >= 1 && least <= approvers.length))
      return failed(`MinRequiredApprovals ${least} is not between 1 and the number of approvers, ${approvers.length}.`);
    return waiting([]);
  },
  tick: (_run, state) => waiting(state as readonly Decision[]),
  signal(run, state, type, payload, by) {
    if (type !== 'Approve' && type !== 'Reject')
      return refuse('InvalidAutomationSignalException', `The signal ${type} is not valid for a step that waits for approval.`);
    if (!asTexts(run.inputs.Approvers).some((approver) => isNamed(by, approver)))
      refuse('InvalidAutomationSignalException', `User: ${by.arn} is not an approver of step ${run.step.name}.`);
    const before = state as readonly Decision[];
    const principal = principalOf(by);
    if (before.some((each) => each.principal === principal))
      refuse('InvalidAutomationSignalException', `The principal ${principal} has decided on step ${run.step.name} already.`);
    const comment = payload.Comment?.[0];
    const now: Decision = {
      principal,
      approver: by.arn,
      decision: type,
      at: run.world.clock.now(),
      ...(comment !== undefined && { comment }),
    };
    const decisions = [...before, now];
    if (type === 'Reject') {
      const message = `The step was rejected by ${by.arn}${comment === undefined ? '.' : `: ${comment}`}`;
      return { ...failed(message, 'Poll action status for completion'), outputs: outputsOf('Rejected', decisions) };
    }
    return decisions.length >= wanted(run) ? { status: 'Success', outputs: outputsOf('Approved', decisions) } : waiting(decisions);
  },
};
