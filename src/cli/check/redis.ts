import type { Redis } from 'ioredis';
import { key } from '../../store/redis.ts';
import { type Finding, findingsOf } from './finding.ts';
import { skewOf } from './skew.ts';
import { withRedis } from './with-redis.ts';

const { ok, warning, problem, unknown } = findingsOf('redis');
const fullFrom = 0.8;

/** Is it there, and does it keep what was written? */
export async function lookAtRedis(url: string): Promise<Finding[]> {
  const { host } = new URL(url);
  try {
    return await withRedis(url, (redis) => look(redis, host));
  } catch (error) {
    const fix =
      'Start Redis there, or correct REDIS_URL (redis://USER:PASSWORD@HOST:PORT, rediss:// for TLS) and let this machine reach it.';
    return [problem('connection', `Redis at ${host} does not answer as it should: ${(error as Error).message}.`, fix)];
  }
}

async function look(redis: Redis, host: string): Promise<Finding[]> {
  const info = await redis.info().then(readInfo, () => undefined);
  const config = await redis.config('GET', 'appendfsync').then(
    (answer) => (answer as string[])[1],
    () => undefined,
  );
  const from = Date.now();
  const [seconds, micros] = await redis.time();
  const to = Date.now();
  const wrote = await redis.set(key('check'), '1', 'PX', 5_000).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const keepsFile = info?.get('aof_enabled') === '1';
  return [
    wrote === undefined
      ? ok('connection', `Redis at ${host} takes writes.`)
      : problem(
          'connection',
          `Redis at ${host} takes no writes: ${wrote}.`,
          'Name the primary in REDIS_URL, and give the user ~{ssm-chatops}* with +@all -@admin.',
        ),
    ...(info
      ? judge(info, config)
      : [
          unknown(
            'settings',
            'INFO is forbidden, so nothing of how it keeps data could be looked at.',
            'Allow +info to the user, or look at the settings yourself: docs/operations.md has them.',
          ),
        ]),
    ...(info && keepsFile && wrote === undefined ? [await judgeWaiting(redis, info)] : []),
    skewOf('redis', 'Redis', Number(seconds) * 1_000 + Number(micros) / 1_000, { from, to }, 1, 'jobs are due too early or too late'),
  ];
}

const readInfo = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^([^#:\r\n]+):([^\r\n]*)/gm)].map(([, name = '', value = '']) => [name, value]));

const atLeast = (version: string, major: number, minor: number): boolean => {
  const [ours = 0, theirs = 0] = version.split('.').map(Number);
  return ours > major || (ours === major && theirs >= minor);
};

/** @param fsync undefined: CONFIG is forbidden, as in managed Redis */
function judge(info: ReadonlyMap<string, string>, fsync: string | undefined): Finding[] {
  const version = info.get('redis_version') ?? '';
  const eviction = info.get('maxmemory_policy');
  return [
    atLeast(version, 6, 2)
      ? ok('version', `It is ${version}.`)
      : problem('version', `It is ${version}; at least 6.2 is needed.`, 'Run Redis 7.2 or newer.'),
    eviction === 'noeviction'
      ? ok('eviction', 'maxmemory-policy is noeviction.')
      : problem('eviction', `maxmemory-policy is ${eviction}: a full Redis throws records away.`, 'Set maxmemory-policy noeviction.'),
    judgeMemory(info),
    judgeFile(info, fsync),
  ];
}

function judgeMemory(info: ReadonlyMap<string, string>): Finding {
  const [used, most] = [Number(info.get('used_memory')), Number(info.get('maxmemory'))];
  const mb = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
  if (!(most > 0)) return ok('memory', `${mb(used)} are used; there is no maxmemory.`);
  const says = `${mb(used)} of ${mb(most)} are used.`;
  return used / most > fullFrom
    ? warning('memory', `${says} When it is full, nothing can be asked for and nothing is followed.`, 'Give it more maxmemory.')
    : ok('memory', says);
}

function judgeFile(info: ReadonlyMap<string, string>, fsync: string | undefined): Finding {
  const set = 'Set appendonly yes and appendfsync always.';
  if (info.get('aof_enabled') !== '1')
    return problem('append-only file', 'It is off: a crash of Redis loses records of what was sent, which may then be sent twice.', set);
  if (fsync === undefined)
    return unknown(
      'append-only file',
      'It is on. appendfsync could not be looked at: CONFIG is forbidden.',
      'Look that it is always: with everysec a crash can lose the last second of records.',
    );
  if (fsync !== 'always')
    return warning(
      'append-only file',
      `appendfsync is ${fsync}: a crash of Redis can lose ${fsync === 'everysec' ? 'the last second' : 'the last half minute'} of records, a command that was just sent among them.`,
      set,
    );
  return ok('append-only file', 'It is on, and each write is on the disk before it is answered.');
}

/** A write of this connection must reach the disk: without one there would be nothing to wait for. */
async function judgeWaiting(redis: Redis, info: ReadonlyMap<string, string>): Promise<Finding> {
  const newer = 'Run Redis 7.2 or newer, and allow +waitaof to the user.';
  const version = info.get('redis_version') ?? '';
  if (!atLeast(version, 7, 2))
    return warning('WAITAOF', `Redis ${version} does not have it, so the bot cannot wait until a record is on the disk.`, newer);
  try {
    const [local] = (await redis.call('WAITAOF', '1', '0', '2000')) as [number, number];
    if (local > 0) return ok('WAITAOF', 'It says when a record is on the disk.');
    return warning(
      'WAITAOF',
      'A write was not on the disk after 2 seconds.',
      'Look at the disk of Redis: the bot waits for it before each call to AWS.',
    );
  } catch (error) {
    return warning('WAITAOF', `It does not work: ${(error as Error).message}.`, newer);
  }
}
