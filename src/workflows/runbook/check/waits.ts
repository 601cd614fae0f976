import { actions } from '../actions.ts';
import { listOf, numberOf, type Runbook, type RunbookStep } from '../content.ts';
import { durationWords } from '../duration.ts';
import { isReference } from '../reference.ts';
import type { Finding } from './finding.ts';

/** Source: the page of aws:approve: at most 10 approvers. */
const mostApprovers = 10;

/** How long the step may wait, for whom, and what becomes of the runbook where it fails. */
export function checkWaits(step: RunbookStep, { lineOf }: Runbook): Finding[] {
  const action = actions.get(step.action);
  if (!action) return [];
  const { path, timeoutSeconds, onFailure, given, inputs } = step;
  const at = (...keys: (string | number)[]) => ({ line: lineOf([...path, ...keys]), step: step.name || undefined });
  const findings: Finding[] = [];
  if (action.waits && given.timeoutSeconds === undefined) {
    const { seconds } = action.waits;
    const long = seconds === undefined ? 'with no end of its own' : `for ${durationWords(seconds)}`;
    findings.push({
      ...at('action'),
      level: 'advice',
      words: `It may wait ${long}: it has no timeoutSeconds.`,
      fix: `Write timeoutSeconds: ${Math.min(seconds ?? 600, 3_600)} beside inputs, or what it needs at most.`,
    });
  }
  if (action.mostSeconds !== undefined && timeoutSeconds !== undefined && timeoutSeconds > action.mostSeconds)
    findings.push({
      ...at('timeoutSeconds'),
      level: 'error',
      words: `timeoutSeconds is ${timeoutSeconds}, and ${step.action} waits at most ${durationWords(action.mostSeconds)}.`,
      fix: `Write at most ${action.mostSeconds}.`,
    });
  if (onFailure === 'Continue' && given.isCritical === undefined)
    findings.push({
      ...at('onFailure'),
      level: 'advice',
      words: 'If it fails, the runbook goes on, and can still end as a success.',
      fix: 'Write isCritical: true, so that it still counts as failed, or isCritical: false, if it need not.',
    });
  return step.action === 'aws:approve' ? [...findings, ...approvalFindings(inputs, at)] : findings;
}

function approvalFindings(
  { Approvers: approvers, MinRequiredApprovals: least }: RunbookStep['inputs'],
  at: (...keys: (string | number)[]) => Pick<Finding, 'line' | 'step'>,
): Finding[] {
  const error = (key: string, words: string, fix: string): Finding => ({ ...at('inputs', key), level: 'error', words, fix });
  const example = '- arn:aws:iam::111122223333:role/ops';
  const names = listOf(approvers);
  const findings: Finding[] = [];
  if (Array.isArray(approvers) && names.length === 0)
    findings.push(error('Approvers', 'Nobody can approve it.', `Write who may: ${example}.`));
  if (names.length > mostApprovers)
    findings.push(
      error('Approvers', `It has ${names.length} approvers.`, `AWS takes at most ${mostApprovers}: name a role that several have.`),
    );
  const wanted = numberOf(least);
  if (least === undefined || isReference(least) || wanted === undefined) return findings;
  if (wanted < 1) findings.push(error('MinRequiredApprovals', 'MinRequiredApprovals is less than 1.', 'Write 1 or more.'));
  // One reference may stand for several.
  if (names.length > 0 && wanted > names.length && !names.some(isReference))
    findings.push(
      error(
        'MinRequiredApprovals',
        `It wants ${wanted} approvals, and only ${names.length} can approve.`,
        `Write MinRequiredApprovals: ${names.length} or less, or name more under Approvers.`,
      ),
    );
  return findings;
}
