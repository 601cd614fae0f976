import { Hono } from 'hono';
import { z } from 'zod';
import { unseal } from './parameter/key.ts';
import { arnOf } from './parameter/name.ts';
import { plant } from './parameter/plant.ts';
import { shownPolicies } from './parameter/policies.ts';
import { settle } from './parameter/settle.ts';
import { type Place, placeKey, type World } from './world.ts';

const where = { account: z.string(), region: z.string() };
const parameterBody = z.object({
  ...where,
  name: z.string(),
  values: z.array(z.string()).min(1),
  type: z.enum(['String', 'StringList', 'SecureString']).default('String'),
  labels: z.record(z.string(), z.number().int()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
  key: z.string().optional(),
  description: z.string().optional(),
  pattern: z.string().optional(),
  policies: z.string().optional(),
  dataType: z.string().optional(),
});
const bulkBody = z.object({ ...where, path: z.string(), count: z.number().int().positive().max(100_000) });

/** Everything that is kept in a place, with every version's value in the clear: for whoever holds the stand-in. */
const kept = (world: World, place: Place) =>
  [...place.parameters.byKey.values()].map(({ name, tags, versions }) => ({
    account: place.account,
    region: place.region,
    name,
    tags,
    versions: versions.map((version) => ({
      version: version.version,
      type: version.type,
      value: unseal(place, arnOf(place, name), version),
      tier: version.tier,
      key: version.key?.named ?? null,
      description: version.description ?? null,
      pattern: version.allowedPattern ?? null,
      dataType: version.dataType,
      policies: shownPolicies(version, world.clock.now()).map(({ PolicyText }) => JSON.parse(PolicyText) as unknown),
      labels: [...version.labels],
      modifiedAt: new Date(version.modifiedAt).toISOString(),
      modifiedBy: version.modifiedBy,
    })),
  }));

/** The side door to Parameter Store. */
export function controlParameters(world: World): Hono {
  const app = new Hono();
  const placeOf = ({ account, region }: { account: string; region: string }): Place => {
    const place = world.places.get(placeKey(account, region));
    if (!place) throw new Error(`There is no ${account}/${region}.`);
    return place;
  };
  const by = ({ account }: Place) => [`arn:aws:iam::${account}:user/deployer`];

  app.get('/parameters', (context) =>
    context.json(
      [...world.places.values()].flatMap((place) => {
        settle(world, place);
        return kept(world, place);
      }),
    ),
  );
  app.post('/parameters', async (context) => {
    const { name, values, type, labels, tags, ...wish } = parameterBody.parse(await context.req.json());
    const place = placeOf(wish);
    plant(place, {
      name,
      values,
      Type: type,
      ...(labels && { labels }),
      ...(tags && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
      ...(wish.tier && { Tier: wish.tier }),
      ...(wish.key && { KeyId: wish.key }),
      ...(wish.description && { Description: wish.description }),
      ...(wish.pattern && { AllowedPattern: wish.pattern }),
      ...(wish.policies && { Policies: wish.policies }),
      ...(wish.dataType && { DataType: wish.dataType }),
      by: by(place),
      at: world.clock.now(),
    });
    return context.json({});
  });
  // What no longer fits among the Standard ones is Advanced.
  app.post('/parameters/bulk', async (context) => {
    const { path, count, ...wish } = bulkBody.parse(await context.req.json());
    const place = placeOf(wish);
    for (let index = 1; index <= count; index += 1)
      plant(place, {
        name: `${path.replace(/\/$/, '')}/p-${String(index).padStart(6, '0')}`,
        values: [`value ${index}`],
        Type: 'String',
        Tier: 'Intelligent-Tiering',
        by: by(place),
        at: world.clock.now(),
      });
    return context.json({});
  });
  return app;
}
