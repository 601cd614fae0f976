import { refuse } from '../refusal.ts';
import type { StepAction } from './action.ts';
import { inputsOf } from './known-actions.ts';

/** Waits until somebody resumes it. */
export const pause: StepAction = {
  name: 'aws:pause',
  inputs: inputsOf('aws:pause'),
  begin: () => ({ status: 'Waiting' }),
  tick: () => ({ status: 'Waiting' }),
  signal(_run, _state, type) {
    if (type !== 'Resume') refuse('InvalidAutomationSignalException', `The signal ${type} is not valid for a step that is paused.`);
    return { status: 'Success', outputs: {} };
  },
};
