import { refuse } from '../refusal.ts';
import { type Automation, isOver } from './execution.ts';

/** Stops an execution that was brought to the present: at once, or after the step that runs. What is being stopped so may be cancelled still. */
export function stop(automation: Automation, type: 'Cancel' | 'Complete', now: number): void {
  if (isOver(automation))
    refuse('InvalidAutomationStatusUpdateException', `The execution ${automation.id} is ${automation.status} already.`);
  if (automation.stop && (type === 'Complete' || automation.stop.type === 'Cancel')) return;
  automation.stop = { type, at: now };
  if (type === 'Cancel') automation.status = 'Cancelling';
  automation.nextAt = now;
}
