import { Hono } from 'hono';
import { z } from 'zod';
import { put } from './bucket.ts';
import { alarmStates, heedAlarms } from './command/alarm.ts';
import { deliver } from './command/deliver.ts';
import { bringToNow } from './command/fleet.ts';
import { placeKey, type World } from './world.ts';

const alarmBody = z.object({ name: z.string(), state: z.enum(alarmStates), account: z.string().optional(), region: z.string().optional() });
const groupBody = z.object({
  account: z.string(),
  region: z.string(),
  name: z.string(),
  tags: z.record(z.string(), z.array(z.string())).optional(),
  arns: z.array(z.string()).optional(),
});
const objectBody = z.object({ bucket: z.string(), key: z.string(), text: z.string() });
const bucketBody = z.object({ name: z.string(), account: z.string(), region: z.string() });

/** The side door to alarms, groups and stored output. */
export function controlServices(world: World): Hono {
  const app = new Hono();

  app.post('/alarms', async (context) => {
    const { name, state, account, region } = alarmBody.parse(await context.req.json());
    const named = account !== undefined && region !== undefined ? [world.places.get(placeKey(account, region))] : undefined;
    const places = (named ?? [...world.places.values()].filter(({ alarms }) => alarms.has(name))).filter((place) => place !== undefined);
    if (places.length === 0) return context.json({ error: `There is no alarm ${name}. Name account and region to make one.` }, 404);
    for (const place of places) {
      bringToNow(world, place);
      place.alarms.set(name, state);
      for (const command of place.commands) heedAlarms(command, place, world.clock.now());
    }
    return context.json({});
  });

  app.post('/groups', async (context) => {
    const { account, region, name, tags, arns } = groupBody.parse(await context.req.json());
    const place = world.places.get(placeKey(account, region));
    if (!place) return context.json({ error: `There is no ${account}/${region}.` }, 404);
    place.groups.set(name, { name, description: '', ...(tags && { query: tags }), ...(arns && { listed: arns }) });
    return context.json({});
  });

  app.post('/buckets', async (context) => {
    const bucket = bucketBody.parse(await context.req.json());
    world.buckets.set(bucket.name, { ...bucket, objects: new Map() });
    return context.json({});
  });
  app.delete('/buckets/:name', (context) => {
    world.buckets.delete(context.req.param('name'));
    return context.json({});
  });
  app.get('/buckets/:name', async (context) => {
    await deliver(world);
    return context.json([...(world.buckets.get(context.req.param('name'))?.objects.keys() ?? [])]);
  });
  app.post('/objects', async (context) => {
    const { bucket, key, text } = objectBody.parse(await context.req.json());
    const found = world.buckets.get(bucket);
    if (!found) return context.json({ error: `There is no bucket ${bucket}.` }, 404);
    put(found, key, text, world.clock.now());
    return context.json({});
  });
  return app;
}
