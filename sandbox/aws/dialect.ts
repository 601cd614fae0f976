import type { ServiceName } from './model.ts';
import { Refusal } from './refusal.ts';

type Wording = readonly [code: string, status: number, message: string];

interface Dialect {
  readonly missing: Wording;
  readonly unknownKey: Wording;
  readonly signature: Wording;
  readonly skewed: Wording;
  readonly expired: Wording;
  readonly throttled: Wording;
  readonly internal: Wording;
  readonly constraint: string;
  readonly unknownOperation: string;
  readonly denied: (who: string, action: string, resource: string, why: string) => Wording;
}

const wrongSignature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const skewed = 'Signature expired: the time of signing is more than 5 min. from the time of this server.';
const unvalidated = 'AWS was not able to validate the provided access credentials';

const notAuthorized =
  (code: string, status: number): Dialect['denied'] =>
  (who, action, resource, why) => [code, status, `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`];

/** How each service words the same refusals. */
const dialects: Readonly<Record<ServiceName, Dialect>> = {
  ssm: {
    missing: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
    unknownKey: ['UnrecognizedClientException', 400, 'The security token included in the request is invalid.'],
    signature: ['InvalidSignatureException', 400, wrongSignature],
    skewed: ['InvalidSignatureException', 400, skewed],
    expired: ['ExpiredTokenException', 400, 'The security token included in the request is expired'],
    throttled: ['ThrottlingException', 400, 'Rate exceeded'],
    internal: ['InternalServerError', 500, 'Internal server error'],
    constraint: 'ValidationException',
    unknownOperation: 'UnknownOperationException',
    denied: notAuthorized('AccessDeniedException', 400),
  },
  logs: {
    missing: ['MissingAuthenticationTokenException', 400, 'Missing Authentication Token'],
    unknownKey: ['UnrecognizedClientException', 400, 'The security token included in the request is invalid.'],
    signature: ['InvalidSignatureException', 400, wrongSignature],
    skewed: ['InvalidSignatureException', 400, skewed],
    expired: ['ExpiredTokenException', 400, 'The security token included in the request is expired'],
    throttled: ['ThrottlingException', 400, 'Rate exceeded'],
    internal: ['ServiceUnavailableException', 500, 'The service cannot complete the request.'],
    constraint: 'InvalidParameterException',
    unknownOperation: 'UnknownOperationException',
    denied: notAuthorized('AccessDeniedException', 400),
  },
  'resource-groups': {
    missing: ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
    unknownKey: ['UnrecognizedClientException', 403, 'The security token included in the request is invalid.'],
    signature: ['InvalidSignatureException', 403, wrongSignature],
    skewed: ['InvalidSignatureException', 403, skewed],
    expired: ['ExpiredTokenException', 403, 'The security token included in the request is expired'],
    throttled: ['TooManyRequestsException', 429, 'Rate exceeded'],
    internal: ['InternalServerErrorException', 500, 'An internal error occurred while processing the request. Try again later.'],
    constraint: 'BadRequestException',
    unknownOperation: 'UnknownOperationException',
    denied: notAuthorized('ForbiddenException', 403),
  },
  s3: {
    missing: ['AccessDenied', 403, 'Access Denied'],
    unknownKey: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
    signature: ['SignatureDoesNotMatch', 403, wrongSignature],
    skewed: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
    expired: ['ExpiredToken', 400, 'The provided token has expired.'],
    throttled: ['SlowDown', 503, 'Please reduce your request rate.'],
    internal: ['InternalError', 500, 'We encountered an internal error. Please try again.'],
    constraint: 'InvalidArgument',
    unknownOperation: 'NotImplemented',
    denied: (who, action, resource, why) => [
      'AccessDenied',
      403,
      `User: ${who} is not authorized to perform: ${action} on resource: "${resource}" ${why}`,
    ],
  },
  sts: {
    missing: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
    unknownKey: ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.'],
    signature: ['SignatureDoesNotMatch', 403, wrongSignature],
    skewed: ['SignatureDoesNotMatch', 403, skewed],
    expired: ['ExpiredToken', 400, 'The security token included in the request is expired'],
    throttled: ['Throttling', 400, 'Rate exceeded'],
    internal: ['InternalFailure', 500, 'Internal failure'],
    constraint: 'ValidationError',
    unknownOperation: 'InvalidAction',
    denied: (who, action, resource) => [
      'AccessDenied',
      403,
      `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`,
    ],
  },
  ec2: {
    missing: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
    unknownKey: ['AuthFailure', 401, unvalidated],
    signature: ['AuthFailure', 401, unvalidated],
    skewed: ['RequestExpired', 400, 'Request has expired.'],
    expired: ['RequestExpired', 400, 'Request has expired.'],
    throttled: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
    internal: ['InternalError', 500, 'An internal error has occurred'],
    constraint: 'InvalidParameterValue',
    unknownOperation: 'InvalidAction',
    denied: (who, action, _resource, why) => [
      'UnauthorizedOperation',
      403,
      `You are not authorized to perform this operation. User: ${who} is not authorized to perform: ${action} ${why}`,
    ],
  },
};

type Fixed = 'missing' | 'unknownKey' | 'signature' | 'skewed' | 'expired' | 'throttled' | 'internal';

const worded = ([code, status, message]: Wording) => new Refusal(code, message, status);

/** A refusal that every service knows, in this service's words. */
export const refusal = (service: ServiceName, what: Fixed) => worded(dialects[service][what]);

/** IAM said no. */
export const denial = (service: ServiceName, who: string, action: string, resource: string, why: string) =>
  worded(dialects[service].denied(who, action, resource, why));

/** The input breaks a constraint of the published model. */
export const constraintRefusal = (service: ServiceName, message: string) => new Refusal(dialects[service].constraint, message);

export const unknownOperation = (service: ServiceName, operation: string) =>
  new Refusal(dialects[service].unknownOperation, `The action ${operation} is not valid for this endpoint.`);
