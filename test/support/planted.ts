import type { Redis } from 'ioredis';

/** The shapes in which a text could lie about: as it is, escaped, and encoded, at any place within a longer base64. */
export function shapesOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.from('x'.repeat(shift) + secret).toString('base64');
    // Characters at both ends depend on what stands beside it.
    return text
      .slice(shift === 0 ? 0 : 4)
      .replace(/=+$/, '')
      .slice(0, -2);
  });
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const all = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    ...base64,
    ...url,
  ];
  return [...new Set(all)];
}

/** Where a planted text is found, by the names of the places. Empty: nowhere. */
export const placesOf = (secret: string, places: Readonly<Record<string, string>>): string[] =>
  Object.entries(places)
    .filter(([, text]) => shapesOf(secret).some((shape) => text.includes(shape)))
    .map(([name]) => name);

/** Everything that a database of Redis holds, each key as text, whatever its type. */
export async function allOf(redis: Redis): Promise<Record<string, string>> {
  const read: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1, 'WITHSCORES'),
    stream: (key) => redis.xrange(key, '-', '+'),
  };
  const found: Record<string, string> = {};
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    const value = type === 'none' ? '' : await (read[type] as (key: string) => Promise<unknown>)(key);
    // A record stands in JSON: what is escaped there must not be escaped twice.
    found[`redis ${key}`] =
      `${key}\n${typeof value === 'string' ? value : [Object.entries(value ?? {})].flat(Number.POSITIVE_INFINITY).join('\n')}`;
  }
  return found;
}
