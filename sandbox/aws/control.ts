import { Hono } from 'hono';
import { z } from 'zod';
import { addNode, changeBody, changeNode, findNode, newNodeBody } from './change-node.ts';
import { commandStatus } from './command/command.ts';
import { bringToNow } from './command/fleet.ts';
import { controlParameters } from './control-parameters.ts';
import { controlServices } from './control-services.ts';
import { faultKinds } from './faults.ts';
import type { World } from './world.ts';

const faultBody = z.object({
  operation: z.string(),
  kind: z.enum(faultKinds),
  times: z.number().int().positive().optional(),
  ms: z.number().nonnegative().optional(),
});

const outcomeBody = z.object({
  script: z.string().optional(),
  flags: z.string().optional(),
  instance: z.string().optional(),
  nth: z.number().int().positive().optional(),
  exitCode: z.number().int().optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  seconds: z.number().nonnegative().optional(),
  hangs: z.boolean().optional(),
  times: z.number().int().positive().optional(),
});

/** The commands that were really accepted, by anyone, in the order of their acceptance. */
function sent(world: World) {
  const all = [...world.places.values()].flatMap((place) => {
    bringToNow(world, place);
    return place.commands.map((command) => ({ place, command }));
  });
  return all
    .sort((a, b) => a.command.requestedAt - b.command.requestedAt)
    .map(({ place, command }) => ({
      id: command.id,
      account: place.account,
      region: place.region,
      comment: command.input.Comment ?? '',
      document: command.document.name,
      documentVersion: command.version.version,
      parameters: command.input.Parameters ?? {},
      instanceIds: command.invocations.map(({ nodeId }) => nodeId),
      targets: command.input.Targets ?? [],
      maxConcurrency: command.input.MaxConcurrency ?? null,
      maxErrors: command.input.MaxErrors ?? null,
      caller: command.sender.arn,
      sessionName: command.sender.sessionName ?? null,
      sourceIdentity: command.sender.sourceIdentity ?? null,
      status: commandStatus(command).status,
    }));
}

/** The loopback-only side door by which tests and demonstrations change the world. */
export function control(world: World): Hono {
  const app = new Hono();
  app.onError((error, context) => context.json({ error: error.message }, 400));

  app.route('/', controlServices(world));
  app.route('/', controlParameters(world));

  app.get('/faults', (context) => context.json(world.faults.all()));
  app.post('/faults', async (context) => {
    const { operation, kind, times, ms } = faultBody.parse(await context.req.json());
    world.faults.add({ operation, kind, ...(times !== undefined && { times }), ...(ms !== undefined && { ms }) });
    return context.json({});
  });
  app.delete('/faults', (context) => {
    world.faults.clear();
    return context.json({});
  });

  app.get('/commands', (context) => context.json(sent(world)));
  app.get('/calls', (context) => context.json(Object.fromEntries(world.counts)));

  app.post('/outcomes', async (context) => {
    const wish = outcomeBody.parse(await context.req.json());
    world.outcomes.unshift(Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)));
    return context.json({});
  });
  app.delete('/outcomes', (context) => {
    world.outcomes.length = 0;
    return context.json({});
  });

  app.get('/instances', (context) =>
    context.json(
      [...world.places.values()].flatMap((place) =>
        [...place.nodes.values()].map((node) => ({ account: place.account, region: place.region, ...node })),
      ),
    ),
  );
  app.post('/instances', async (context) => {
    const wish = newNodeBody.parse(await context.req.json());
    const place = world.places.get(`${wish.account}/${wish.region}`);
    if (!place) return context.json({ error: `There is no ${wish.account}/${wish.region}.` }, 404);
    return context.json({ id: addNode(world, place, wish).id });
  });
  app.post('/instances/:id', async (context) => {
    const found = findNode(world, context.req.param('id'));
    if (!found) return context.json({ error: `There is no instance ${context.req.param('id')}.` }, 404);
    changeNode(world, found.place, found.node, changeBody.parse(await context.req.json()));
    return context.json({});
  });

  app.post('/clock', async (context) => {
    world.clock.step(z.object({ seconds: z.number().nonnegative() }).parse(await context.req.json()).seconds);
    return context.json({ now: new Date(world.clock.now()).toISOString() });
  });
  app.get('/clock', (context) => context.json({ now: new Date(world.clock.now()).toISOString() }));
  app.post('/visibility', async (context) => {
    world.visibilityMs = z.object({ ms: z.number().nonnegative() }).parse(await context.req.json()).ms;
    return context.json({});
  });
  app.post('/rates', async (context) => {
    world.rateTimes = z.object({ times: z.number().positive() }).parse(await context.req.json()).times;
    return context.json({});
  });
  app.post('/sessions/expire', (context) => {
    for (const { session } of world.callers.values()) if (session) session.expiresAt = Date.now();
    return context.json({});
  });
  return app;
}
