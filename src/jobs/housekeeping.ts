import type { Desk } from '../workflows/lifecycle/desk.ts';

const everyMs = 60_000;
/** So many seals at once at most: each is over thousands of rows. */
const mostSeals = 20;

export interface HousekeepingPorts {
  readonly desk: Pick<Desk, 'clock' | 'log' | 'requests' | 'scheduling'>;
  /** Seals the audit rows that are new and gives the seal's line; undefined: there was none, or another worker did it. */
  seal(): Promise<string | undefined>;
  /** Writes a line out of Redis's reach: to standard output, whatever the log's level is. */
  write(line: string): void;
  /** Posts the newest seal to the audit channel where it is time. */
  announce(): Promise<void>;
}

/**
 * Each minute: seals the audit where there is something new, writes the seal out, and forgets what is no longer kept.
 * A seal that a crash kept from being written out is covered by the next one, which stands on it.
 */
export function createHousekeeping({ desk, seal, write, announce }: HousekeepingPorts): () => Promise<void> {
  let doneAt = 0;
  return async () => {
    if (desk.clock.now() - doneAt < everyMs) return;
    doneAt = desk.clock.now();
    await desk.requests.trim(doneAt);
    await desk.scheduling.schedules.trim();
    for (let made = 0; made < mostSeals; made += 1) {
      const line = await seal();
      if (line === undefined) break;
      write(line);
    }
    await announce().catch((error: unknown) =>
      desk.log.warn({ err: error }, "the audit's seal was not posted; tried again in ten minutes"),
    );
  };
}
