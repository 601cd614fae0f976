import { refusal, unknownOperation } from './dialect.ts';
import { identify } from './identify.ts';
import type { ServiceName } from './model.ts';
import { perform } from './perform.ts';
import { type Recorded, record } from './record.ts';
import { Refusal } from './refusal.ts';
import { readAuthorization, type SignedBy, type SignedRequest } from './signature.ts';
import type { Throttle } from './throttle.ts';
import type { Answer } from './wire/answer.ts';
import { type Call, isService, readCall } from './wire/read.ts';
import { render } from './wire/render.ts';
import { placeKey, placeOf, type World } from './world.ts';

/** `hang`: no answer ever comes. `drop`: the connection ends without one. */
export type Reply = Answer | 'hang' | 'drop';

export interface Surroundings {
  readonly world: World;
  readonly throttle: Throttle;
  readonly callsFile?: string;
}

/** The call's way through the service: signature, rate, and then what it does. */
async function carryOut(call: Call, request: SignedRequest, by: SignedBy, { world, throttle }: Surroundings): Promise<unknown> {
  const { service, name, operation } = call;
  const caller = identify(world, service, request, by);
  if (!operation) throw unknownOperation(service, name);
  const place = placeOf(world, caller.account, by.region);
  if (!place) throw refusal(service, 'unknownKey'); // as for any region that is not enabled
  if (!throttle(placeKey(caller.account, by.region), `${service}.${name}`, world.rateTimes)) throw refusal(service, 'throttled');
  return perform(operation, call.input, { world, caller, place });
}

/** Whose words an unsigned request gets: without a signature only the request's form tells the service. */
function guessed(request: SignedRequest): ServiceName {
  const target = request.header('x-amz-target');
  if (target) return target.startsWith('Logs_') ? 'logs' : 'ssm';
  if (request.method === 'POST') return request.path === '/' ? 'sts' : 'resource-groups';
  return 's3';
}

/** Turns what went wrong into the service's answer; a fault of the stand-in itself is shown on the console. */
function refusalFrom(error: unknown, service: ServiceName): Refusal {
  if (error instanceof Refusal) return error;
  console.error(error);
  return refusal(service, 'internal');
}

/** Answers one request to AWS, or lets a fault keep it from being answered. */
export async function exchange(request: SignedRequest, surroundings: Surroundings): Promise<Reply> {
  const { world, callsFile } = surroundings;
  const by = readAuthorization(request.header('authorization'));
  if (!by) return render(guessed(request), '', refusal(guessed(request), 'missing'));
  const { service } = by;
  if (!isService(service)) return render('sts', '', new Refusal('InvalidAction', `This stand-in has no service ${service}.`, 400));
  let call: Call;
  try {
    call = readCall(service, request);
  } catch (error) {
    return render(service, '', refusalFrom(error, service));
  }
  const { name } = call;
  const answered = (outcome: Pick<Recorded, 'output' | 'error'>) => {
    world.counts.set(`${service}.${name}`, (world.counts.get(`${service}.${name}`) ?? 0) + 1);
    if (callsFile) record(callsFile, { service, operation: name, input: call.input, ...outcome });
  };
  const refused = (error: unknown) => {
    const reason = refusalFrom(error, service);
    answered({ error: reason.code });
    return render(service, name, reason);
  };
  const strike = world.faults.strike(name);
  const before = {
    throttle: refusal(service, 'throttled'),
    'error-500': refusal(service, 'internal'),
    'hang-before': 'hang',
    'drop-connection-before': 'drop',
  } as const;
  if (strike && strike.kind in before) {
    strike.hit();
    const harm = before[strike.kind as keyof typeof before];
    return harm instanceof Refusal ? refused(harm) : harm;
  }
  if (strike?.kind === 'delay') {
    strike.hit();
    await new Promise((resolve) => setTimeout(resolve, strike.ms));
  }
  try {
    const output = await carryOut(call, request, by, surroundings);
    if (strike?.kind === 'hang-after' || strike?.kind === 'drop-connection-after') {
      strike.hit();
      return strike.kind === 'hang-after' ? 'hang' : 'drop';
    }
    answered({ output });
    return render(service, name, output);
  } catch (error) {
    return refused(error);
  }
}
