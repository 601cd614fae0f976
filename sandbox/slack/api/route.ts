import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Fault, Faults, RecordedCall } from '../control/faults.ts';
import { appToken, botToken } from '../seed.ts';
import type { Json } from '../world.ts';
import type { Desk } from './call.ts';
import { ApiError } from './error.ts';
import { type Known, methods } from './methods.ts';
import type { Rates } from './rates.ts';

const maxRecorded = 5000;
const nested = new Set(['blocks', 'view', 'metadata', 'attachments', 'files', 'unfurls']);

/** Reads arguments from a form, a query or JSON; nested ones come JSON-encoded in forms. */
async function readArgs(context: Context): Promise<Json> {
  const type = context.req.header('content-type') ?? '';
  const query = context.req.query();
  if (type.includes('application/json')) return { ...query, ...((await context.req.json()) as Json) };
  const form = type.includes('form') ? await context.req.parseBody() : {};
  const args: Json = { ...query, ...form };
  for (const [name, value] of Object.entries(args)) {
    if (!nested.has(name) || typeof value !== 'string') continue;
    try {
      args[name] = JSON.parse(value);
    } catch {
      throw new ApiError(
        name === 'blocks' ? 'invalid_blocks_format' : name === 'metadata' ? 'invalid_metadata_format' : 'invalid_arguments',
      );
    }
  }
  return args;
}

function allow(known: Known, token: string, granted: readonly string[]): void {
  if (token === '') throw new ApiError('not_authed');
  if (token !== botToken && token !== appToken) throw new ApiError('invalid_auth');
  if ((known.token === 'app') !== (token === appToken)) throw new ApiError('not_allowed_token_type');
  if (known.scopes.length > 0 && !known.scopes.some((scope) => granted.includes(scope))) {
    throw new ApiError('missing_scope', { needed: known.scopes.join(','), provided: granted.join(',') });
  }
}

/** The Web API under /api. */
export function webApi(desk: Desk, rates: Rates, faults: Faults, calls: RecordedCall[]): Hono {
  const answer = (context: Context, body: Json, known?: Known): Response => {
    // What an app-level token may is not what the bot was granted.
    const scopes = known?.token === 'app' ? ['connections:write'] : desk.world.app.scopes;
    context.header('x-oauth-scopes', scopes.join(','));
    context.header('date', new Date(desk.world.clock.now()).toUTCString());
    if (known) context.header('x-accepted-oauth-scopes', known.scopes.join(','));
    return context.json(body);
  };
  const tooMany = (context: Context, seconds: number): Response => {
    context.header('retry-after', String(seconds));
    return context.json({ ok: false, error: 'ratelimited' }, 429);
  };
  const fail = (context: Context, fault: Fault): Response | Promise<Response> => {
    if (fault.kind === 'ratelimited') return tooMany(context, fault.retryAfter ?? 1);
    if (fault.kind === 'error-500') return context.text('Internal Server Error', 500);
    if (fault.kind === 'error') return context.json({ ok: false, error: fault.error ?? 'internal_error' });
    return new Promise(() => {});
  };
  const run = async (context: Context, method: string, record: RecordedCall): Promise<Response> => {
    const known = methods[method];
    try {
      const args = await readArgs(context);
      const { token: inBody, ...rest } = args;
      Object.assign(record.args, structuredClone(rest));
      const fault = faults.take(method);
      if (fault && !fault.afterwards) {
        record.answer = fault.kind;
        return await fail(context, fault);
      }
      if (!known) throw new ApiError('unknown_method', { req_method: method });
      const bearer = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
      allow(known, bearer ?? String(inBody ?? ''), desk.world.app.scopes);
      const wait = rates.take(method, known.tier, String(args.channel ?? ''));
      if (wait > 0) {
        record.answer = 'ratelimited';
        return tooMany(context, wait);
      }
      const body = known.run(desk, args);
      record.answer = 'ok';
      return fault ? await fail(context, fault) : answer(context, { ok: true, ...body }, known);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      record.answer = error.message;
      return answer(context, { ok: false, error: error.message, ...error.extra }, known);
    }
  };
  return new Hono().on(['GET', 'POST'], '/:method', (context) => {
    const method = context.req.param('method');
    const record: RecordedCall = { method, at: desk.world.clock.now(), args: {}, answer: 'pending' };
    calls.push(record);
    if (calls.length > maxRecorded) calls.splice(0, calls.length - maxRecorded);
    return run(context, method, record);
  });
}
