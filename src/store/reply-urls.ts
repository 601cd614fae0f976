import type { Redis } from 'ioredis';
import type { Keyring } from './keyring.ts';
import { bounded, key } from './redis.ts';

/** A response_url works five times within 30 minutes. */
const livesMs = 30 * 60_000;

/** Where the asker's own ephemeral card can be answered. */
export interface ReplyUrl {
  readonly url: string;
  /** True where the url came with a click on the card: then the card is replaced. */
  readonly replaces: boolean;
}

export interface ReplyUrls {
  keep(id: string, reply: ReplyUrl): Promise<void>;
  get(id: string): Promise<ReplyUrl | undefined>;
}

/** Response urls are as good as a token for their time: they rest encrypted, and no longer than Slack takes them. */
export function createReplyUrls(redis: Redis, keyring: Keyring): ReplyUrls {
  return {
    async keep(id, reply) {
      await bounded(() => redis.set(key('reply', id), keyring.encrypt(JSON.stringify(reply)), 'PX', livesMs));
    },
    async get(id) {
      const box = await bounded(() => redis.get(key('reply', id)));
      return box === null ? undefined : (JSON.parse(keyring.decrypt(box)) as ReplyUrl);
    },
  };
}
