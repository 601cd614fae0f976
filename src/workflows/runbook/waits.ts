import type { Environment } from '../../domain/environment.ts';
import { allSteps, listOf, numberOf, type Runbook } from './content.ts';

/** What whoever starts it must know of the steps that wait for people: what AWS would not take from this bot alone. */
export function waitWarnings({ steps }: Runbook, { roles }: Environment): string[] {
  const approvals = allSteps(steps).filter(({ action }) => action === 'aws:approve');
  const role = roles.operate.split('/').at(-1) ?? '';
  const warnings = approvals.flatMap(({ name, inputs }) => {
    const approvers = listOf(inputs.Approvers).map(String);
    const least = numberOf(inputs.MinRequiredApprovals) ?? 1;
    // A parameter may name anybody: that is seen when the step waits.
    const isAmong = approvers.some((each) => each.includes('{{') || each === roles.operate || each.includes(`/${role}/`));
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
  });
  const waits = approvals.length + allSteps(steps).filter(({ action }) => action === 'aws:pause').length;
  const many = waits === 1 ? 'One step waits' : `${waits} steps wait`;
  return waits > 0 ? [`${many} for people. The thread asks them when it comes to that.`, ...warnings] : [];
}
