import type { StepAction, StepNews, StepRun } from './action.ts';
import { callAs, failed, orFailed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { select } from './select.ts';
import { asText } from './value.ts';

const own: ReadonlySet<string> = new Set(['Service', 'Api', 'PropertySelector', 'DesiredValues']);

/** What is not the action's own is the API's. */
function called({ inputs }: StepRun): { service: string; api: string; given: Record<string, unknown> } {
  const given = Object.fromEntries(Object.entries(inputs).filter(([name]) => !own.has(name)));
  return { service: asText(inputs.Service).toLowerCase(), api: asText(inputs.Api), given };
}

/** An answer as the service keeps it: JSON, with dates as texts. */
const asJson = (answer: unknown) => JSON.parse(JSON.stringify(answer)) as Record<string, unknown>;

async function ask(run: StepRun): Promise<Record<string, unknown>> {
  const { service, api, given } = called(run);
  return asJson(await callAs(run, service, api, given));
}

export const executeAwsApi: StepAction = {
  name: 'aws:executeAwsApi',
  inputs: inputsOf('aws:executeAwsApi'),
  begin: (run) =>
    orFailed(called(run).api, 'Execute/Cancelling action', async () => {
      const response = await ask(run);
      // Of the answer only what the runbook selects is an output by name.
      return { status: 'Success', outputs: { OutputPayload: JSON.stringify(response) }, response };
    }),
};

interface Property {
  readonly found: unknown;
  readonly desired: readonly string[];
  readonly holds: boolean;
  readonly response: Record<string, unknown>;
}

/** What the selector finds. Of a list each item has to be as desired, and an empty one is not. */
async function property(run: StepRun): Promise<Property> {
  const response = await ask(run);
  const found = select(asText(run.inputs.PropertySelector), response);
  const desired = [run.inputs.DesiredValues].flat().map(asText);
  const values = [found].flat().filter((value) => value !== undefined && value !== null);
  return { found, desired, response, holds: values.length > 0 && values.every((value) => desired.includes(asText(value))) };
}

export const assertAwsResourceProperty: StepAction = {
  name: 'aws:assertAwsResourceProperty',
  inputs: inputsOf('aws:assertAwsResourceProperty'),
  begin: (run) =>
    orFailed(called(run).api, 'Execute/Cancelling action', async () => {
      const { found, desired, response, holds } = await property(run);
      if (holds) return { status: 'Success', outputs: {}, response };
      const { PropertySelector: selector } = run.inputs;
      const message = `Property value from the API call is not in the desired values. Property ${asText(selector)} is ${asText(found ?? null)}, desired are [${desired.join(', ')}]`;
      return failed(message, 'Execute/Cancelling action', 'Verification');
    }),
};

const waitsSeconds = 3600; // where the step has no timeoutSeconds

const look = (run: StepRun): Promise<StepNews> =>
  orFailed(called(run).api, 'Poll action status for completion', async () => {
    const { found, response, holds } = await property(run);
    if (holds) return { status: 'Success', outputs: {}, response };
    const seconds = (run.world.clock.now() - run.step.startedAt) / 1000;
    if (seconds < waitsSeconds) return { status: 'InProgress', until: run.step.startedAt + waitsSeconds * 1000 };
    const message = `Step timed out after ${waitsSeconds} seconds. The property is ${asText(found ?? null)}.`;
    return { status: 'TimedOut', failureType: 'Verification', message };
  });

export const waitForAwsResourceProperty: StepAction = {
  name: 'aws:waitForAwsResourceProperty',
  inputs: inputsOf('aws:waitForAwsResourceProperty'),
  begin: look,
  tick: look,
};
