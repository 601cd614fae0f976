import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/error.ts';
import type { Clock } from '../clock.ts';

const triggerLivesMs = 3000;

export interface Trigger {
  readonly user: string;
  /** The view in which the person acted, if it was one. */
  readonly view?: string;
  /** The person sent that view, rather than clicking in it. */
  readonly submission?: boolean;
  readonly at: number;
  used: boolean;
}

export interface Triggers {
  issue(user: string, view?: string, submission?: boolean): string;
  /** Exchanges a trigger for its person; good for three seconds, and once. */
  take(id: unknown): Trigger;
  /** Makes every trigger that is out too old. */
  expire(): void;
}

/** The trigger ids that let an app open a modal. */
export function createTriggers(clock: Clock): Triggers {
  const triggers = new Map<string, Trigger>();
  let issued = 0;
  return {
    issue(user, view, submission = false) {
      issued += 1;
      const id = `${clock.now()}.${7_000_000 + issued}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { user, at: clock.now(), used: false, submission, ...(view ? { view } : {}) });
      return id;
    },
    take(id) {
      const trigger = typeof id === 'string' ? triggers.get(id) : undefined;
      if (!trigger) throw new ApiError('invalid_trigger_id');
      if (trigger.used) throw new ApiError('exchanged_trigger_id');
      if (clock.now() - trigger.at > triggerLivesMs) throw new ApiError('expired_trigger_id');
      trigger.used = true;
      return trigger;
    },
    expire() {
      for (const [id, trigger] of triggers) triggers.set(id, { ...trigger, at: trigger.at - 2 * triggerLivesMs });
    },
  };
}
