import type { Channel } from '../../../domain/channel.ts';
import type { Telling } from '../../../domain/schedule/telling.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import type { Schedules } from '../../../store/schedules.ts';

/** What looks on a schedule need besides all else. */
export interface Scheduling {
  readonly schedules: Schedules;
  /** IANA: holds where a schedule names none. */
  readonly timezone: string;
  /**
   * Reads a line of /ssm: the name of what it asks for, its input as that one's schema reads it, and --env. `mustBe` throws where
   * that name is not wanted. Throws UserError.
   */
  readLine(
    line: string,
    mustBe: (name: string) => void,
  ): {
    readonly name: string;
    readonly input: Readonly<Record<string, unknown>>;
    readonly environment?: string | undefined;
  };
  /** The channel that is named so by somebody in `from`. Throws UserError where nothing may be told there. */
  findChannel(named: string, from: Pick<Channel, 'id'>): Promise<Schedule['channel']>;
  /** Posts it once, also where it is tried again. 'refused': Slack says no for good. Throws UnavailableError. */
  tell(telling: Telling): Promise<'told' | 'refused'>;
}
