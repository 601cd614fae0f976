import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { warmUp } from './authorise.ts';
import { control } from './control.ts';
import { exchange, type Surroundings } from './exchange.ts';
import { operations } from './operations.ts';
import { createThrottle } from './throttle.ts';
import { createWorld, type Seed, type World } from './world.ts';

export interface LocalAws {
  /** Where a client's endpoint points. */
  readonly url: string;
  readonly world: World;
  close(): Promise<void>;
}

export interface LocalAwsOptions {
  /** 0: any free one. */
  readonly port?: number;
  /** How much faster than the wall's the time inside answers runs. */
  readonly speed?: number;
  /** Every answered call is appended to it as a JSON line. */
  readonly callsFile?: string;
  /** What IAM was asked for those calls is appended to it as JSON lines, the like of it once. */
  readonly rightsFile?: string;
  readonly seed?: Seed;
}

const address = '127.0.0.1';

function application(surroundings: Surroundings): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/_control', control(surroundings.world));
  app.all('*', async (context) => {
    const { req, env } = context;
    const url = new URL(req.url);
    const body = await req.text();
    const header = (name: string) => req.header(name);
    const reply = await exchange({ method: req.method, path: url.pathname, query: url.searchParams, header, body }, surroundings);
    if (reply === 'hang') return new Promise<never>(() => {}); // ends with the client's patience or the server's close
    if (reply === 'drop') {
      env.incoming.socket.destroy();
      return new Promise<never>(() => {});
    }
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  });
  return app;
}

/** Starts the local AWS on the loopback address alone. Throws if the port is taken. */
export async function startLocalAws({ port = 0, speed = 1, callsFile, rightsFile, seed }: LocalAwsOptions = {}): Promise<LocalAws> {
  const world = createWorld(operations, { speed, ...(seed && { seed }), ...(rightsFile !== undefined && { rightsFile }) });
  const app = application({
    world,
    throttle: createThrottle(),
    ...(callsFile !== undefined && { callsFile }),
  });
  await warmUp();
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: address }, (info: AddressInfo) => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://${address}:${info.port}`, world, close });
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is in use. Choose another with --port, or end what listens there.`) : error);
    });
  });
}
