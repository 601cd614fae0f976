import { Refusal } from '../refusal.ts';
import type { StepNews } from './action.ts';

/** When in the life of a step it failed, as the service words it (user guide, "Troubleshooting Systems Manager Automation"). */
const stages = {
  inputs: 'Step fails when it is validating and resolving the step inputs.',
  begin: 'Step fails when it is Execute/Cancelling action.',
  poll: 'Step fails when it is Poll action status for completion.',
} as const;

export type Stage = keyof typeof stages;

const guide = 'Please refer to Automation Service Troubleshooting Guide for more diagnosis details.';

/** A failure in the service's words: the stage, what was wrong, where to look. */
export const failed = (stage: Stage, message: string, failureType = 'Verification'): Extract<StepNews, { failureType: string }> => ({
  status: 'Failed',
  failureType,
  message: `${stages[stage]} ${message} ${guide}`,
});

/** What an action threw, as its failure. A fault of the stand-in itself is shown on the console. */
export function thrown(stage: Stage, error: unknown): StepNews {
  if (error instanceof Refusal) return failed(stage, `An error occurred (${error.code}): ${error.message}`, 'Invocation');
  console.error(error);
  return failed(stage, 'Internal server error.', 'Internal');
}
