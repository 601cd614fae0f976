import { refusal, unknownOperation } from '../dialect.ts';
import { models, type ServiceName } from '../model.ts';
import { perform } from '../perform.ts';
import { Refusal } from '../refusal.ts';
import type { StepNews, StepRun } from './action.ts';

const isService = (name: string): name is ServiceName => Object.hasOwn(models, name);

/**
 * Calls an API in the name of a step: as its role's or starter's session, in the account and region of the run. Throws
 * the service's refusal, also if that session is over.
 */
export async function callAs(run: StepRun, service: string, api: string, input: unknown): Promise<Record<string, unknown>> {
  const { world, caller, place } = run;
  if (!isService(service)) throw new Refusal('UnknownService', `This stand-in has no service ${service}.`);
  const operation = world.operations.find((each) => each.service === service && each.name === api);
  if (!operation) throw unknownOperation(service, api);
  if (caller.session && caller.session.expiresAt <= Date.now()) throw refusal(service, 'expired');
  return (await perform(operation, input, { world, caller, place })) as Record<string, unknown>;
}

/** Where in a step it went wrong, in the service's words. */
export type Stage =
  | 'validating and resolving the step inputs'
  | 'Execute/Cancelling action'
  | 'Poll action status for completion'
  | 'verifying the command has completed';
/** As the service publishes them (API reference, FailureDetails). */
export type FailureType = 'Action' | 'Permission' | 'Throttling' | 'Verification' | 'Internal';

const guide = 'Please refer to Automation Service Troubleshooting Guide for more diagnosis details.';

export const failed = (
  message: string,
  stage: Stage = 'Execute/Cancelling action',
  failureType: FailureType = 'Action',
): Extract<StepNews, { failureType: string }> => ({
  status: 'Failed',
  failureType,
  message: `Step fails when it is ${stage}. ${message.replace(/\.?$/, '.')} ${guide}`,
});

function typeOf(code: string): FailureType {
  if (/AccessDenied|Unauthorized|Forbidden|ExpiredToken|RequestExpired/.test(code)) return 'Permission';
  return /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown/.test(code) ? 'Throttling' : 'Action';
}

/** Makes a call's refusal the step's failure. What is a fault of the stand-in itself goes on. */
export async function orFailed(api: string, stage: Stage, act: () => Promise<StepNews>): Promise<StepNews> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return failed(`An error occurred (${error.code}) when calling the ${api} operation: ${error.message}`, stage, typeOf(error.code));
  }
}
