import type { Redis } from 'ioredis';
import type { Request } from '../../domain/request.ts';
import type { Keyring } from '../keyring.ts';
import { bounded, key, piped } from '../redis.ts';

const atOnce = 200;

export interface KeptRecord {
  readonly id: string;
  /** Undefined: it is not as this program wrote it, or was written with another key. */
  readonly record: Request | undefined;
}

/** Every record that Redis keeps, found by its key and not by an index. One may come twice. */
export async function* readRecords(redis: Redis, keyring: Pick<Keyring, 'open'>): AsyncGenerator<KeptRecord> {
  const start = key('request', '');
  let cursor = '0';
  do {
    const [next, keys] = await bounded(() => redis.scan(cursor, 'MATCH', `${start}*`, 'COUNT', atOnce));
    cursor = next;
    const ids = [...new Set(keys)].map((each) => each.slice(start.length));
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hget(key('request', id), 'record');
    const sealed = ids.length > 0 ? await piped(pipeline) : [];
    for (const [i, text] of sealed.entries()) {
      // It expired in between.
      if (text === null) continue;
      yield { id: ids[i] as string, record: opened(keyring, ids[i] as string, text as string) };
    }
  } while (cursor !== '0');
}

function opened(keyring: Pick<Keyring, 'open'>, id: string, sealed: string): Request | undefined {
  try {
    return JSON.parse(keyring.open(id, sealed)) as Request;
  } catch {
    return undefined;
  }
}
