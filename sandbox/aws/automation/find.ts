import type { Access, Scene } from '../operation.ts';
import { refuse } from '../refusal.ts';
import type { Place } from '../world.ts';
import { type Automation, executionArn } from './execution.ts';

/** Finds an execution by its id, or refuses as the service does. */
export const requireAutomation = ({ automations }: Place, id: string): Automation =>
  automations.find((automation) => automation.id === id) ??
  refuse('AutomationExecutionNotFoundException', `Automation execution with id ${id} does not exist.`);

/** What asks for the right to an execution; its tags are known to IAM. */
export const onExecution =
  (action: string) =>
  (
    { AutomationExecutionId: id = '' }: { AutomationExecutionId?: string | undefined },
    { place }: Pick<Scene, 'place'>,
  ): readonly Access[] => {
    const tags = Object.entries(place.automations.find((automation) => automation.id === id)?.tags ?? {});
    const context = tags.flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ssm:resourceTag/${key}`, value],
    ]);
    return [{ action, resource: executionArn(place, id), ...(tags.length > 0 && { context: Object.fromEntries(context) }) }];
  };
