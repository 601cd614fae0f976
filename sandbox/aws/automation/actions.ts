import type { StepAction } from './action.ts';
import { approve } from './approve.ts';
import { branch } from './branch.ts';
import { executeAutomation } from './execute-automation.ts';
import { pause } from './pause.ts';
import { serviceActions } from './service-actions.ts';
import { sleep } from './sleep.ts';

/** Every action that a step can be run by. A new one is declared in its own file and listed here. */
const actions: readonly StepAction[] = [sleep, branch, approve, pause, executeAutomation, ...serviceActions];

const byName: ReadonlyMap<string, StepAction> = new Map(actions.map((action) => [action.name, action]));

/** The action of a name; undefined for what the service knows and this stand-in does not run. */
export const findAction = (name: string): StepAction | undefined => byName.get(name);
