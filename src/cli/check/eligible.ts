import { WebClient } from '@slack/web-api';
import { createDirectory } from '../../auth/directory.ts';
import type { Config, Settings } from '../../config.ts';
import { systemClock } from '../../domain/clock.ts';
import { DeniedError } from '../../errors.ts';
import { slackAddress } from './ask-slack.ts';
import type { Eligible } from './groups.ts';
import type { Me } from './slack.ts';

// users.info is tier 4, some 100 a minute, and the running bot needs it too.
const mostLookups = 60;
const atOnce = 10;

/** Asks by the bot's own rule: full members of the workspace, no guests, no deactivated accounts, no bots. The first 60 are looked up. */
export function eligibleIn(settings: Settings, config: Config, { team, enterprise }: Me): Eligible {
  const slack = new WebClient(settings.SLACK_BOT_TOKEN, {
    slackApiUrl: slackAddress(settings),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 8_000,
  });
  const directory = createDirectory({ slack, team, enterprise, groups: config.groups, clock: systemClock });

  async function mayAct(id: string): Promise<true | string> {
    try {
      await directory.person(id, team);
      return true;
    } catch (error) {
      if (error instanceof DeniedError) return error.message;
      throw error;
    }
  }

  return async (people) => {
    const answers = new Map<string, true | string>();
    const asked = people.slice(0, mostLookups);
    for (let from = 0; from < asked.length; from += atOnce) {
      await Promise.all(asked.slice(from, from + atOnce).map(async (id) => answers.set(id, await mayAct(id))));
    }
    return answers;
  };
}
