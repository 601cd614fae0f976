import { refusal } from './dialect.ts';
import type { ServiceName } from './model.ts';
import type { Caller } from './principal.ts';
import { type SignedBy, type SignedRequest, signatureHolds, signingTime } from './signature.ts';
import type { World } from './world.ts';

const maxSkewMs = 5 * 60_000; // Signature Version 4

/** Who signed this request; throws the service's refusal if nobody that it knows did. */
export function identify(world: World, service: ServiceName, request: SignedRequest, by: SignedBy): Caller {
  const caller = world.callers.get(by.accessKeyId);
  if (!caller || caller.session?.token !== request.header('x-amz-security-token')) throw refusal(service, 'unknownKey');
  const date = request.header('x-amz-date');
  const skew = Math.abs(signingTime(date) - Date.now());
  if (!(skew <= maxSkewMs) || date?.slice(0, 8) !== by.date) throw refusal(service, 'skewed');
  if (!signatureHolds(request, by, caller.secretAccessKey)) throw refusal(service, 'signature');
  if (caller.session && caller.session.expiresAt <= Date.now()) throw refusal(service, 'expired');
  return caller;
}
