import { authorise } from '../authorise.ts';
import { recordRight } from '../record.ts';
import type { StepAction, StepRun } from './action.ts';
import { type FailureType, failed } from './call.ts';
import { inputsOf } from './known-actions.ts';
import { asText } from './value.ts';

const invalid = Symbol('no JSON');

/** InputPayload is a map; Payload is a text that holds JSON. */
function payloadOf({ inputs }: StepRun): unknown {
  if (inputs.InputPayload !== undefined) return inputs.InputPayload;
  if (inputs.Payload === undefined) return null;
  if (typeof inputs.Payload !== 'string') return inputs.Payload;
  try {
    return JSON.parse(inputs.Payload);
  } catch {
    return invalid;
  }
}

/** Functions are given to the stand-in by name (Place.functions): of Lambda's API it has nothing else. */
export const invokeLambdaFunction: StepAction = {
  name: 'aws:invokeLambdaFunction',
  inputs: inputsOf('aws:invokeLambdaFunction'),

  async begin(run) {
    const { world, place, caller } = run;
    const named = asText(run.inputs.FunctionName);
    const arn = named.startsWith('arn:') ? named : `arn:aws:lambda:${place.region}:${place.account}:function:${named}`;
    const access = { action: 'lambda:InvokeFunction', resource: arn };
    const error = (code: string, message: string, type?: FailureType) =>
      failed(`An error occurred (${code}) when calling the Invoke operation: ${message}`, 'Execute/Cancelling action', type);
    if (caller.session && caller.session.expiresAt <= Date.now())
      return error('ExpiredTokenException', 'The security token included in the request is expired', 'Permission');
    const { allowed } = await authorise(access, caller, place.region);
    if (world.rightsFile) recordRight(world.rightsFile, caller, place.region, access, allowed);
    if (!allowed)
      return error(
        'AccessDeniedException',
        `User: ${caller.arn} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no identity-based policy allows the lambda:InvokeFunction action`,
        'Permission',
      );
    const lambda = place.functions.get(arn.split(':function:')[1]?.split(':')[0] ?? '');
    if (!lambda) return error('ResourceNotFoundException', `Function not found: ${arn}`);
    const payload = payloadOf(run);
    if (payload === invalid) return error('InvalidRequestContentException', 'Could not parse request body into json.');
    try {
      return { status: 'Success', outputs: { StatusCode: 200, Payload: JSON.stringify(lambda(payload) ?? null) } };
    } catch (thrown) {
      const [errorType, errorMessage] = thrown instanceof Error ? [thrown.name, thrown.message] : ['Error', String(thrown)];
      const outputs = { StatusCode: 200, FunctionError: 'Unhandled', Payload: JSON.stringify({ errorMessage, errorType }) };
      return { ...failed(`Lambda function ${named} returned an error: ${outputs.Payload}`), outputs };
    }
  },
};

/** Runbooks' scripts are strangers' code: without a sandbox of its own for them, the stand-in runs none. */
export const executeScript: StepAction = {
  name: 'aws:executeScript',
  inputs: inputsOf('aws:executeScript'),
  begin: () =>
    failed('aws:executeScript is not run here: this stand-in has no sandbox for scripts. Use aws:executeAwsApi or aws:runCommand'),
};
