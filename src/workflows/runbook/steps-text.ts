import { stringify } from 'yaml';
import type { Runbook, RunbookStep } from './content.ts';

/** Every step with all that it is given, as approvers must read it: nothing of what will run is left out. */
export const stepsText = ({ steps }: Runbook): string => steps.map((step, at) => stepText(step, at + 1)).join('\n');

function stepText(step: RunbookStep, at: number): string {
  const inputs = Object.keys(step.inputs).length > 0 ? stringify(step.inputs, { lineWidth: 0 }).trimEnd() : '';
  return [`${at}. ${step.name} (${step.action})${flow(step)}`, ...inputs.split('\n').filter((line) => line !== '')].join('\n    ');
}

/** What happens where it is not simply the next one that follows. */
function flow({ onFailure, nextStep, isEnd, isCritical, maxAttempts = 1 }: RunbookStep): string {
  const words = [
    ...(maxAttempts > 1 ? [`tried ${maxAttempts} times`] : []),
    ...(onFailure === 'Continue' ? ['goes on if it fails'] : onFailure?.startsWith('step:') ? [`if it fails: ${onFailure.slice(5)}`] : []),
    ...(isCritical === false ? ['its failure does not count'] : []),
    ...(nextStep === undefined ? [] : [`then ${nextStep}`]),
    ...(isEnd ? ['then it ends'] : []),
  ];
  return words.length > 0 ? `, ${words.join(', ')}` : '';
}
