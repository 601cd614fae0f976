import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Desk } from './api/call.ts';
import { createRates } from './api/rates.ts';
import { webApi } from './api/route.ts';
import { pageRoutes } from './bundle.ts';
import { createFaults, type RecordedCall } from './control/faults.ts';
import { controlRoutes } from './control/route.ts';
import { createDeliverer } from './deliver/delivery.ts';
import { createHttp } from './deliver/http.ts';
import { createResponseUrls } from './deliver/response-url.ts';
import { createSockets } from './deliver/sockets.ts';
import { createTriggers } from './deliver/trigger.ts';
import { fileRoutes } from './files.ts';
import { peopleRoutes } from './people/route.ts';
import type { Stage } from './people/stage.ts';
import { acme, type Seed } from './seed.ts';
import { createWorld, type Json } from './world.ts';

export interface LocalSlackOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly seed?: Seed;
  /** Deliver by signed HTTP to this URL; without it by Socket Mode. */
  readonly http?: { readonly url: string; readonly signingSecret: string };
}

export interface LocalSlack {
  /** The page, and the base of the people's and the control's paths. */
  readonly url: string;
  /** What an app takes for `slackApiUrl`. */
  readonly apiUrl: string;
  /** Bundles the page ahead of its first reader. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Starts a workspace on loopback. Throws a plain error that names the port when it is taken. */
export async function startLocalSlack({ port = 0, seed = acme, http }: LocalSlackOptions = {}): Promise<LocalSlack> {
  const world = createWorld(seed);
  const sockets = createSockets(world.clock, seed.app.id);
  const responses = createResponseUrls(world);
  const desk: Desk = { world, sockets, triggers: createTriggers(world.clock), responses };
  const deliverer = createDeliverer(world.clock, http ? createHttp(world.clock, http) : sockets);
  const stage: Stage = { ...desk, deliverer };
  const rates = createRates(world.clock);
  const faults = createFaults();
  const calls: RecordedCall[] = [];

  const app = new Hono();
  app.use(async (context, next) => {
    // A page elsewhere on the web may point a name at loopback; only loopback's own names are answered.
    if (!loopback.has(new URL(context.req.url).hostname)) return context.text('Only loopback is served.', 403);
    await next();
  });
  const page = pageRoutes();
  app.route('/', page.routes);
  app.route('/', fileRoutes(world));
  app.route('/api', webApi(desk, rates, faults, calls));
  app.route('/people', peopleRoutes(stage));
  app.route('/_control', controlRoutes({ stage, rates, faults, calls, http }));
  app.post('/response/:id', async (context) => {
    const body = (await context.req.json().catch(() => ({}))) as Json;
    const answer = responses.use(context.req.param('id'), body);
    return answer.body === 'ok' ? context.text('ok', answer.status) : context.json(answer.body, answer.status);
  });

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // Node's five seconds end a connection in the moment in which a busy client uses it again.
  server.keepAliveTimeout = 120_000;
  server.on('upgrade', (request, stream, head) => {
    if (request.url?.startsWith('/link/')) sockets.upgrade(request, stream, head);
    else stream.destroy();
  });
  await listen(server, port);
  world.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: world.origin,
    apiUrl: `${world.origin}/api/`,
    warm: page.warm,
    async close() {
      world.clock.stop();
      await sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use. Stop what listens there, or choose another with --port.`) : error,
      );
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
