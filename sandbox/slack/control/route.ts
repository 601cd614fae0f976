import { Hono } from 'hono';
import type { Rates } from '../api/rates.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { asRequest } from '../deliver/http.ts';
import { stepPayload } from '../deliver/payload.ts';
import type { Stage } from '../people/stage.ts';
import { NoSuchThing } from '../people/stage.ts';
import type { SeedApp } from '../seed.ts';
import { type Json, newId } from '../world.ts';
import type { Fault, Faults, RecordedCall } from './faults.ts';

export interface Levers {
  readonly stage: Stage;
  readonly rates: Rates;
  readonly faults: Faults;
  readonly calls: RecordedCall[];
  readonly http?: { readonly url: string; readonly signingSecret: string } | undefined;
}

/** A delivery that Slack itself would never send; over HTTP also with a false signature or an old time. */
export interface RawDelivery extends Partial<Delivery> {
  readonly payload: Json;
  readonly type: Delivery['type'];
  readonly envelope_id?: string;
  readonly signature?: string;
  /** How many seconds old the request says it is. */
  readonly age?: number;
}

async function deliverRaw(levers: Levers, raw: RawDelivery): Promise<Json> {
  const { payload, type, wantsAnswer = false } = raw;
  if (!levers.http) {
    const frame = { type, payload, accepts_response_payload: wantsAnswer, ...(raw.envelope_id ? { envelope_id: raw.envelope_id } : {}) };
    return { sent: levers.stage.sockets.raw(frame) };
  }
  const request = asRequest({ type, payload, wantsAnswer }, levers.http.signingSecret, Date.now() - (raw.age ?? 0) * 1000);
  const headers = raw.signature === undefined ? request.headers : { ...request.headers, 'x-slack-signature': raw.signature };
  const response = await fetch(levers.http.url, { method: 'POST', headers, body: request.body });
  return { sent: true, status: response.status, body: await response.text() };
}

/** Levers for tests, under /_control: failures, time, and things that only an administrator or Slack itself does. */
export function controlRoutes(levers: Levers): Hono {
  const { stage, rates, faults, calls } = levers;
  const { world, sockets, deliverer, triggers, responses } = stage;
  const person = (id: unknown) => {
    const found = world.people.get(String(id));
    if (!found) throw new NoSuchThing(`There is no person ${id}.`);
    return found;
  };
  const does: Record<string, (body: Json) => Json | Promise<Json>> = {
    fault: (body) => {
      faults.add(body as unknown as Fault);
      return {};
    },
    'clear-faults': () => {
      faults.clear();
      return {};
    },
    rates: (body) => {
      rates.on = body.on === true;
      return {};
    },
    step: (body) => {
      world.clock.step(Number(body.ms));
      return { now: world.clock.now() };
    },
    disconnect: (body) => {
      sockets.disconnect(String(body.reason ?? 'refresh_requested'), body.abrupt === true);
      return {};
    },
    'half-open': () => {
      sockets.halfOpen();
      return {};
    },
    double: (body) => {
      deliverer.doubleNext(Number(body.times ?? 1));
      return {};
    },
    deliver: (body) => deliverRaw(levers, body as unknown as RawDelivery),
    'expire-triggers': () => {
      triggers.expire();
      return {};
    },
    'expire-responses': () => {
      responses.expire();
      return {};
    },
    deactivate: (body) => {
      const who = person(body.user);
      who.deleted = true;
      who.updated = world.clock.now();
      for (const group of world.groups.values()) group.users = group.users.filter((id) => id !== who.id);
      world.changed();
      return {};
    },
    group: (body) => {
      const group = [...world.groups.values()].find((one) => one.handle === body.handle || one.id === body.handle);
      if (!group) throw new NoSuchThing(`There is no user group ${body.handle}.`);
      if (body.users !== undefined) group.users = (body.users as unknown[]).map((id) => person(id).id);
      group.handle = String(body.rename ?? group.handle);
      group.disabled = body.disabled === undefined ? group.disabled : body.disabled === true;
      world.changed();
      return {};
    },
    channel: (body) => {
      const channel = [...world.channels.values()].find((one) => one.kind !== 'im' && (one.name === body.name || one.id === body.name));
      if (!channel) throw new NoSuchThing(`There is no channel ${body.name}.`);
      if (body.archived !== undefined) channel.archived = body.archived === true;
      if (body.bot === true) channel.members.add(world.app.botUser);
      if (body.bot === false) channel.members.delete(world.app.botUser);
      world.changed();
      return {};
    },
    // Somebody's workflow comes to a step of the app.
    workflow: (body) => {
      const { callback_id: callbackId, inputs = {} } = body as { callback_id: string; inputs?: Json };
      if (!world.app.functions.some(({ callback_id }) => callback_id === callbackId))
        throw new NoSuchThing(`The app has no step ${callbackId}.`);
      const run = { id: newId('Fx'), callbackId, inputs, state: 'running' as const };
      world.stepRuns.set(run.id, run);
      void deliverer.deliver({ type: 'events_api', payload: stepPayload(world, run), wantsAnswer: false });
      return { id: run.id };
    },
    'workflow-run': (body) => ({ ...world.stepRuns.get(String(body.id)) }),
    escape: (body) => {
      world.escapeCommands = body.on === true;
      return {};
    },
    app: (body) => {
      world.app = { ...world.app, ...(body as Partial<SeedApp>) };
      world.changed();
      return { app: world.app };
    },
  };
  return new Hono()
    .onError((error, context) => context.json({ error: error.message }, error instanceof NoSuchThing ? 400 : 500))
    .get('/calls', (context) => context.json({ calls }))
    .delete('/calls', (context) => {
      calls.length = 0;
      return context.json({});
    })
    .get('/sockets', (context) => context.json({ count: sockets.count() }))
    .get('/retries', (context) => context.json({ waiting: deliverer.waiting() }))
    .get('/now', (context) => context.json({ now: world.clock.now() }))
    .post('/:lever', async (context) => {
      const lever = does[context.req.param('lever')];
      if (!lever) throw new NoSuchThing(`There is no such lever. There are: ${Object.keys(does).join(', ')}.`);
      const text = await context.req.text();
      return context.json(await lever(text === '' ? {} : (JSON.parse(text) as Json)));
    });
}
