import type { Redis } from 'ioredis';
import type { MessageKind } from '../domain/message.ts';
import type { Shown } from '../domain/shown.ts';
import { bounded, keptMs, key } from './redis.ts';

export interface ShownMessages {
  get(id: string, kind: MessageKind): Promise<Shown | undefined>;
  put(id: string, kind: MessageKind, shown: Shown): Promise<void>;
  /** 'id.kind' of messages whose record changed before `then` and that were not drawn since. */
  undrawn(then: number, count: number): Promise<string[]>;
  /** Says that the message was drawn from a record last changed at `changedAt`; a later change stays undrawn. */
  drawn(id: string, kind: MessageKind, changedAt: number): Promise<void>;
}

const drawnScript = `
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if at and tonumber(at) <= tonumber(ARGV[2]) then redis.call('ZREM', KEYS[1], ARGV[1]) end
return 1
`;

type Drawer = Redis & { messageDrawn(key: string, member: string, at: number): Promise<number> };

export function createShownMessages(redis: Redis): ShownMessages {
  redis.defineCommand('messageDrawn', { numberOfKeys: 1, lua: drawnScript });
  const shownKey = (id: string) => key('shown', id);
  return {
    async get(id, kind) {
      const text = await bounded(() => redis.hget(shownKey(id), kind));
      return text === null ? undefined : (JSON.parse(text) as Shown);
    },
    async put(id, kind, shown) {
      await bounded(() => redis.multi().hset(shownKey(id), kind, JSON.stringify(shown)).pexpire(shownKey(id), keptMs).exec());
    },
    undrawn: (then, count) => bounded(() => redis.zrangebyscore(key('undrawn'), '-inf', then, 'LIMIT', 0, count)),
    async drawn(id, kind, changedAt) {
      await bounded(() => (redis as Drawer).messageDrawn(key('undrawn'), `${id}.${kind}`, changedAt));
    },
  };
}
