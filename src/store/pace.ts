import { setTimeout } from 'node:timers/promises';
import type { Turn, Where } from '../domain/pace.ts';
import { UnavailableError } from '../errors.ts';
import type { Budget } from './budget.ts';

/**
 * AWS takes 40 calls a second of all who read parameters in an account and region (Systems Manager quotas: the default throughput).
 * All processes of the bot together make 20, and 10 at once, so that programs that read their settings are not slowed down.
 */
const rate = { perMinute: 20 * 60, burst: 10 };
/** Of the burst so many are left by those who read in bulk. */
const reserve = 7;
/** Where the budget can't be asked, each process makes 10 a second by itself. */
const localGapMs = 100;
/** Who waits longer is told so: others are served all the time. */
const longestMs = { bulk: 60_000, other: 20_000 };

/** The rate of reading parameters, kept by all processes together; without Redis by each alone, and more slowly. */
export function createPace({ take }: Budget): (where: Where) => Turn {
  const alone = localPace();
  return (where) => {
    const place = `${where.account}/${where.region}`;
    return async (bulk) => {
      const end = performance.now() + (bulk ? longestMs.bulk : longestMs.other);
      for (;;) {
        const wait = await take({ ...rate, name: `parameters:${place}` }, bulk ? reserve : 0).catch(() => 'unknown' as const);
        if (wait === 0) return;
        if (wait === 'unknown') return alone(place);
        if (performance.now() + wait > end)
          throw new UnavailableError('AWS', 'Others read very many parameters there now, as many as AWS allows. Try again in a minute.');
        await setTimeout(wait);
      }
    };
  };
}

/** One call after another, with the same time between any two. */
function localPace(): (place: string) => Promise<void> {
  const free = new Map<string, number>();
  return async (place) => {
    const now = performance.now();
    const mine = Math.max(free.get(place) ?? 0, now);
    free.set(place, mine + localGapMs);
    await setTimeout(mine - now);
  };
}
