import { createKeyring } from '../../store/keyring.ts';
import { key } from '../../store/redis.ts';
import { type Finding, findingsOf } from './finding.ts';
import { withRedis } from './with-redis.ts';

const { ok, problem } = findingsOf('key');
const looksAt = 20;

/** Does SSM_CHATOPS_KEY open what Redis holds? Looks at the newest requests. */
export async function lookAtKey(url: string, secret: string): Promise<Finding[]> {
  const keyring = createKeyring(secret);
  const records = await withRedis(url, async (redis) => {
    const ids = await redis.zrevrange(key('recent'), 0, looksAt - 1);
    return Promise.all(ids.map(async (id) => ({ id, sealed: await redis.hget(key('request', id), 'record') })));
  });
  const kept = records.filter((each): each is { id: string; sealed: string } => each.sealed !== null);
  const closed = kept.filter(({ id, sealed }) => !opens(() => keyring.open(id, sealed)));
  if (kept.length === 0) return [ok('SSM_CHATOPS_KEY', 'It is set. Redis holds no request yet that it could be tried on.')];
  if (closed.length === 0) return [ok('SSM_CHATOPS_KEY', `It opens the newest ${kept.length} of the requests in Redis.`)];
  if (closed.length === kept.length) {
    const fix =
      'Set the key with which the bot ran before: requests that wait or run go on with it. If it is lost, empty Redis after everything has ended; the old audit can then not be proven.';
    return [
      problem('SSM_CHATOPS_KEY', `It opens none of the newest ${kept.length} requests in Redis: they were sealed with another key.`, fix),
    ];
  }
  const names = closed.map(({ id }) => id.slice(0, 6)).join(', ');
  const fix = 'Find out who writes to this Redis; "ssm-chatops audit verify" shows what was changed. They are not acted upon.';
  return [problem('records', `${closed.length} of the newest ${kept.length} requests are not as the bot wrote them: ${names}.`, fix)];
}

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}
