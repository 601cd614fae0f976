import type { StepAction } from './action.ts';
import { failed } from './call.ts';
import { BadCondition, chooseStep } from './choose.ts';
import { inputsOf } from './known-actions.ts';

/** Goes to the step of the first choice that holds; to the default; to the step that follows. */
export const branch: StepAction = {
  name: 'aws:branch',
  inputs: inputsOf('aws:branch'),
  begin({ inputs }) {
    try {
      const nextStep = chooseStep(inputs);
      return { status: 'Success', outputs: {}, ...(nextStep !== undefined && { nextStep }) };
    } catch (error) {
      if (error instanceof BadCondition) return failed(error.message);
      throw error;
    }
  },
};
