import { DeniedError, UnavailableError, UserError } from '../errors.ts';

/**
 * What an error of a call to AWS says about the call.
 * refused    AWS answered that it did not accept it
 * throttled  the same, for now: it may be made again
 * unknown    no answer, or a 5xx: it may have taken effect
 */
export type Answer = 'refused' | 'throttled' | 'unknown';

const throttling = new Set(['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException', 'ThrottledException']);
const denied = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);

interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function answerOf(error: unknown): Answer {
  const { name, $metadata, $fault } = error as AwsError;
  if (throttling.has(name)) return 'throttled';
  const status = $metadata?.httpStatusCode;
  return $fault === 'client' && status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown';
}

/** True where AWS says that the role or its session may not do it. */
export const isDenied = (error: unknown): boolean => denied.has((error as AwsError).name);

/** True for an error that AWS answered with, by one of these names. */
export const isNamed = (error: unknown, ...names: string[]): boolean => names.includes((error as AwsError).name);

/** The error as one of ours, in words for a person. `doing`: 'reading the fleet of prod'. */
export function inWords(error: unknown, doing: string): Error {
  if (error instanceof UserError || error instanceof DeniedError || error instanceof UnavailableError) return error;
  const { name, message } = error as AwsError;
  if (isDenied(error)) return new UserError(deniedInWords(message, doing));
  const answer = answerOf(error);
  if (answer === 'refused') return new UserError(`AWS refused it (${doing}): ${name}: ${message}`);
  const what = answer === 'throttled' ? 'AWS asks to slow down' : 'AWS did not answer';
  return new UnavailableError('AWS', `${what} (${doing}). Nothing was changed. Try again in a minute.`, error);
}

// 'User: arn:aws:sts::1111:assumed-role/NAME/SESSION is not authorized to perform: ssm:SendCommand on resource: arn:... because no identity-based policy allows ...'
const deniedShape = /assumed-role\/([^/\s]+)\/\S* is not authorized to perform: (\S+?)(?: on resource: (\S+?))?(?:[.,]?\s|$)/;

/** Who may not do what to which thing, and the line that would allow it. */
function deniedInWords(message: string, doing: string): string {
  const [, role, action, resource = '*'] = deniedShape.exec(message) ?? [];
  if (!role || !action) return `AWS does not let this bot do it (${doing}). ${message}\nSomebody who owns the role must allow it.`;
  const line = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  const where = /session policy/.test(message)
    ? 'The session of this request is cut to what its plan needs, so this is a fault of the bot: tell whoever runs it.'
    : `Somebody who owns the role must add to its policy: ${line}`;
  return `The role ${role} may not do ${action} on ${resource} (${doing}). ${where}`;
}
