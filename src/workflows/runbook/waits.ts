import type { Environment } from '../../domain/environment.ts';
import { allSteps, listOf, numberOf, type Runbook } from './content.ts';

/** A step that wants approval, as its inputs say it. */
export interface Wanted {
  readonly name: string;
  /** AWS's principals; a parameter may stand for anybody. */
  readonly approvers: readonly string[];
  /** MinRequiredApprovals. */
  readonly least: number;
}

/** What AWS would not take from this bot alone, said before anybody clicks: all who answer here are one of its principals. */
export function approvalWarnings({ name, approvers, least }: Wanted, { roles }: Environment): string[] {
  const role = roles.operate.split('/').at(-1) ?? '';
  const isAmong = approvers.some((each) => each.includes('{{') || each === roles.operate || each.includes(`assumed-role/${role}/`));
  return [
    ...(isAmong || approvers.length === 0
      ? []
      : [
          `AWS takes an answer to the step ${name} only from ${approvers.join(', ')}, and the bot acts as ${roles.operate}: it must be answered in AWS.`,
        ]),
    ...(least > 1
      ? [
          `The step ${name} wants ${least} of AWS's principals to approve, and all who answer here are one of them: ${least - 1} must answer in AWS itself.`,
        ]
      : []),
  ];
}

/** What whoever starts it must know of the steps that wait for people. */
export function waitWarnings({ steps }: Runbook, env: Environment): string[] {
  const approvals = allSteps(steps).filter(({ action }) => action === 'aws:approve');
  const warnings = approvals.flatMap(({ name, inputs }) =>
    approvalWarnings({ name, approvers: listOf(inputs.Approvers).map(String), least: numberOf(inputs.MinRequiredApprovals) ?? 1 }, env),
  );
  const waits = approvals.length + allSteps(steps).filter(({ action }) => action === 'aws:pause').length;
  const many = waits === 1 ? 'One step waits' : `${waits} steps wait`;
  return waits > 0 ? [`${many} for people. The thread asks them when it comes to that.`, ...warnings] : [];
}
